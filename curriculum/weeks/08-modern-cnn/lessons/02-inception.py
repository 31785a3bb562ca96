# %% id=one-by-one
# hand: one-pixel
import numpy as np

W = np.array([[1.0, 0.0, -1.0], [0.5, 0.5, 0.5]])  # [out channels, in channels]
pixel = np.array([1.0, 2.0, 3.0])
print("one pixel:", (W @ pixel).tolist())
assert (W @ pixel).tolist() == [-2.0, 3.0]

rng = np.random.default_rng(0)
x = rng.normal(size=(3, 4, 5))  # [C, H, W]
y = np.einsum("oc,chw->ohw", W, x)  #: 每个位置都用同一个矩阵 | the same matrix at every position
print("x", x.shape, "-> y", y.shape)
assert np.allclose(y[:, 2, 3], W @ x[:, 2, 3])

# %% id=xor
from torch import nn, tensor

first, second = nn.Conv2d(2, 2, 1), nn.Conv2d(2, 1, 1)
first.weight.data = tensor([[1.0, 1.0], [1.0, 1.0]]).view(2, 2, 1, 1)
first.bias.data = tensor([0.0, -1.0])
second.weight.data = tensor([[1.0, -2.0]]).view(1, 2, 1, 1)
second.bias.data = tensor([0.0])
image = tensor([[[0.0, 0.0, 1.0, 1.0]], [[0.0, 1.0, 0.0, 1.0]]])  # two channels, four pixels
out = second(first(image).relu())
print("XOR of the two channels at each pixel:", out.flatten().tolist())
assert out.flatten().tolist() == [0.0, 1.0, 1.0, 0.0]

# %% id=reduce
# hand: eight-to-four


def macs(cin, cout, k, height=1, width=1):
    """Multiply-adds of a k×k convolution that keeps the size."""
    return height * width * k * k * cin * cout


direct = macs(8, 4, 5)
reduced = macs(8, 1, 1) + macs(1, 4, 5)
print("per pixel:", direct, "against", reduced, "=", round(reduced / direct, 3))
assert (direct, reduced) == (800, 108)

# %% id=googlenet-branch
direct = macs(192, 32, 5, 28, 28)
reduced = macs(192, 16, 1, 28, 28) + macs(16, 32, 5, 28, 28)
print(f"5×5 direct {direct:,}   through 16 channels {reduced:,} = {reduced / direct:.1%}")
assert direct == 120_422_400
assert reduced == 12_443_648
wasteful = macs(192, 180, 1, 28, 28) + macs(180, 128, 3, 28, 28)
print(f"3×3 through 180 channels: {wasteful / macs(192, 128, 3, 28, 28):.1%} of the direct one")
assert wasteful > macs(192, 128, 3, 28, 28)

# %% id=block
import torch
from torch.nn import functional as F


class Branches(nn.Module):
    """c3 and c5 are (reduced, out); all branches keep H and W."""

    def __init__(self, cin, c1, c3, c5, cp):
        super().__init__()
        self.one = nn.Conv2d(cin, c1, 1)
        self.three = nn.Sequential(nn.Conv2d(cin, c3[0], 1), nn.ReLU(), nn.Conv2d(c3[0], c3[1], 3, padding=1))
        self.five = nn.Sequential(nn.Conv2d(cin, c5[0], 1), nn.ReLU(), nn.Conv2d(c5[0], c5[1], 5, padding=2))
        self.pool = nn.Sequential(nn.MaxPool2d(3, 1, 1), nn.Conv2d(cin, cp, 1))

    def forward(self, x):
        outs = [F.relu(branch(x)) for branch in (self.one, self.three, self.five, self.pool)]
        return torch.cat(outs, dim=1), [tuple(out.shape) for out in outs]


out, shapes = Branches(192, 64, (96, 128), (16, 32), 32)(torch.randn(2, 192, 28, 28))
print("branches:", shapes)
print("joined  :", tuple(out.shape))
assert out.shape == (2, 64 + 128 + 32 + 32, 28, 28)

# %% id=count
# hand: count-block


def parameters(cin, c1, c3, c5, cp):
    sizes = [(cin, c1, 1), (cin, c3[0], 1), (c3[0], c3[1], 3), (cin, c5[0], 1), (c5[0], c5[1], 5), (cin, cp, 1)]
    return [k * k * a * b + b for a, b, k in sizes]


each = parameters(4, 2, (2, 3), (1, 2), 1)
print("small block:", each, "sum", sum(each))
assert each == [10, 10, 57, 5, 52, 5]
assert sum(each) == 139
total = sum(parameters(192, 64, (96, 128), (16, 32), 32))
print("GoogLeNet's first block:", f"{total:,}")
assert total == sum(p.numel() for p in Branches(192, 64, (96, 128), (16, 32), 32).parameters()) == 163_696

# %% id=add-or-join
a, b = torch.randn(1, 64, 4, 4), torch.randn(1, 128, 4, 4)
try:
    a + b
except RuntimeError as error:
    print("adding:", str(error)[:60])
print("joining:", tuple(torch.cat([a, b], dim=1).shape))
assert torch.cat([a, b], dim=1).shape == (1, 192, 4, 4)
