# %% id=by-hand
# hand: two-pairs
import math

import torch
from torch.nn import functional as F


def info_nce(img, txt, s):
    """img, txt T[N,D], row i belongs to row i -> (loss, from pictures, from captions)"""
    scores = s * F.normalize(img, dim=1) @ F.normalize(txt, dim=1).T
    right = torch.arange(len(img))
    by_row, by_column = F.cross_entropy(scores, right), F.cross_entropy(scores.T, right)
    return (by_row + by_column) / 2, by_row, by_column


img = torch.tensor([[2.0, 0.0], [0.0, 5.0]], dtype=torch.float64)
txt = torch.tensor([[1.0, 0.0], [3.0, 0.0]], dtype=torch.float64)
loss, by_row, by_column = info_nce(img, txt, math.log(3))
print(f"rows {by_row:.4f}, columns {by_column:.4f}, loss {loss:.4f}")
assert abs(by_row - math.log(2)) < 1e-9
assert abs(by_column - math.log(16 / 3) / 2) < 1e-9
assert round(loss.item(), 4) == 0.7651

# %% id=batch
torch.manual_seed(0)
A, B = torch.randn(16, 32), torch.randn(16, 32)  #: 两种“观察”同一个内容的方式 | two ways to see one content


def pairs(n):
    z = torch.randn(n, 16)
    return z @ A + 3 * torch.randn(n, 32), z @ B + 3 * torch.randn(n, 32)


held = pairs(500)
print("pictures", tuple(held[0].shape), " captions", tuple(held[1].shape))


def recall_after(batch, steps=300):
    torch.manual_seed(1)
    f, g = torch.nn.Linear(32, 16, bias=False), torch.nn.Linear(32, 16, bias=False)
    adam = torch.optim.Adam([*f.parameters(), *g.parameters()], lr=3e-3)
    for _ in range(steps):
        x, y = pairs(batch)
        adam.zero_grad()
        info_nce(f(x), g(y), 10.0)[0].backward()
        adam.step()
    with torch.no_grad():
        scores = F.normalize(f(held[0]), dim=1) @ F.normalize(g(held[1]), dim=1).T
    return (scores.argmax(1) == torch.arange(500)).double().mean().item()


# %% id=batch-run
found = {batch: recall_after(batch) for batch in (2, 8, 128)}
print("recall@1 of 500 by batch size:", {batch: round(value, 1) for batch, value in found.items()})
assert found[2] < found[8] < found[128]

# %% id=gradient
# hand: score-gradient
u, w = F.normalize(img, dim=1), F.normalize(txt, dim=1)
S = math.log(3) * u @ w.T
dS = (S.softmax(1) + S.softmax(0) - 2 * torch.eye(2)) / 4
print("16 dS", (16 * dS).round(decimals=4).tolist(), " sum", abs(round(dS.sum().item(), 6)))
assert torch.allclose(16 * dS, torch.tensor([[-3.0, 5.0], [3.0, -5.0]], dtype=torch.float64))
du = math.log(3) * dS @ w
through = (du - (du * u).sum(1, keepdim=True) * u) / img.norm(dim=1, keepdim=True)
leaf = img.clone().requires_grad_()
info_nce(leaf, txt, math.log(3))[0].backward()
print("with the norm's part:", torch.allclose(through, leaf.grad), " without it:", torch.allclose(du, leaf.grad))
assert torch.allclose(through, leaf.grad)
assert not torch.allclose(du, leaf.grad)

# %% id=zero-shot
classes = ["horse", "zebra", "crow"]
words = F.normalize(torch.tensor([[1.0, 0.1, 0.0], [0.9, 0.9, 0.0], [0.0, 0.2, 1.0]]), dim=1)  # four legs, stripes, wings
photo = F.normalize(torch.tensor([[0.8, 1.0, 0.1]]), dim=1)
scores = photo @ words.T
print("photo", tuple(photo.shape), " words", tuple(words.shape), " scores", [round(v, 2) for v in scores[0].tolist()])
print("answer:", classes[scores.argmax().item()])
assert classes[scores.argmax().item()] == "zebra"

# %% id=image-tokens
# hand: image-tokens
side = 336 // 14
project = torch.nn.Linear(1024, 4096)
patches, text = torch.randn(1, side * side, 1024), torch.randn(1, 20, 4096)
sequence = torch.cat([project(patches), text], dim=1)
print("patches", tuple(patches.shape), " sequence", tuple(sequence.shape))
print("parameters of the layer:", sum(p.numel() for p in project.parameters()))
assert side * side == 576
assert sum(p.numel() for p in project.parameters()) == 4198400

# %% id=one-sided
bias = torch.tensor([[3.0, 0.0], [3.0, 0.0]])  #: 第一句话对谁都高 | the first caption is high with everyone
scores = torch.tensor([[2.0, 0.0], [0.0, 2.0]]) + bias
right = torch.arange(2)
rows, columns = F.cross_entropy(scores, right), F.cross_entropy(scores.T, right)
print(f"captions biased: rows {rows:.2f}, columns {columns:.2f}")
rows2, columns2 = F.cross_entropy(scores.T, right), F.cross_entropy(scores, right)
print(f"pictures biased: rows {rows2:.2f}, columns {columns2:.2f}")
assert rows > 5 * columns
assert columns2 > 5 * rows2

# %% id=no-normalising
torch.manual_seed(2)
a = torch.randn(4, 8)
right = torch.arange(4)
raw = {scale: F.cross_entropy((scale * a) @ a.T, right).item() for scale in (0.1, 1.0, 10.0)}
unit = {scale: info_nce(scale * a, a, 1.0)[0].item() for scale in (0.1, 1.0, 10.0)}
print("not normalised:", {k: round(v, 3) for k, v in raw.items()})
print("normalised    :", {k: round(v, 3) for k, v in unit.items()})
assert raw[0.1] > raw[1.0] > raw[10.0]
assert abs(unit[0.1] - unit[10.0]) < 1e-5
