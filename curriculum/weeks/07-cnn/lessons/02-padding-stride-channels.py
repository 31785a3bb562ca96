# %% id=size
# hand: seven-by-three
import numpy as np
import torch
import torch.nn.functional as F


def out_size(n, k, s, p):
    return (n + 2 * p - k) // s + 1


for n, k, s, p in [(7, 3, 1, 0), (7, 3, 1, 1), (7, 3, 2, 1), (7, 3, 3, 0), (32, 5, 1, 2)]:
    got = F.conv2d(torch.ones(1, 1, n, n), torch.ones(1, 1, k, k), stride=s, padding=p).shape[2]
    print(f"n={n} k={k} s={s} p={p}: ({n}+2*{p}-{k})/{s}+1 = {(n + 2 * p - k) / s + 1:.2f} -> {got}")
    assert got == out_size(n, k, s, p)
assert [out_size(7, 3, 1, 0), out_size(7, 3, 2, 1), out_size(7, 3, 3, 0)] == [5, 4, 2]

# %% id=leftover
image = torch.ones(1, 1, 7, 7, requires_grad=True)
F.conv2d(image, torch.ones(1, 1, 3, 3), stride=3).sum().backward()
print(image.grad[0, 0].int().tolist())
assert not image.grad[0, 0, 6].any()  # the last row ...
assert not image.grad[0, 0, :, 6].any()  # ... and the last column were never looked at
assert image.grad.sum() == 36

# %% id=channels
# hand: two-in-two-out
x = np.array([[[[1.0, 2], [3, 4]], [[0, 1], [1, 0]]]])  # [1, 2, 2, 2]
w = np.array([[[[1.0]], [[10]]], [[[2]], [[-1]]]])  # [2, 2, 1, 1]: each output channel has a weight for each input channel
b = np.array([0.0, 1.0])


def conv2d(x, w, b, s=1, p=0):
    """x [N, C, H, W], w [F, C, k, k], b [F] -> [N, F, H', W']"""
    k = w.shape[2]
    x = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    h, width = ((side - k) // s + 1 for side in x.shape[2:])
    y = np.zeros((len(x), len(w), h, width))
    for u in range(k):
        for v in range(k):
            part = x[:, :, u : u + s * h : s, v : v + s * width : s]
            y += np.einsum("nchw,fc->nfhw", part, w[:, :, u, v])
    return y + b[:, None, None]


y = conv2d(x, w, b)
print("x", x.shape, "w", w.shape, "-> y", y.shape, y[0].tolist())
assert y[0].tolist() == [[[1, 12], [13, 4]], [[3, 4], [6, 9]]]

# %% id=own-channel
x[0, 1] += 1  # only input channel 1 changes ...
print("change of output channel 0:", (conv2d(x, w, b) - y)[0, 0].tolist(), " of channel 1:", (conv2d(x, w, b) - y)[0, 1].tolist())
assert (conv2d(x, w, b) != y).all()  # ... and both output channels notice


# %% id=count
# hand: first-layer
def count(c, f, k, h_out, w_out):
    """(parameters, multiply-adds for one image)"""
    return f * (c * k * k + 1), f * c * k * k * h_out * w_out


parameters, work = count(c=3, f=6, k=5, h_out=28, w_out=28)
layer = torch.nn.Conv2d(3, 6, 5)
print("parameters:", parameters, " multiply-adds:", work, " output:", tuple(layer(torch.rand(1, 3, 32, 32)).shape))
print("fully connected between the same shapes:", 3 * 32 * 32 * 6 * 28 * 28)
assert (parameters, work) == (456, 352_800)
assert parameters == sum(p.numel() for p in layer.parameters())

# %% id=backward
# hand: three-pixels


def conv2d_backward(dout, x, w, s=1, p=0):
    x = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    h, width = dout.shape[2:]
    for u in range(w.shape[2]):
        for v in range(w.shape[3]):
            place = (slice(None), slice(None), slice(u, u + s * h, s), slice(v, v + s * width, s))
            dw[:, :, u, v] = np.einsum("nfhw,nchw->fc", dout, x[place])
            dx[place] += np.einsum("nfhw,fc->nchw", dout, w[:, :, u, v])
    return dx[:, :, p : x.shape[2] - p, p : x.shape[3] - p], dw, dout.sum(axis=(0, 2, 3))


dout = np.array([[[[1.0, 2]]]])
dx, dw, db = conv2d_backward(dout, np.array([[[[1.0, 2, 3]]]]), np.array([[[[1.0, -1]]]]))
print("dw", dw.ravel().tolist(), " dx", dx.ravel().tolist(), " db", db.tolist())
assert dw.ravel().tolist() == [5, 8]
assert dx.ravel().tolist() == [1, 1, -2]
assert db.tolist() == [3]

# %% id=autograd
rng = np.random.default_rng(1)
x, w, b = rng.normal(size=(4, 3, 9, 8)), rng.normal(size=(5, 3, 3, 3)), rng.normal(size=5)
tensors = [torch.tensor(value, requires_grad=True) for value in (x, w, b)]
out = F.conv2d(*tensors, stride=2, padding=1)
dout = rng.normal(size=tuple(out.shape))
want = torch.autograd.grad(out, tensors, torch.tensor(dout))
mine = conv2d_backward(dout, x, w, s=2, p=1)
print("out", tuple(out.shape), " dx", mine[0].shape, " dw", mine[1].shape, " db", mine[2].shape)
assert np.allclose(conv2d(x, w, b, 2, 1), out.detach())
assert all(np.allclose(m, t) for m, t in zip(mine, want, strict=True))
