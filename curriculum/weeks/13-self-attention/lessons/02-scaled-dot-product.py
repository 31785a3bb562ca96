# %% id=by-hand
# hand: three-tokens
import math

import torch

a = math.sqrt(2) * math.log(2)
Q = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
K = torch.tensor([[0.0, a], [a, 0.0], [a, a]])
V = torch.tensor([[5.0, 0.0], [0.0, 5.0], [10.0, 10.0]])
scores = Q @ K.T / math.sqrt(2)
w = torch.softmax(scores, dim=-1)
out = w @ V
print("scores / ln 2\n", (scores / math.log(2)).double().round(decimals=3).tolist())
print("weights\n", w.double().round(decimals=3).tolist())
print("output\n", out.double().round(decimals=3).tolist())
assert torch.allclose(scores / math.log(2), torch.tensor([[0.0, 1, 1], [1, 0, 1], [1, 1, 2]]), atol=1e-5)
assert torch.allclose(w, torch.tensor([[0.2, 0.4, 0.4], [0.4, 0.2, 0.4], [0.25, 0.25, 0.5]]), atol=1e-5)
assert torch.allclose(out, torch.tensor([[5.0, 6.0], [6.0, 5.0], [6.25, 6.25]]), atol=1e-4)


# %% id=formula
def attention(q, k, v, scale=None):
    """q T[..., Tq, d], k T[..., Tk, d], v T[..., Tk, dv] -> (out, w)"""
    scale = 1 / math.sqrt(q.shape[-1]) if scale is None else scale
    w = torch.softmax(q @ k.transpose(-2, -1) * scale, dim=-1)
    return w @ v, w


torch.manual_seed(0)
q, k, v = torch.randn(2, 5, 8), torch.randn(2, 7, 8), torch.randn(2, 7, 3)
out, w = attention(q, k, v)
print("q", tuple(q.shape), " k", tuple(k.shape), " v", tuple(v.shape), " w", tuple(w.shape), " out", tuple(out.shape))
assert torch.allclose(attention(Q, K, V)[0], torch.tensor([[5.0, 6.0], [6.0, 5.0], [6.25, 6.25]]), atol=1e-4)
assert torch.allclose(w.sum(-1), torch.ones(2, 5))

# %% id=variance
# hand: two-signs
from itertools import product

dots = [p[0] * p[2] + p[1] * p[3] for p in product([-1, 1], repeat=4)]
print("q·k for all signs, d = 2:", {value: dots.count(value) for value in sorted(set(dots))})
assert {value: dots.count(value) for value in set(dots)} == {-2: 4, 0: 8, 2: 4}
assert sum(x * x for x in dots) / len(dots) == 2
for d in (4, 64, 512):
    s = (torch.randn(20000, d) * torch.randn(20000, d)).sum(-1)
    print(f"d = {d:3}: variance {s.var().item():6.1f}, after division by √d {(s / d**0.5).var().item():.2f}")
    assert abs(s.var() / d - 1) < 0.1


# %% id=saturation
def entropy(w):
    return -(w * w.clamp_min(1e-30).log()).sum(-1).mean().item()


torch.manual_seed(0)
print("50 keys, even shares have the entropy", round(math.log(50), 2))
for d in (4, 64, 512):
    q, k = torch.randn(400, 1, d), torch.randn(400, 50, d)
    row = [entropy(attention(q, k, k, scale)[1]) for scale in (1.0, d**-0.5, 1 / d)]
    print(f"d = {d:3}: not scaled {row[0]:.2f}, over √d {row[1]:.2f}, over d {row[2]:.2f}")
    assert row[0] < row[1] < row[2]
    assert abs(row[1] - 3.45) < 0.1

# %% id=d-model
heads, d = 8, 64
q, k = torch.randn(2000, d), torch.randn(2000, d)
dots = (q * k).sum(-1)
print(
    "over √64:", round((dots / math.sqrt(d)).std().item(), 2), " over √512:", round((dots / math.sqrt(heads * d)).std().item(), 2)
)
assert abs((dots / math.sqrt(d)).std() - 1) < 0.05
assert abs((dots / math.sqrt(heads * d)).std() - 1 / math.sqrt(heads)) < 0.05

# %% id=axis
scores = Q @ K.T / math.sqrt(2)
wrong = torch.softmax(scores, dim=-2)
print(
    "row sums",
    wrong.sum(-1).double().round(decimals=3).tolist(),
    " column sums",
    wrong.sum(-2).double().round(decimals=3).tolist(),
)
longer = torch.cat([scores, torch.tensor([[3.0, 0.0, 0.0]])])  #: 多来一个查询 | one more query
before, after = wrong[0], torch.softmax(longer, dim=-2)[0]
print(
    "weights of token 0 before and after somebody else asks:",
    before.double().round(decimals=3).tolist(),
    after.double().round(decimals=3).tolist(),
)
assert not torch.allclose(before, after)
assert torch.allclose(torch.softmax(scores, dim=-1)[0], torch.softmax(longer, dim=-1)[0])

# %% id=jacobian
# hand: jacobian
w = torch.tensor([0.5, 0.25, 0.25])
J = torch.diag(w) - torch.outer(w, w)
print("Jacobian", J.tolist())
assert torch.allclose(J[0], torch.tensor([0.25, -0.125, -0.125]))
found = torch.autograd.functional.jacobian(lambda s: torch.softmax(s, 0), w.log())
assert torch.allclose(J, found, atol=1e-6)
sharp = torch.tensor([0.98, 0.01, 0.01])
print("largest entry when one weight is 0.98:", round((torch.diag(sharp) - torch.outer(sharp, sharp)).max().item(), 4))
assert abs(0.98 * 0.02 - 0.0196) < 1e-9

# %% id=backward
torch.manual_seed(1)
q, k, v = (torch.randn(4, 3, requires_grad=True) for _ in range(3))
out, w = attention(q, k, v)
g = torch.randn(4, 3)  # the gradient from above
out.backward(g)
with torch.no_grad():
    dw = g @ v.T
    ds = w * (dw - (dw * w).sum(-1, keepdim=True))
    by_formula = ds @ k / 3**0.5, ds.T @ q / 3**0.5, w.T @ g
for name, mine, tensor in zip("qkv", by_formula, (q, k, v)):
    print(f"gradient of {name} {tuple(mine.shape)}: formula and autograd agree", torch.allclose(mine, tensor.grad, atol=1e-6))
    assert torch.allclose(mine, tensor.grad, atol=1e-6)
assert torch.allclose(ds.sum(-1), torch.zeros(4), atol=1e-6)
