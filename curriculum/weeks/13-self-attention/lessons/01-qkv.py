# %% id=soft-lookup
# hand: soft-lookup
import math

import torch

keys = torch.tensor([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])  #: 三个词条 | three entries
values = torch.tensor([4.0, 8.0, 0.0])
query = torch.tensor([math.log(2), 0.0])
scores = keys @ query
w = torch.softmax(scores, dim=0)
print("scores", [round(s, 3) for s in scores.tolist()], " weights", w.tolist(), " result", (w @ values).item())
assert torch.allclose(w, torch.tensor([0.5, 0.25, 0.25]))
assert abs((w @ values).item() - 4.0) < 1e-6

# %% id=project
# hand: three-projections
X = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])  #: 三个词，每个两维 | three tokens of two features
Wq = torch.tensor([[1.0, 2.0], [0.0, 1.0]])
Wk = torch.tensor([[0.0, 1.0], [1.0, 0.0]])
Wv = torch.tensor([[3.0], [5.0]])
Q, K, V = X @ Wq, X @ Wk, X @ Wv
print("Q", Q.tolist(), " K", K.tolist(), " V", V.tolist())
assert Q.tolist() == [[1, 2], [0, 1], [1, 3]]
assert K.tolist() == [[0, 1], [1, 0], [1, 1]]
assert V.tolist() == [[3], [5], [8]]
scores = Q @ K.T
print("scores", scores.tolist())
assert scores.tolist() == [[2, 1, 3], [1, 0, 1], [3, 1, 4]]

# %% id=itself
torch.manual_seed(0)
T, D = 6, 64
x = torch.randn(T, D)
direct = x @ x.T / math.sqrt(D)  #: 不投影，直接用 x 查 x | no projections: x looks up x
w = torch.softmax(direct, dim=-1)
print("weight on itself", [round(v, 3) for v in w.diag().tolist()])
print("symmetric scores:", torch.allclose(direct, direct.T, atol=1e-5))
assert w.diag().min() > 0.9
Wq, Wk = torch.randn(D, 16) / D**0.5, torch.randn(D, 16) / D**0.5
projected = (x @ Wq) @ (x @ Wk).T / math.sqrt(16)
print("with projections", [round(v, 3) for v in torch.softmax(projected, dim=-1).diag().tolist()])
print("symmetric scores:", torch.allclose(projected, projected.T, atol=1e-5))
assert not torch.allclose(projected, projected.T, atol=1e-2)


# %% id=same-input
def qkv(x, memory=None):
    """Self-attention without `memory`; with it, queries come from x and keys and values from memory."""
    source = x if memory is None else memory
    return x @ Wq, source @ Wk, source @ Wv


Wv = torch.randn(D, 5) / D**0.5
changed = x.clone()
changed[2] += 1
for name, one, two in zip("QKV", qkv(x), qkv(changed)):
    rows = [i for i in range(T) if not torch.allclose(one[i], two[i])]
    print(f"self-attention: changing token 2 changes row(s) {rows} of {name}")
    assert rows == [2]
cross = qkv(x, memory=torch.randn(9, D))
print("cross-attention:", [tuple(part.shape) for part in cross])
assert [part.shape[0] for part in cross] == [6, 9, 9]


# %% id=who-decides
def attend(Q, K, V):
    w = torch.softmax(Q @ K.T / math.sqrt(Q.shape[-1]), dim=-1)
    return w @ V, w


Q, K, V = qkv(x)
out, w = attend(Q, K, V)
other_v, w_v = attend(Q, K, V + 1)  #: 换 V | another V
other_k, w_k = attend(Q, K.flip(0), V)  #: 换 K | another K
print("another V: weights the same", torch.equal(w, w_v), " output the same", torch.allclose(out, other_v))
print("another K: weights the same", torch.equal(w, w_k), " output the same", torch.allclose(out, other_k))
assert torch.equal(w, w_v)
assert torch.allclose(out + 1, other_v, atol=1e-5)
assert not torch.allclose(w, w_k, atol=1e-2)

# %% id=shapes
B, T, D, d, dv = 2, 5, 12, 3, 4
X = torch.randn(B, T, D)
to_q, to_k, to_v = (torch.nn.Linear(D, size, bias=False) for size in (d, d, dv))
Q, K, V = to_q(X), to_k(X), to_v(X)
scores = Q @ K.transpose(-2, -1)
out = torch.softmax(scores / math.sqrt(d), dim=-1) @ V
for name, tensor in (("X", X), ("Q", Q), ("K", K), ("V", V), ("scores", scores), ("out", out)):
    print(f"{name:6} {tuple(tensor.shape)}")
print("nn.Linear stores its weight as", tuple(to_q.weight.shape), "and computes x @ weight.T")
assert scores.shape == (B, T, T)
assert out.shape == (B, T, dv)

# %% id=low-rank
form = Wq @ Wk.T  #: 打分用的是这个 D × D 的矩阵 | the matrix that does the scoring
print("scoring matrix", tuple(form.shape), " rank", torch.linalg.matrix_rank(form, rtol=1e-4).item())
assert torch.linalg.matrix_rank(form, rtol=1e-4) == 16
assert torch.allclose(x @ form @ x.T, (x @ Wq) @ (x @ Wk).T, atol=1e-3)
