# %% id=puzzle
import numpy as np

truth = np.zeros(1000, dtype=int)
truth[:10] = 1  # ten of a thousand are ill
nobody = np.zeros(1000, dtype=int)  #: 模型 A：谁都说健康 | model A: calls everybody healthy
careful = truth.copy()
careful[0] = 0  #: 模型 B：漏掉一个病人，错怪 99 个健康人 | model B: misses one patient, alarms 99 healthy people
careful[10:109] = 1
for name, said in (("A", nobody), ("B", careful)):
    found = int(((said == 1) & (truth == 1)).sum())
    print(name, "accuracy:", (said == truth).mean(), " patients found:", found, "of", truth.sum())
assert (nobody == truth).mean() == 0.99
assert (careful == truth).mean() == 0.9

# %% id=confusion
# hand: ten-rows
y = np.array([1, 0, 1, 1, 0, 0, 1, 0, 0, 0])
p = np.array([0.9, 0.8, 0.7, 0.6, 0.55, 0.4, 0.35, 0.3, 0.2, 0.1])


def confusion(y, said):
    """[2, 2] counts, [true][predicted]."""
    return np.array([[np.sum((y == t) & (said == s)) for s in (0, 1)] for t in (0, 1)])


table = confusion(y, (p >= 0.5).astype(int))
(tn, fp), (fn, tp) = table
print("y", y.shape, " p", p.shape, " confusion", table.shape)
print(table)
print("accuracy", (tp + tn) / len(y), " precision", tp / (tp + fp), " recall", tp / (tp + fn))
assert table.tolist() == [[4, 2], [1, 3]]
assert ((tp + tn) / 10, tp / (tp + fp), tp / (tp + fn)) == (0.7, 0.6, 0.75)

# %% id=f1
precision, recall = 0.6, 0.75
f1 = 2 * precision * recall / (precision + recall)
print("F1", round(f1, 4), " from the counts", round(2 * tp / (2 * tp + fp + fn), 4))
assert np.isclose(f1, 2 / 3)
print("a lazy model: precision 1.0, recall 0.02 -> mean", (1.0 + 0.02) / 2, " F1", round(2 * 0.02 / 1.02, 4))

# %% id=auc
# hand: pairs


def auc(y, p):
    """All (positive, negative) pairs: 1 if the positive scores higher, a half if they are equal."""
    difference = p[y == 1][:, None] - p[y == 0][None, :]
    print("  pairs:", difference.shape, " won:", (difference > 0).sum(), " equal:", (difference == 0).sum())
    return ((difference > 0).sum() + 0.5 * (difference == 0).sum()) / difference.size


score = auc(y, p)
print("AUC", round(score, 4))
assert np.isclose(score, 19 / 24)

# %% id=labels-are-not-scores
hard = (p >= 0.5).astype(float)
score = auc(y, hard)
print("AUC from 0/1 predictions:", round(score, 4))
print("AUC of p cubed, the same order:", round(auc(y, p**3), 4))
assert np.isclose(score, (3 * 4 + 0.5 * (3 * 2 + 1 * 4)) / 24)

# %% id=brier
squares = (p - y) ** 2
print("squares:", squares.round(4), " Brier:", squares.mean().round(4))
assert np.isclose(squares.mean(), 0.1925)
print("always 0.4, the base rate:", ((0.4 - y) ** 2).mean().round(4))

# %% id=folds
# hand: five-rows
rows = np.arange(5)
parts = np.array_split(rows, 2)
print("validation parts:", [part.tolist() for part in parts])
y5 = np.array([1.0, 9.0, 2.0, 4.0, 6.0])
errors = []
for part in parts:
    rest = np.setdiff1d(rows, part)
    prediction = y5[rest].mean()  #: “模型”只是训练部分的平均 | the "model" is the mean of the training part
    errors.append(np.abs(y5[part] - prediction).mean())
    print("train on", rest, "-> predicts", prediction, " mean error on", part, round(errors[-1], 4))
assert np.allclose(errors, [11 / 3, 1.0])
print("cross-validation: mean", round(np.mean(errors), 4), " spread", round(np.std(errors), 4))
assert np.allclose([np.mean(errors), np.std(errors)], [7 / 3, 4 / 3])

# %% id=leak
rng = np.random.default_rng(0)
lottery = rng.permutation(np.arange(1000) < 400).astype(int)  #: 标签由抽签决定 | labels drawn by lot
ticket = rng.integers(0, 300, size=1000)


def rate_of(ticket, y, unknown):
    """Share of ones for every ticket number [300]."""
    counts = np.bincount(ticket, minlength=300)
    return np.where(counts > 0, np.bincount(ticket, weights=y, minlength=300) / np.maximum(counts, 1), unknown)


everything = rate_of(ticket, lottery, 0.4)[ticket]  # uses all labels, then "validates"
print("leaky:  ", end="")
leaky = auc(lottery, everything)
honest = np.empty(1000)
for part in np.array_split(rng.permutation(1000), 5):
    rest = np.setdiff1d(np.arange(1000), part)
    honest[part] = rate_of(ticket[rest], lottery[rest], 0.4)[ticket[part]]
print("honest: ", end="")
print("AUC leaky:", leaky.round(2), " honest:", auc(lottery, honest).round(2))
assert leaky > 0.8
