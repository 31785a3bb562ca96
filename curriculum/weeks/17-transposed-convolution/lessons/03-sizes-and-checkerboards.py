# %% id=sizes
# hand: sizes
import torch
import torch.nn.functional as F


def size(n, k, stride, padding=0, output_padding=0):
    return (n - 1) * stride - 2 * padding + k + output_padding


for n, k, s, p, o in ((4, 3, 2, 1, 0), (4, 3, 2, 1, 1), (4, 4, 2, 1, 0), (5, 2, 3, 0, 0)):
    made = F.conv_transpose1d(torch.ones(1, 1, n), torch.ones(1, 1, k), stride=s, padding=p, output_padding=o)
    print(f"n={n} k={k} s={s} p={p} o={o}: {size(n, k, s, p, o)}")
    assert made.shape[-1] == size(n, k, s, p, o)
assert [size(4, 3, 2, 1), size(4, 3, 2, 1, 1), size(4, 4, 2, 1), size(5, 2, 3)] == [7, 8, 8, 14]

# %% id=output-padding
# hand: two-from-one
kernel = torch.tensor([[[1.0, 2.0, 3.0]]])
for length in (7, 8):
    print(length, "→", F.conv1d(torch.ones(1, 1, length), kernel, stride=2, padding=1).shape[-1])
row = torch.tensor([[[1.0, 0.0, 0.0, 4.0]]])
whole = F.conv_transpose1d(row, kernel, stride=2)[0, 0]
seven = F.conv_transpose1d(row, kernel, stride=2, padding=1)[0, 0]
eight = F.conv_transpose1d(row, kernel, stride=2, padding=1, output_padding=1)[0, 0]
print("nothing cropped", whole.tolist())
print("p=1            ", seven.tolist())
print("p=1, o=1       ", eight.tolist(), "- the last one is no zero")
assert torch.equal(seven, whole[1:-1])
assert torch.equal(eight, whole[1:])


# %% id=overlap
# hand: overlap-row
def counts(n, k, stride):
    return F.conv_transpose1d(torch.ones(1, 1, n), torch.ones(1, 1, k), stride=stride)[0, 0].int().tolist()


def formula(a, k, stride):
    return (k - 1 - a % stride) // stride + 1


for k, s in ((3, 2), (4, 2), (2, 2), (5, 3)):
    row = counts(8, k, s)
    middle = range(k, len(row) - k)
    assert [row[a] for a in middle] == [formula(a, k, s) for a in middle]
    plane = torch.outer(torch.tensor(row), torch.tensor(row))[k:-k, k:-k]
    print(f"k={k} s={s}: a row {counts(3, k, s)}, in the plane {sorted(set(plane.flatten().tolist()))}")
assert counts(3, 3, 2) == [1, 1, 2, 1, 2, 1, 1]
assert counts(3, 4, 2) == [1, 1, 2, 2, 2, 2, 1, 1]


# %% id=even-weights
# hand: even-weights
def phases(weights, stride):
    return [sum(weights[r::stride]) for r in range(stride)]


for weights in ([0.5, 1.0, 0.5], [1.0, 1.0, 1.0]):
    out = F.conv_transpose1d(torch.ones(1, 1, 6), torch.tensor([[weights]]), stride=2)[0, 0]
    print(weights, "phases", phases(weights, 2), " middle of the output", out[3:-3].tolist())
assert phases([0.5, 1.0, 0.5], 2) == [1, 1]
torch.manual_seed(0)
spread = {k: torch.stack([torch.randn(1000, k)[:, r::2].sum(1) for r in (0, 1)]).var(1).tolist() for k in (3, 4)}
print("random weights, variance of each phase:", {k: [round(v, 1) for v in values] for k, values in spread.items()})

# %% id=gradient-checkerboard
picture = torch.ones(1, 1, 9, 9, requires_grad=True)
F.conv2d(picture, torch.ones(1, 1, 3, 3), stride=2).sum().backward()
print("gradient of a convolution, k=3 s=2:")
print(picture.grad[0, 0, 2:7, 2:7].int())
assert sorted(set(picture.grad[0, 0, 2:7, 2:7].flatten().tolist())) == [1, 2, 4]
