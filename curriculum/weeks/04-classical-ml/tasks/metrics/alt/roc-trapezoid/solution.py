import numpy as np


def roc(y, p):
    """False and true positive rates at every distinct score, from the highest down."""
    order = np.argsort(-p, kind="stable")
    y, p = y[order], p[order]
    ends = np.append(np.flatnonzero(np.diff(p)), len(p) - 1)
    tp, fp = np.cumsum(y)[ends], np.cumsum(1 - y)[ends]
    return np.append(0, fp) / fp[-1], np.append(0, tp) / tp[-1]


def evaluate(y, p, thr=0.5):
    yes = np.where(p < thr, 0, 1)
    confusion = [[int(((y == t) & (yes == h)).sum()) for h in (0, 1)] for t in (0, 1)]
    [_, fp], [fn, tp] = confusion
    one_class = y.min() == y.max()
    fpr, tpr = ([0], [0]) if one_class else roc(y, p)
    return {
        "confusion": confusion,
        "acc": float((yes == y).mean()),
        "precision": tp / max(tp + fp, 1),
        "recall": tp / max(tp + fn, 1),
        "f1": tp / max(tp + 0.5 * (fp + fn), 0.5),
        "auc": None if one_class else float(np.trapezoid(tpr, fpr)),
        "brier": float(((p - y) ** 2).sum() / len(y)),
    }
