import numpy as np


def knn_predict(Xtr, ytr, Xq, k):
    gaps = np.square(Xq[:, None, :] - Xtr[None, :, :]).sum(-1)
    top = ytr[np.argsort(gaps, axis=-1, kind="mergesort")[:, :k]]
    return np.array([np.bincount(row).argmax() for row in top])


def gini(y):
    share = np.bincount(y) / y.size
    return share @ (1 - share)


def best_split(X, y):
    options = []
    for j, column in enumerate(X.T):
        v = np.sort(np.unique(column))
        for t in 0.5 * (v[1:] + v[:-1]):
            go = column <= t
            options.append((j, t, gini(y) - go.mean() * gini(y[go]) - (~go).mean() * gini(y[~go])))
    if not options:
        return 0, None, 0.0
    gains = np.array([gain for _, _, gain in options])
    j, t, gain = options[int(np.flatnonzero(gains >= gains.max() - 1e-9)[0])]
    return j, t, gain
