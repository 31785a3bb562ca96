import numpy as np


def auc(y, p):
    positive, negative = p[y == 1], np.sort(p[y == 0])
    if len(positive) == 0 or len(negative) == 0:
        return None
    below = np.searchsorted(negative, positive, side="left")
    not_above = np.searchsorted(negative, positive, side="right")
    return float((below + not_above).sum() / (2 * len(positive) * len(negative)))


def ratio(a, b):
    return float(a / b) if b else 0.0


def evaluate(y, p, thr=0.5):
    predicted = p >= thr
    tp = int(np.sum(predicted & (y == 1)))
    fp = int(np.sum(predicted & (y == 0)))
    fn = int(np.sum(~predicted & (y == 1)))
    tn = int(np.sum(~predicted & (y == 0)))
    return {
        "acc": ratio(tp + tn, len(y)),
        "precision": ratio(tp, tp + fp),
        "recall": ratio(tp, tp + fn),
        "f1": ratio(2 * tp, 2 * tp + fp + fn),
        "auc": auc(y, p),
        "brier": float(np.sqrt(np.mean((p - y) ** 2))),
        "confusion": np.array([[tn, fp], [fn, tp]]),
    }
