"""Nearest neighbours and the best split of a tree, NumPy only. Fill in the bodies; keep names and arguments as they are."""

import numpy as np


def knn_predict(Xtr, ytr, Xq, k):
    """Xtr f64[n, d], ytr i64[n], Xq f64[m, d], k int -> i64[m]."""
    return np.zeros(len(Xq), dtype=np.int64)


def best_split(X, y):
    """X f64[n, d], y i64[n] -> (feature int, threshold float or None, Gini gain float)."""
    return 0, None, 0.0
