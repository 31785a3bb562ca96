# %% id=scatter
# hand: three-ways
import numpy as np


def scatter(x, w, stride=1):
    h, k = len(x), len(w)
    y = np.zeros(((h - 1) * stride + k, (x.shape[1] - 1) * stride + k))
    for i in range(h):
        for j in range(x.shape[1]):
            y[i * stride : i * stride + k, j * stride : j * stride + k] += x[i, j] * w
    return y


x, w = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 2.0], [0.0, 3.0]])
y = scatter(x, w)
print(y, y.sum(), x.sum() * w.sum())
assert y.tolist() == [[1, 4, 4], [3, 13, 14], [0, 9, 12]]
print("stride 2:", scatter(x, w, 2).shape)


# %% id=zero-insertion
def correlate(x, w):
    """Ordinary convolution as networks write it: windows times kernel, stride 1, no padding, no flip."""
    k = len(w)
    windows = np.lib.stride_tricks.sliding_window_view(x, (k, k))
    return np.einsum("abuv,uv->ab", windows, w)


def by_zeros(x, w, stride=1, flip=True):
    k = len(w)
    spread = np.zeros([(n - 1) * stride + 1 for n in x.shape])
    spread[::stride, ::stride] = x
    return correlate(np.pad(spread, k - 1), w[::-1, ::-1] if flip else w)


print("same, strides 1, 2, 3:", [np.array_equal(by_zeros(x, w, s), scatter(x, w, s)) for s in (1, 2, 3)])
print("kernel not flipped:", by_zeros(x, w, flip=False).tolist())
assert all(np.array_equal(by_zeros(x, w, s), scatter(x, w, s)) for s in (1, 2, 3))
assert not np.array_equal(by_zeros(x, w, flip=False), y)


# %% id=matrix
def conv_matrix(w, size, stride=1):
    """C of the convolution of a size × size picture: a row for every output."""
    k = len(w)
    out = (size - k) // stride + 1
    C = np.zeros((out, out, size, size))
    for a in range(out):
        for b in range(out):
            C[a, b, a * stride : a * stride + k, b * stride : b * stride + k] = w
    return C.reshape(out * out, size * size)


C = conv_matrix(w, 3)
print("C", C.shape, " first row", C[0])
print((C.T @ x.ravel()).reshape(3, 3))
assert np.array_equal((C.T @ x.ravel()).reshape(3, 3), y)
picture = np.arange(9.0).reshape(3, 3)
assert np.array_equal((C @ picture.ravel()).reshape(2, 2), correlate(picture, w))

# %% id=adjoint
# hand: adjoint
row = np.array([[1.0, -1.0, 0.0], [0.0, 1.0, -1.0]])
a, z = np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0])
print("C a", row @ a, " Cᵀ z", row.T @ z, " both products", (row @ a) @ z, a @ (row.T @ z))
assert (row.T @ z).tolist() == [4, 1, -5]
assert (row @ a) @ z == a @ (row.T @ z) == -9
rng = np.random.default_rng(0)
big, small = rng.normal(size=(9, 9)), rng.normal(size=(4, 4))
left = (correlate(big, np.ones((3, 3)))[::2, ::2] * small).sum()
right = (big * scatter(small, np.ones((3, 3)), 2)).sum()
print(f"9 × 9, kernel 3, stride 2: {left:.6f} and {right:.6f}")
assert np.isclose(left, right)

# %% id=channels
import torch
import torch.nn.functional as F

weight = torch.randn(3, 5, 4, 4)
print("ConvTranspose2d(3, 5, 4):", tuple(torch.nn.ConvTranspose2d(3, 5, 4).weight.shape))
print("Conv2d(5, 3, 4):         ", tuple(torch.nn.Conv2d(5, 3, 4).weight.shape))
up = F.conv_transpose2d(torch.randn(2, 3, 6, 6), weight, stride=2)
print("3 channels to 5:", tuple(up.shape), " and back with the same weight:", tuple(F.conv2d(up, weight, stride=2).shape))
assert up.shape == (2, 5, 14, 14)
assert F.conv2d(up, weight, stride=2).shape == (2, 3, 6, 6)

# %% id=gradients
# hand: gradients
g = np.ones((3, 3))
dx = correlate(g, w)
dw = np.array([[(x * g[u : u + 2, v : v + 2]).sum() for v in range(2)] for u in range(2)])
print("dx", dx.tolist(), " dw", dw.tolist(), " db", g.sum())
assert dx.tolist() == [[6, 6], [6, 6]]
assert dw.tolist() == [[10, 10], [10, 10]]
X, W = (torch.tensor(t)[None, None].requires_grad_() for t in (x, w))
F.conv_transpose2d(X, W).sum().backward()
assert np.array_equal(X.grad[0, 0].numpy(), dx)
assert np.array_equal(W.grad[0, 0].numpy(), dw)
