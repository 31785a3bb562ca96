# %% id=by-hand
# hand: three-words
import math

import torch

a = 0.5 * math.log(3)  #: tanh(a) 恰好是 1/2 | tanh(a) is exactly 1/2
q = torch.tensor([1.0])
K = torch.tensor([[-1.0, -1.0], [0.0, -1.0], [0.0, 0.0]])
V = torch.tensor([[7.0, 0.0], [0.0, 14.0], [7.0, 0.0]])
Wq, Wk = torch.tensor([[a], [a]]), torch.tensor([[a, 0.0], [0.0, a]])
v = 2 * math.log(2) * torch.ones(2)
hidden = torch.tanh(Wq @ q + K @ Wk.T)
scores = hidden @ v
w = torch.softmax(scores, dim=-1)
print("hidden ", hidden.double().round(decimals=3).tolist())
print("scores / ln 2", (scores / math.log(2)).double().round(decimals=3).tolist())
print("weights * 7  ", (7 * w).double().round(decimals=3).tolist())
print("context", (w @ V).double().round(decimals=3).tolist())
assert torch.allclose(hidden, torch.tensor([[0, 0], [0.5, 0], [0.5, 0.5]]), atol=1e-6)
assert torch.allclose(w, torch.tensor([1 / 7, 2 / 7, 4 / 7]))
assert torch.allclose(w @ V, torch.tensor([5.0, 4.0]))

# %% id=one-masked
# hand: two-words-left
left = torch.softmax(scores[:2], dim=-1)
print("weights", left.double().round(decimals=3).tolist(), " context", (left @ V[:2]).double().round(decimals=3).tolist())
assert torch.allclose(left, torch.tensor([1 / 3, 2 / 3]))
assert torch.allclose(left @ V[:2], torch.tensor([7 / 3, 28 / 3]))

# %% id=bounded
for size in (1.0, 10.0, 100.0):
    e = torch.tanh(size * (Wq @ q + K @ Wk.T)) @ v
    print(f"queries and keys {size:5.0f} times as large: largest score {e.max().item():.3f}, limit {v.abs().sum().item():.3f}")
    assert e.abs().max() <= v.abs().sum() + 1e-6

# %% id=shapes
B, T, Dq, Dk, A, Dv = 2, 5, 3, 4, 7, 6
queries, keys, values = torch.randn(B, Dq), torch.randn(B, T, Dk), torch.randn(B, T, Dv)
wq, wk, vec = torch.randn(A, Dq), torch.randn(A, Dk), torch.randn(A)
of_query = (queries @ wq.T).unsqueeze(1)
of_keys = keys @ wk.T
hidden = torch.tanh(of_query + of_keys)
weights = torch.softmax(hidden @ vec, dim=-1)
context = (weights.unsqueeze(1) @ values).squeeze(1)
for name, tensor in (("Wq q", of_query), ("Wk K", of_keys), ("hidden", hidden), ("weights", weights), ("context", context)):
    print(f"{name:8}", tuple(tensor.shape))
assert context.shape == (B, Dv)

# %% id=no-unsqueeze
try:
    queries @ wq.T + of_keys
except RuntimeError as error:
    print("B = 2, T = 5:", str(error).split(" at ")[0])
square = torch.randn(3, Dq) @ wq.T, torch.randn(3, 3, A)  #: B = T = 3 时不报错 | no error for B = T = 3
wrong, right = square[0] + square[1], square[0].unsqueeze(1) + square[1]
print("B = T = 3:", tuple(wrong.shape), " the same numbers as the right one:", torch.allclose(wrong, right))
assert wrong.shape == right.shape
assert not torch.allclose(wrong, right)

# %% id=axis
table = torch.tensor([[1.0, 2.0, 4.0], [3.0, 1.0, 1.0]]).log()  #: 两句，各三个键 | two sentences, three keys each
over_keys, over_batch = torch.softmax(table, dim=1), torch.softmax(table, dim=0)
print(
    "over keys :",
    [[round(x, 3) for x in row] for row in over_keys.tolist()],
    " row sums",
    [round(x, 2) for x in over_keys.sum(1).tolist()],
)
print(
    "over batch:",
    [[round(x, 3) for x in row] for row in over_batch.tolist()],
    " row sums",
    [round(x, 2) for x in over_batch.sum(1).tolist()],
)
print("a batch of one, over batch:", torch.softmax(table[:1], dim=0).tolist())
assert torch.allclose(over_keys.sum(1), torch.ones(2))
assert not torch.allclose(over_batch.sum(1), torch.ones(2))
assert torch.softmax(table[:1], dim=0).tolist() == [[1.0, 1.0, 1.0]]

# %% id=who-is-raised
# hand: who-is-raised
e = scores.clone().requires_grad_()
c = torch.softmax(e, dim=-1) @ V
c.backward(torch.tensor([-1.0, 0.0]))  # g = dL/dc
print("dL/de * 7:", (7 * e.grad).double().round(decimals=3).tolist(), " sum", round(e.grad.sum().item(), 6))
formula = w * ((V - w @ V) @ torch.tensor([-1.0, 0.0]))
assert torch.allclose(e.grad, torch.tensor([-2 / 7, 10 / 7, -8 / 7]), atol=1e-5)
assert torch.allclose(e.grad, formula, atol=1e-5)


# %% id=fetcher
class Fetcher(torch.nn.Module):
    """Output i has to be the symbol at a place of the input that nobody tells: additive attention over symbol + place."""

    def __init__(self, T=6, N=10, D=16):
        super().__init__()
        self.symbol, self.place, self.query = (torch.nn.Embedding(n, D) for n in (N, T, T))
        self.wq, self.wk = torch.nn.Linear(D, D, bias=False), torch.nn.Linear(D, D, bias=False)
        self.v, self.head = torch.nn.Parameter(torch.randn(D)), torch.nn.Linear(D, N)

    def forward(self, x):
        steps = torch.arange(x.shape[1])
        symbols = self.symbol(x)  # [B,T,D]
        q, k = self.wq(self.query(steps)), self.wk(symbols + self.place(steps))
        w = torch.softmax(torch.tanh(q[None, :, None] + k[:, None]) @ self.v, dim=-1)  # [B,Tout,T]
        return self.head(w @ symbols), w


# %% id=learned
torch.manual_seed(0)
hidden_order = torch.tensor([3, 0, 5, 2, 1, 4])  #: 只用来造答案，从不给模型 | makes the answers; the model never gets it
model = Fetcher()
opt = torch.optim.Adam(model.parameters(), lr=1e-2)
for step in range(101):
    x = torch.randint(10, (64, 6))
    logits, w = model(x)
    loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), x[:, hidden_order].flatten())
    opt.zero_grad(), loss.backward(), opt.step()
    if step in (0, 10, 20, 30, 100):
        print(f"step {step:3} loss {loss.item():.2f}  looks at {w.mean(0).argmax(-1).tolist()}")
assert w.mean(0).argmax(-1).tolist() == hidden_order.tolist()

# %% id=unused
torch.manual_seed(0)
model = Fetcher()
for name, use in (("context used", True), ("context forgotten", False)):
    symbols = model.symbol(x)
    context, w = model(x)
    logits = context if use else model.head(symbols)  #: 权重算了，却接错了变量 | weights computed, the wrong variable wired
    model.zero_grad()
    torch.nn.functional.cross_entropy(logits.flatten(0, 1), x[:, hidden_order].flatten()).backward()
    grad = model.wq.weight.grad
    print(
        f"{name:17} rows sum to {w.sum(-1).mean().item():.2f}, gradient of Wq:", "None" if grad is None else f"{grad.norm():.1e}"
    )
    assert (grad is None) == (not use)
