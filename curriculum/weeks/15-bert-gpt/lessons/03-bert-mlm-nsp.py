# %% id=batch
# hand: one-row
import numpy as np

MASK, V = 4, 20  # ids 0..4 are special
ids = np.array([[2, 7, 9, 7, 11, 3]])  # [CLS] 7 9 7 11 [SEP]
special = np.isin(ids, [0, 1, 2, 3, 4])
dice = np.array([[0.01, 0.60, 0.05, 0.12, 0.08, 0.02]])
kind = np.array([[0.30, 0.30, 0.45, 0.97, 0.85, 0.10]])


def masked(ids, chosen, kind, random):
    labels = np.where(chosen, ids, -100)
    inputs = np.where(chosen & (kind < 0.8), MASK, ids)
    return np.where(chosen & (kind >= 0.8) & (kind < 0.9), random, inputs), labels


chosen = (dice < 0.15) & ~special
inputs, labels = masked(ids, chosen, kind, np.full(ids.shape, 16))
print("inputs", inputs, "labels", labels, "shape", inputs.shape)
assert inputs.tolist() == [[2, 7, 4, 7, 16, 3]]
assert labels.tolist() == [[-100, -100, 9, 7, 11, -100]]

# %% id=rates
rng = np.random.default_rng(0)
many = rng.integers(5, V, (1000, 50))
chosen = rng.random(many.shape) < 0.15
seen, target = masked(many, chosen, rng.random(many.shape), rng.integers(0, V, many.shape))
print("chosen", round(chosen.mean(), 3), " [MASK]", round((seen == MASK)[chosen].mean(), 3))
print("unchanged", round((seen == many)[chosen].mean(), 3), " never chosen, yet changed:", (seen != many)[~chosen].sum())

# %% id=loss
# hand: three-places
import torch
from torch.nn.functional import cross_entropy

p = torch.tensor([[0.9, 0.1], [0.5, 0.5], [0.25, 0.75], [0.01, 0.99]])
labels = torch.tensor([-100, 0, 0, -100])
loss = cross_entropy(p.log(), labels)
print("logits", tuple(p.shape), "loss", round(loss.item(), 4), "over", (labels != -100).sum().item(), "of 4 places")
assert abs(loss.item() - 1.0397) < 1e-4

# %% id=language
ROWS, T, WORDS = 64, 9, 11  # words are 1..11, 0 is [MASK]; a row counts up by 1 or by 2


def rows(generator):
    start = torch.randint(0, WORDS, (ROWS, 1), generator=generator)
    step = torch.randint(1, 3, (ROWS, 1), generator=generator)
    return 1 + (start + step * torch.arange(T)) % WORDS


def spoiled(x, shares, generator):
    chosen = torch.rand(x.shape, generator=generator) < 0.15
    kind = torch.rand(x.shape, generator=generator)
    random = torch.randint(1, WORDS + 1, x.shape, generator=generator)
    changed = torch.where(kind < shares[0], 0, torch.where(kind < shares[0] + shares[1], random, x))
    return torch.where(chosen, changed, x), torch.where(chosen, x, -100)


# %% id=train
class Small(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.word, self.place = torch.nn.Embedding(WORDS + 1, 48), torch.nn.Embedding(T, 48)
        self.body = torch.nn.TransformerEncoderLayer(48, 4, 96, dropout=0.0, batch_first=True)
        self.out = torch.nn.Linear(48, WORDS + 1)

    def forward(self, x):
        return self.out(self.body(self.word(x) + self.place.weight))


def trained(shares):
    torch.manual_seed(0)
    model, g = Small(), torch.Generator().manual_seed(1)
    optimiser = torch.optim.Adam(model.parameters(), 3e-3)
    for _ in range(600):
        x, y = spoiled(rows(g), shares, g)
        loss = cross_entropy(model(x).flatten(0, 1), y.flatten(), ignore_index=-100)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return model


# %% id=why-ten
def right(model, swap):
    g = torch.Generator().manual_seed(2)
    clean = torch.cat([rows(g) for _ in range(8)])
    x = clean.clone()
    if swap is not None:  # the middle word becomes [MASK] or the next but four
        x[:, 4] = 0 if swap == "mask" else 1 + (clean[:, 4] + 3) % WORDS
    return round((model(x)[:, 4].argmax(-1) == clean[:, 4]).float().mean().item(), 2)


for name, shares in {"always [MASK]": (1.0, 0.0), "80/10/10": (0.8, 0.1)}.items():
    model = trained(shares)
    print(name, "masked", right(model, "mask"), "untouched", right(model, None), "wrong word", right(model, "wrong"))

# %% id=nsp
docs = [["a1", "a2", "a3"], ["b1"], [], ["c1", "c2"]]
follows = [(d, i) for d, doc in enumerate(docs) for i in range(len(doc) - 1)]
rng, pairs = np.random.default_rng(0), []
for _ in range(1000):
    d, i = follows[rng.integers(len(follows))]
    if rng.random() < 0.5:
        pairs.append((docs[d][i], docs[d][i + 1], 1))
    else:
        others = [k for k, doc in enumerate(docs) if k != d and doc]
        pairs.append((docs[d][i], str(rng.choice(docs[rng.choice(others)])), 0))
print("places", follows, pairs[:3], "positive", sum(y for *_, y in pairs) / 1000)
assert all((a[0] == b[0]) == (y == 1) for a, b, y in pairs)
