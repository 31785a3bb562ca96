# %% id=by-hand
# hand: four-windows
import numpy as np
import torch
import torch.nn.functional as F

x = np.array([[1.0, 3, 2, 0], [4, 2, 1, 5], [0, 1, 7, 2], [2, 6, 3, 4]])
blocks = x.reshape(2, 2, 2, 2).swapaxes(1, 2)  # [block row, block column, 2, 2]
print("max :", blocks.max(axis=(2, 3)).tolist())
print("mean:", blocks.mean(axis=(2, 3)).tolist())
assert blocks.max(axis=(2, 3)).tolist() == [[4, 5], [6, 7]]
assert blocks.mean(axis=(2, 3)).tolist() == [[2.5, 2], [2.25, 4]]

# %% id=backward
# hand: four-gradients
t = torch.tensor(x, requires_grad=True)
dout = torch.tensor([[1.0, 2], [3, 4]], dtype=torch.float64)
F.max_pool2d(t[None], 2)[0].backward(dout)
print("max :", t.grad.int().tolist())
assert t.grad.tolist() == [[0, 0, 0, 0], [1, 0, 0, 2], [0, 0, 4, 0], [0, 3, 0, 0]]
t.grad = None
F.avg_pool2d(t[None], 2)[0].backward(dout)
print("mean:", t.grad[0].tolist(), "...")
assert t.grad[:2, :2].unique().tolist() == [0.25]

# %% id=overlap
# hand: one-winner-twice


def pool_row(row, k, s):
    """Max pooling of a row: values, and the place of each winner (argmax takes the first of equals)."""
    starts = range(0, len(row) - k + 1, s)
    winners = np.array([start + int(np.argmax(row[start : start + k])) for start in starts])
    return row[winners], winners


row = np.array([2.0, 5, 5, 1])
values, winners = pool_row(row, k=3, s=1)
drow = np.zeros(4)
np.add.at(drow, winners, [1.0, 10.0])  # += even where a place occurs twice
print("values", values.tolist(), " winners", winners.tolist(), " gradient", drow.tolist())
assert drow.tolist() == [0, 11, 0, 0]

# %% id=padding
dark = -torch.arange(1.0, 10).reshape(1, 1, 3, 3)  # -1 ... -9
with_zero = F.max_pool2d(F.pad(dark, (1, 1, 1, 1)), 2)
with_minus_inf = F.max_pool2d(dark, 2, padding=1)
print("padded with 0   :", with_zero[0, 0].int().tolist())
print("padded with -inf:", with_minus_inf[0, 0].int().tolist())
assert with_minus_inf[0, 0].tolist() == [[-1, -2], [-4, -5]]

# %% id=receptive
# hand: four-layers


def receptive_field(layers):
    """[(kernel, stride), ...] -> size after every layer: 1 + sum of (k - 1) times the strides before it."""
    size, jump, sizes = 1, 1, []
    for k, s in layers:
        size += (k - 1) * jump
        jump *= s
        sizes.append(size)
    return sizes, jump


layers = [(3, 1), (2, 2), (3, 1), (2, 2)]
print("sizes:", receptive_field(layers)[0], " one output steps", receptive_field(layers)[1], "pixels")
assert receptive_field(layers) == ([3, 4, 8, 10], 4)

# %% id=measure
image = torch.ones(1, 1, 32, 32, requires_grad=True)
z = image
for k, s in layers:
    z = F.avg_pool2d(z, k, s) if s == 2 else F.conv2d(z, torch.ones(1, 1, k, k))
z[0, 0, 3, 3].backward()  # which pixels does this one number depend on?
rows = image.grad[0, 0].sum(1).nonzero().ravel()
print("output", tuple(z.shape[2:]), " pixels that matter: rows", rows[0].item(), "to", rows[-1].item())
assert len(rows) == 10

# %% id=influence
# hand: seven-paths
paths = np.ones(1)
for _ in range(3):
    paths = np.convolve(paths, np.ones(3))
print("paths in one direction:", paths.astype(int).tolist())
print("centre", int(paths[3] ** 2), "of", int(paths.sum() ** 2), " corner", int(paths[0] ** 2))
assert paths.tolist() == [1, 3, 6, 7, 6, 3, 1]
assert (paths[3] ** 2, paths.sum() ** 2) == (49, 729)

# %% id=maps
model = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3, bias=False), torch.nn.ReLU(), torch.nn.MaxPool2d(2))
sobel = torch.tensor([[1.0, 0, -1], [2, 0, -2], [1, 0, -1]])
model[0].weight.data = torch.stack([sobel, sobel.T])[:, None]  # map 0: vertical edges, map 1: horizontal ones
kept = {}
hook = model[0].register_forward_hook(lambda module, args, out: kept.update(conv=out.detach().clone()))
picture = torch.zeros(1, 1, 12, 12)
picture[0, 0, 2:10, 3:6] = 1  # an upright bar
model(picture)
print("maps", tuple(kept["conv"].shape), " strength:", kept["conv"].abs().sum((2, 3))[0].int().tolist())
hook.remove()


# %% id=shift
def answers(shift):
    moved = picture.roll(shift, dims=3)
    conv = F.conv2d(moved, model[0].weight)[0, 0]
    pooled = F.max_pool2d(conv[None], 2)[0]
    return conv.amax(0).argmax().item(), pooled.amax(0).argmax().item(), pooled.max().item()


for shift in (0, 1, 2, 4):
    print(
        f"shift {shift}: strongest column of the map {answers(shift)[0]}, after pooling {answers(shift)[1]}, "
        f"maximum {answers(shift)[2]:.0f}"
    )
assert answers(2)[0] == answers(0)[0] + 2  # the map moves along ...
assert answers(2)[1] == answers(0)[1] + 1  # ... pooling halves the way ...
assert answers(4)[2] == answers(0)[2]  # ... and a global maximum stands still
