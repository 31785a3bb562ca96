# %% id=by-hand
# hand: four-to-two
import numpy as np

C = np.array([[1.0, 1, 0, 0], [0, 0, 1, 1]])  # kernel [1, 1], stride 2, on four pixels
x = np.array([1.0, 2, 3, 4])
z = np.array([1.0, -1, -3, 3])
y = C @ x
print("C", C.shape, " y =", y, " C(x + z) =", C @ (x + z), " x + z =", x + z)
assert y.tolist() == (C @ (x + z)).tolist() == [3, 7]
back = C.T @ y
print("Cᵀ y =", back, " C Cᵀ y =", C @ back)
assert back.tolist() == [3, 3, 7, 7]
assert (C @ back).tolist() == [6, 14]

# %% id=shape-not-values
import torch
import torch.nn.functional as F

torch.manual_seed(0)
image, kernel = torch.rand(1, 1, 8, 8), torch.randn(1, 1, 3, 3)
small = F.conv2d(image, kernel, stride=2, padding=1)
returned = F.conv_transpose2d(small, kernel, stride=2, padding=1, output_padding=1)
print("image", tuple(image.shape), "-> small", tuple(small.shape), "-> returned", tuple(returned.shape))
print(f"correlation with the image: {np.corrcoef(image.ravel(), returned.ravel())[0, 1]:.2f}")
assert returned.shape == image.shape
assert not torch.allclose(returned, image, atol=0.1)

# %% id=true-deconvolution
# hand: blind-spot
rng = np.random.default_rng(0)
signal = rng.normal(size=8)


def blur(x, w):
    """Circular convolution of 8 samples with a short kernel, stride 1."""
    return sum(w[u] * np.roll(x, u) for u in range(len(w)))


for w in ([1.0, 0.5], [1.0, 1.0]):
    gains = np.abs(np.fft.fft(w, 8))  # by how much each frequency is multiplied
    print("kernel", w, " smallest gain:", round(float(gains.min()), 3))
    if gains.min() > 1e-9:
        recovered = np.fft.ifft(np.fft.fft(blur(signal, w)) / np.fft.fft(w, 8)).real
        print("   recovered to", f"{np.abs(recovered - signal).max():.0e}")
        assert np.allclose(recovered, signal)
alternating = np.array([1.0, -1] * 4)
assert not blur(alternating, [1.0, 1.0]).any()  # invisible to [1, 1], so nothing can bring it back

# %% id=same-information
coarse = rng.integers(0, 10, (7, 7)).astype(float)
large = coarse.repeat(4, 0).repeat(4, 1)  # 28×28
print("numbers before:", coarse.size, " after:", large.size, " distinct places that matter:", large[::4, ::4].size)
assert (large[::4, ::4] == coarse).all()  # all 784 follow from 49
assert np.linalg.matrix_rank(large) == np.linalg.matrix_rank(coarse)

# %% id=classifier-sizes
side, sides = 224, [224]
for _ in range(5):
    side //= 2
    sides.append(side)
print(" -> ".join(map(str, sides)), f": {224 * 224} pixels become {side * side} cells, {224 * 224 // side**2} to one")
assert (side, 224 * 224 // 49) == (7, 1024)
