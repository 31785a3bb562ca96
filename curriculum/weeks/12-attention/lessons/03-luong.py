# %% id=by-hand
# hand: three-scores
import math

import torch

ln2, h = math.log(2), 0.5 * math.log(3)  # tanh(h) = 1/2, tanh(2h) = 4/5
q = torch.tensor([1.0, 2.0])
K = torch.tensor([[0.0, 0.0], [ln2, 0.0], [0.0, ln2]])
V = torch.tensor([[7.0, 0.0], [0.0, 14.0], [7.0, 0.0]])
W = torch.tensor([[0.0, 0.0], [1.0, 1.0]])
Wa = torch.tensor([[0.0, h / 2, h / ln2, 0.0], [0.0, h / 2, 0.0, h / ln2]])
v = ln2 * torch.tensor([10 / 3, 20 / 3])
beside = torch.cat([q.expand(3, 2), K], dim=1)  #: 查询在前 | the query first
scores = {"dot": K @ q, "general": K @ (q @ W), "concat": torch.tanh(beside @ Wa.T) @ v}
for kind, e in scores.items():
    w = torch.softmax(e, dim=0)
    shown = [[round(x, 3) for x in t.tolist()] for t in (e / ln2, w, w @ V)]
    print(f"{kind:7} scores / ln 2 {shown[0]}, weights {shown[1]}, context {shown[2]}")
assert torch.allclose(scores["dot"], ln2 * torch.tensor([0.0, 1, 2]))
assert torch.allclose(scores["general"], ln2 * torch.tensor([0.0, 2, 2]))
assert torch.allclose(scores["concat"], ln2 * torch.tensor([5.0, 6, 7]), atol=1e-5)
assert torch.allclose(torch.softmax(scores["general"], 0) @ V, torch.tensor([35 / 9, 56 / 9]))

# %% id=split
left, right = Wa[:, :2], Wa[:, 2:]  #: 按列切成两块 | cut by columns
additive = torch.tanh(left @ q + K @ right.T) @ v
print("concat and additive differ by", (additive - scores["concat"]).abs().max().item() < 1e-5 and "rounding only")
assert torch.allclose(additive, scores["concat"], atol=1e-5)

# %% id=mismatch
try:
    torch.randn(5, 4) @ torch.randn(3)
except RuntimeError as error:
    print("dot with Dq = 3, Dk = 4:", str(error)[:60])
print("general with W of shape (3, 4):", tuple((torch.randn(5, 4) @ (torch.randn(3) @ torch.randn(3, 4))).shape))

# %% id=turned
turn = torch.tensor([[0.0, 1.0], [1.0, 0.0]])  #: 编码器把两个坐标对调 | the encoder swaps its two coordinates
turned = K @ turn.T
print("dot, before and after:", [[round(x, 3) for x in torch.softmax(k @ q, 0).tolist()] for k in (K, turned)])
print("general with W = the turn:", [round(x, 3) for x in torch.softmax(turned @ (q @ turn.T), 0).tolist()])
assert torch.allclose(turned @ (q @ turn.T), K @ q)
assert not torch.allclose(turned @ q, K @ q)


# %% id=matcher
def matched(kind, learn_vectors, N=8, D=16, steps=150):
    """N queries have to find their N keys; the keys are the queries in other coordinates: share found after training."""
    torch.manual_seed(0)
    queries = torch.randn(N, D)
    keys = queries @ torch.linalg.qr(torch.randn(D, D)).Q  # turned by a random rotation
    W, Wq, Wk, v = torch.eye(D), torch.randn(D, D) / 4, torch.randn(D, D) / 4, torch.randn(D) / 4
    own = {"dot": [], "general": [W], "additive": [Wq, Wk, v]}[kind]
    trained = [t.requires_grad_() for t in own + ([queries, keys] if learn_vectors else [])]
    opt = torch.optim.Adam(trained, lr=0.02) if trained else None
    for _ in range(steps + 1):
        if kind == "additive":
            e = torch.tanh((queries @ Wq.T)[:, None] + (keys @ Wk.T)[None]) @ v
        else:
            e = (queries if kind == "dot" else queries @ W) @ keys.T
        loss = torch.nn.functional.cross_entropy(e, torch.arange(N))
        if opt:
            opt.zero_grad(), loss.backward(), opt.step()
    return (e.argmax(1) == torch.arange(N)).float().mean().item()


# %% id=run-matcher
for learn_vectors in (False, True):
    found = {kind: matched(kind, learn_vectors) for kind in ("dot", "general", "additive")}
    print("vectors learned too:" if learn_vectors else "vectors fixed:      ", {k: round(x, 2) for k, x in found.items()})
    assert found["general"] == found["additive"] == 1
    assert (found["dot"] == 1) == learn_vectors


# %% id=cost
# hand: ten-keys
def cost(T, D):
    """(parameters, multiplications for one query and T keys) with Dq = Dk = A = D; W_k k_t and exponentials not counted."""
    return {"dot": (0, T * D), "general": (D * D, D * D + T * D), "additive": (2 * D * D + D, D * D + T * D)}


for kind, (parameters, products) in cost(10, 64).items():
    print(f"{kind:9} parameters {parameters:5}, products a query {products:5}")
print("tanh calls a query: additive", 10 * 64, "others 0")
assert cost(10, 64) == {"dot": (0, 640), "general": (4096, 4736), "additive": (8256, 4736)}

# %% id=two-places
torch.manual_seed(0)
T, D, E = 5, 8, 6
states, word, before = torch.randn(1, T, D, requires_grad=True), torch.randn(1, E), torch.randn(1, D)


def attend(query):
    return torch.softmax(query @ states[0].T, dim=-1) @ states[0]


bahdanau = torch.nn.GRUCell(E + D, D)
s_first = bahdanau(torch.cat([word, attend(before)], dim=1), before)  # context from s_{t-1}, goes INTO the cell
luong, mix = torch.nn.GRUCell(E, D), torch.nn.Linear(2 * D, D, bias=False)
s_second = luong(word, before)  # the cell knows nothing of the context
out = torch.tanh(mix(torch.cat([attend(s_second), s_second], dim=1)))  # context from s_t, joins AFTER the cell
for name, value in (("Bahdanau: state", s_first), ("Luong: state", s_second), ("Luong: output", out)):
    grad = torch.autograd.grad(value.sum(), states, retain_graph=True, allow_unused=True)[0]
    print(f"{name:16} {tuple(value.shape)} feels the encoder in this step:", grad is not None)
    assert (grad is None) == (name == "Luong: state")

# %% id=all-at-once
whole = torch.nn.GRU(E, D, batch_first=True)
words = torch.randn(1, 7, E)
every_state, _ = whole(words)  # [1,7,D] in one call, teacher forcing
at_once = torch.softmax(every_state @ states.transpose(1, 2), dim=-1) @ states  # [1,7,T] @ [1,T,D]
one_by_one = torch.cat([attend(every_state[:, t]) for t in range(7)])
print("queries", tuple(every_state.shape), " contexts", tuple(at_once.shape), " same as a loop:", end=" ")
print(torch.allclose(at_once[0], one_by_one, atol=1e-5))
assert torch.allclose(at_once[0], one_by_one, atol=1e-5)
