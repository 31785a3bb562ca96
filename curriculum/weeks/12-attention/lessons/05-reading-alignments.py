# %% id=entropy
# hand: three-rows
import math

import torch


def entropy(w):
    """w T[...,T], rows that sum to 1 -> nats T[...]."""
    return (w * -w.clamp(min=1e-12).log()).sum(-1)


rows = torch.tensor([[1.0, 0, 0, 0], [0.5, 0.25, 0.25, 0], [0.25, 0.25, 0.25, 0.25]])
print("rows", tuple(rows.shape), " entropy", entropy(rows).double().round(decimals=3).tolist(), " ln 4 =", round(math.log(4), 3))
assert torch.allclose(entropy(rows), math.log(2) * torch.tensor([0.0, 1.5, 2.0]), atol=1e-6)

# %% id=f1
# hand: two-guesses
gold = {(0, 0), (1, 2), (2, 1), (3, 3), (4, 3), (5, 4)}  #: (英语词, 法语词)，从 0 起 | (English, French), from 0


def f1(largest):
    """largest[t] = the English word with the largest weight for French word t."""
    guessed = {(s, t) for t, s in enumerate(largest)}
    hits = len(guessed & gold)
    return hits / len(guessed), hits / len(gold), 2 * hits / (len(guessed) + len(gold))


for name, largest in (("the model", [0, 2, 1, 4, 5]), ("the diagonal", [0, 1, 2, 3, 4])):
    print(f"{name:12} precision {f1(largest)[0]:.2f} recall {f1(largest)[1]:.2f} F1 {f1(largest)[2]:.2f}")
assert abs(f1([0, 2, 1, 4, 5])[2] - 10 / 11) < 1e-9
assert abs(f1([0, 1, 2, 3, 4])[2] - 4 / 11) < 1e-9

# %% id=moves
# hand: nothing-moves
w, shuffled = torch.tensor([0.9, 0.1, 0.0]), torch.tensor([0.0, 0.1, 0.9])
for name, V in (("alike", [[5.0, 1.0]] * 3), ("different", [[5.0, 1.0], [0.0, 0.0], [-5.0, 3.0]])):
    V = torch.tensor(V)
    moved = (shuffled - w) @ V
    shown = [[round(x, 3) + 0.0 for x in t.tolist()] for t in (w @ V, moved)]
    print(f"values {name:9} context {shown[0]} moves by {shown[1]}")
    assert torch.allclose(shuffled @ V - w @ V, moved, atol=1e-6)
    assert (moved.abs().max() < 1e-6) == (name == "alike")


# %% id=reader
class Reader(torch.nn.Module):
    """One output per query; with `whole` every encoder state has seen the whole input (here: the mean of all symbols)."""

    def __init__(self, outputs, classes, whole, T=7, N=10, D=24):
        super().__init__()
        self.whole, self.symbol, self.place = whole, torch.nn.Embedding(N, D), torch.nn.Embedding(T, D)
        self.query, self.key = torch.nn.Parameter((4 if whole else 1) * torch.randn(outputs, D)), torch.nn.Linear(D, D)
        self.head = torch.nn.Sequential(torch.nn.Linear(D, D), torch.nn.Tanh(), torch.nn.Linear(D, classes))

    def forward(self, x, change=lambda w: w):
        symbols = self.symbol(x)
        states = symbols.mean(1, keepdim=True) + 0.1 * symbols if self.whole else symbols  # [B,T,D]
        w = torch.softmax(self.query @ self.key(self.place.weight).T, dim=-1)  # [O,T]
        return self.head(change(w) @ states), w


# %% id=learn
def learn(whole):
    """Either fetch the symbol of a secret place, or say whether large symbols are in the majority: (model, data maker)."""
    torch.manual_seed(0)
    model = Reader(1 if whole else 7, 10, whole)
    order = torch.tensor([3, 0, 5, 2, 6, 1, 4])
    answers = (lambda x: ((x > 4).sum(1, keepdim=True) > 3).long()) if whole else (lambda x: x[:, order])
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    for _ in range(400):
        x = torch.randint(10, (64, 7))
        loss = torch.nn.functional.cross_entropy(model(x)[0].flatten(0, 1), answers(x).flatten())
        opt.zero_grad(), loss.backward(), opt.step()
    return model, answers


# %% id=ablations
changes = {
    "as it is": lambda w: w,
    "shuffled": lambda w: w[:, torch.tensor([4, 6, 1, 5, 0, 3, 2])],
    "even": lambda w: torch.full_like(w, 1 / 7),
    "context 0": torch.zeros_like,
}
x, found = torch.randint(10, (2000, 7), generator=torch.Generator().manual_seed(1)), {}
for name, whole in (("fetch a symbol", False), ("majority", True)):
    model, answers = learn(whole)
    sharp = model(x)[1].max(-1).values.mean().item()
    right = {k: (model(x, change)[0].argmax(-1) == answers(x)).float().mean().item() for k, change in changes.items()}
    print(f"{name:14} largest weight {sharp:.2f}, accuracy", {k: round(v, 2) for k, v in right.items()})
    found[name] = right
assert found["fetch a symbol"]["shuffled"] < 0.3
assert found["majority"]["shuffled"] > 0.9

# %% id=pads
scores, values = torch.tensor([1.0, 0.5, -0.5]), torch.tensor([[4.0, 0.0], [0.0, 4.0], [4.0, 4.0]])
for pads in (0, 3, 12):
    e = torch.cat([scores, torch.zeros(pads)])  #: PAD 的状态是零，得分 0 | PAD states are zeros, scores 0
    V = torch.cat([values, torch.zeros(pads, 2)])
    w = torch.softmax(e, dim=0)
    context = [round(x, 3) for x in (w @ V).tolist()]
    print(f"{pads:2} PADs, no mask: weight on the PADs {w[3:].sum().item():.2f}, context {context}")
assert w[3:].sum() > 0.6
