# %% id=by-hand
# hand: four-outputs
import numpy as np

x = np.array([[1.0, 2, 0, 1], [0, 1, 3, 1], [2, 0, 1, 2], [1, 1, 0, 1]])
w = np.array([[1.0, 2, 0], [0, 1, 0], [0, 0, -1]])


def correlate(x, w, b=0.0):
    """x [H, W], w [kh, kw] -> [H - kh + 1, W - kw + 1], one window at a time."""
    (h, width), (kh, kw) = x.shape, w.shape
    y = np.empty((h - kh + 1, width - kw + 1))
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            y[i, j] = (x[i : i + kh, j : j + kw] * w).sum() + b
    return y


y = correlate(x, w)
print("x", x.shape, "w", w.shape, "-> y", y.shape)
print(y.tolist())
assert y.tolist() == [[5, 3], [2, 7]]

# %% id=flip
# hand: flipped
import torch
import torch.nn.functional as F
from scipy.signal import convolve2d

scipy_says = convolve2d(x, w, mode="valid")
torch_says = F.conv2d(torch.tensor(x)[None, None], torch.tensor(w)[None, None])[0, 0].numpy()
print("SciPy  convolve2d:", scipy_says.tolist())
print("PyTorch conv2d   :", torch_says.tolist())
assert torch_says.tolist() == [[5, 3], [2, 7]]
assert scipy_says.tolist() == [[1, 5], [2, 1]]
assert np.array_equal(scipy_says, correlate(x, w[::-1, ::-1]))  # turn the kernel by 180° and they agree

# %% id=learned
rng = np.random.default_rng(0)
image = rng.normal(size=(12, 12))
target = convolve2d(image, w, mode="valid")  # a task stated with flipping convolution
windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3)).reshape(-1, 9)
learned = np.linalg.lstsq(windows, target.ravel(), rcond=None)[0].reshape(3, 3)  # a layer that never flips learns it
print((np.round(learned, 6) + 0.0).tolist())  # + 0.0 turns -0.0 into 0.0
assert np.allclose(learned, w[::-1, ::-1])

# %% id=matrix
# hand: sixteen-to-four
M = np.zeros((4, 16))
for i in range(2):
    for j in range(2):
        row = np.zeros((4, 4))
        row[i : i + 3, j : j + 3] = w
        M[2 * i + j] = row.ravel()
print("row 0:", M[0].astype(int).tolist())
print("row 1:", M[1].astype(int).tolist())
covered = np.zeros((4, 16), dtype=bool)
for n in range(4):
    i, j = divmod(n, 2)
    mask = np.zeros((4, 4), dtype=bool)
    mask[i : i + 3, j : j + 3] = True
    covered[n] = mask.ravel()
print("entries", M.size, " inside a window", int(covered.sum()), " free numbers", w.size)
assert np.array_equal(M @ x.ravel(), y.ravel())
assert (M.size, covered.sum(), w.size) == (64, 36, 9)
assert not M[~covered].any()

# %% id=vectorised


def correlate_fast(x, w, b=0.0):
    """The same, looping over kernel positions only: every step adds a shifted copy of the whole image."""
    (h, width), (kh, kw) = x.shape, w.shape
    out_h, out_w = h - kh + 1, width - kw + 1
    y = np.full((out_h, out_w), b)
    for u in range(kh):
        for v in range(kw):
            y += w[u, v] * x[u : u + out_h, v : v + out_w]
    return y


photo = rng.normal(size=(64, 48))
kernel = rng.normal(size=(3, 5))
slow, fast = correlate(photo, kernel, 0.5), correlate_fast(photo, kernel, 0.5)
print("output", fast.shape, " steps one by one:", fast.size, " steps over the kernel:", kernel.size)
assert np.allclose(slow, fast)
