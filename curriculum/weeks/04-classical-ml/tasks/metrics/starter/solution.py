"""Metrics of a binary classifier, NumPy only. Fill in the body; keep the name, the arguments and the keys."""

import numpy as np


def evaluate(y, p, thr=0.5):
    """y i64[n] of 0 and 1, p f64[n] probabilities of class 1 -> dict of acc, precision, recall, f1, auc, brier, confusion."""
    return {
        "acc": 0.0,
        "precision": 0.0,
        "recall": 0.0,
        "f1": 0.0,
        "auc": None,
        "brier": 0.0,
        "confusion": np.zeros((2, 2), dtype=np.int64),  # confusion[true][predicted]
    }
