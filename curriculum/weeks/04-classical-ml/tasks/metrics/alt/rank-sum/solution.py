import numpy as np


def mid_ranks(p):
    """Ranks from 1; equal values share the mean of theirs."""
    _, group, count = np.unique(p, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return (last - (count - 1) / 2)[group]


def evaluate(y, p, thr=0.5):
    predicted = (p >= thr).astype(int)
    table = np.bincount(2 * y + predicted, minlength=4).reshape(2, 2)
    fp, (fn, tp) = int(table[0, 1]), table[1].tolist()
    precision = tp / (tp + fp) if tp + fp else 0
    recall = tp / (tp + fn) if tp + fn else 0
    n1, n0 = int(y.sum()), int((1 - y).sum())
    auc = None
    if n1 and n0:
        auc = (mid_ranks(p)[y == 1].sum() - n1 * (n1 + 1) / 2) / (n1 * n0)
    return {
        "acc": np.mean(predicted == y),
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / (precision + recall) if precision + recall else 0,
        "auc": auc,
        "brier": np.square(y - p).mean(),
        "confusion": table,
    }
