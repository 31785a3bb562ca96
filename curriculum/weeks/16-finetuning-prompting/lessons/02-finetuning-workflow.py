# %% id=schedule
# hand: ten-steps
import numpy as np


def rate(t, peak=0.001, warm=2, steps=10):
    """Learning rate of step t = 1, ..., steps: up to the peak in `warm` steps, then straight down to 0."""
    return peak * min(t / warm, (steps - t) / (steps - warm))


rates = [rate(t) for t in range(1, 11)]
print("steps", len(rates), [round(r * 1000, 3) for r in rates], "thousandths")
assert np.allclose(rates[:6], [0.0005, 0.001, 0.000875, 0.00075, 0.000625, 0.0005])
assert rates[-1] == 0

# %% id=world
import copy

import torch
from torch import nn
from torch.nn.functional import cross_entropy

D, H = 20, 64
g = torch.Generator().manual_seed(0)
mix = torch.randn(D, 12, generator=g) / D**0.5 * 1.5  # twelve hidden properties of an input
old_rule, new_rule = torch.randn(12, 6, generator=g), torch.randn(12, 2, generator=g)


def draw(n, rule, seed, flipped=0.0):
    """x [n,D] and labels [n]; a share of the labels is moved to another class, as hurried people do."""
    g = torch.Generator().manual_seed(seed)
    x = torch.randn(n, D, generator=g)
    y = ((x @ mix).tanh() @ rule).argmax(-1)
    wrong = torch.rand(n, generator=g) < flipped
    return x, torch.where(wrong, (y + 1) % rule.shape[1], y)


few, val, test = draw(96, new_rule, 1, 0.15), draw(400, new_rule, 2), draw(4000, new_rule, 3)
old_train, old_test = draw(4000, old_rule, 4), draw(2000, old_rule, 5)


# %% id=pretrain
class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(D, H), nn.Tanh(), nn.Linear(H, H), nn.Tanh())
        self.old_head, self.new_head = nn.Linear(H, 6), nn.Linear(H, 2)


def right(model, head, data):
    with torch.no_grad():
        return (head(model.body(data[0])).argmax(-1) == data[1]).float().mean().item()


torch.manual_seed(0)
base = Model()
optimiser = torch.optim.Adam(base.parameters(), 0.002)
for _ in range(600):
    loss = cross_entropy(base.old_head(base.body(old_train[0])), old_train[1])
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
print("old task", round(right(base, base.old_head, old_test), 3), " new task", round(right(base, base.new_head, test), 3))


# %% id=finetune
def finetune(peak, epochs=30, seed=0, replay=0.0, frozen=False):
    """Rows (epoch, right on the labels, on validation, on the old task), and the model after each epoch."""
    torch.manual_seed(seed)
    model, rows, kept = copy.deepcopy(base), [], []
    nn.init.normal_(model.new_head.weight, 0, 0.02)
    params = model.new_head.parameters() if frozen else [*model.body.parameters(), *model.new_head.parameters()]
    optimiser, steps, t = torch.optim.AdamW(params, peak), epochs * 6, 0
    for epoch in range(1, epochs + 1):
        for part in torch.randperm(96).split(16):
            t += 1
            optimiser.param_groups[0]["lr"] = rate(t, peak, 6, steps)
            loss = cross_entropy(model.new_head(model.body(few[0][part])), few[1][part])
            if replay:
                some = torch.randint(0, 4000, (64,))
                loss = loss + replay * cross_entropy(model.old_head(model.body(old_train[0][some])), old_train[1][some])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        pairs = (model.new_head, few), (model.new_head, val), (model.old_head, old_test)
        rows.append((epoch, *(round(right(model, *pair), 3) for pair in pairs)))
        kept.append(copy.deepcopy(model))
    return rows, kept


# %% id=curve
rows, _ = finetune(0.01)
print("epoch  labels  validation  old task")
for row in rows:
    if row[0] in (1, 2, 3, 5, 10, 20, 30):
        print("{:5}  {:6.3f}  {:10.3f}  {:8.3f}".format(*row))

# %% id=rates
print("  peak  best validation (epoch)  last epoch  old task then")
for peak in (0.0001, 0.001, 0.003, 0.01, 0.03):
    rows, _ = finetune(peak)
    best = max(rows, key=lambda row: row[2])  # of equal ones the first
    print(f"{peak:6} {best[2]:10.3f} ({best[0]}) {rows[-1][2]:14.3f} {rows[-1][3]:12.3f}")


# %% id=patience
# hand: six-epochs
def stop(values, patience):
    """(epoch whose model is kept, epoch after which training stops), both from 1; a tie does not count as better."""
    best, kept = -np.inf, 0
    for epoch, value in enumerate(values, 1):
        if value > best:
            best, kept = value, epoch
        elif epoch - kept == patience:
            return kept, epoch
    return kept, len(values)


seen = [0.70, 0.78, 0.76, 0.78, 0.75, 0.80]
print("patience 2:", stop(seen, 2), " patience 3:", stop(seen, 3), " patience 4:", stop(seen, 4))
assert (stop(seen, 2), stop(seen, 4)) == ((2, 4), (6, 6))
rows, _ = finetune(0.01)
print("fine-tuning at 0.01, patience 3:", stop([row[2] for row in rows], 3), "instead of 30 epochs")

# %% id=remedies
ways = {
    "as it is": {},
    "body frozen": {"frozen": True},
    "old task replayed": {"replay": 1.0},
    "a tenth of the rate": {"peak": 0.001},
}
for name, more in ways.items():
    rows, _ = finetune(**{"peak": 0.01, **more})
    print(f"{name:20} validation, best {max(row[2] for row in rows):.3f} last {rows[-1][2]:.3f}   old task {rows[-1][3]:.3f}")

# %% id=seeds
scores = []
for seed in range(8):
    rows, kept = finetune(0.01, epochs=10, seed=seed)
    epoch, _ = stop([row[2] for row in rows], 3)
    scores.append(round(right(kept[epoch - 1], kept[epoch - 1].new_head, test), 3))
print("test, eight seeds", scores, " best", max(scores), " worst", min(scores))

# %% id=spread
a = np.array(scores)
mean = a.sum() / len(a)
s = np.sqrt(((a - mean) ** 2).sum() / (len(a) - 1))
print(f"{mean:.3f} ± {s:.3f} ({len(a)} seeds)")
assert np.isclose(s, a.std(ddof=1))

# %% id=picked
rng = np.random.default_rng(0)
for n in (50, 200, 1000):
    tests = rng.binomial(n, 0.80, (2000, 20)) / n  # twenty models, all right with probability 0.80
    print(f"test set of {n:4}: mean {tests.mean():.3f}  best of 20 {tests.max(1).mean():.3f}")

# %% id=picked-here
gap = []
for seed in range(5):
    _, kept = finetune(0.01, epochs=30, seed=seed)
    small = [right(m, m.new_head, (test[0][:50], test[1][:50])) for m in kept]  # 50 of the test set, looked at 30 times
    k = int(np.argmax(small))
    gap.append((small[k], right(kept[k], kept[k].new_head, (test[0][50:], test[1][50:]))))
gap = np.array(gap)
print(
    "chosen and reported on the same 50:",
    gap[:, 0].mean().round(3),
    "  the same models on 3,950 others:",
    gap[:, 1].mean().round(3),
)
