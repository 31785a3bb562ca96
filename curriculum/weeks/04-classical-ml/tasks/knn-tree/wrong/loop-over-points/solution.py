import numpy as np


def knn_predict(Xtr, ytr, Xq, k):
    out = np.empty(len(Xq), dtype=np.int64)
    for row, query in enumerate(Xq):
        distance = np.zeros(len(Xtr))
        for i in range(len(Xtr)):
            distance[i] = ((Xtr[i] - query) ** 2).sum()
        nearest = np.argsort(distance, kind="stable")[:k]
        labels, votes = np.unique(ytr[nearest], return_counts=True)
        out[row] = labels[np.argmax(votes)]
    return out


def gini(y):
    _, counts = np.unique(y, return_counts=True)
    return 1.0 - float(((counts / len(y)) ** 2).sum())


def best_split(X, y):
    best, parent, n = (0, None, 0.0), gini(y), len(y)
    for feature in range(X.shape[1]):
        values = np.unique(X[:, feature])
        for threshold in (values[:-1] + values[1:]) / 2:
            left = X[:, feature] <= threshold
            n_left = int(left.sum())
            gain = parent - (n_left * gini(y[left]) + (n - n_left) * gini(y[~left])) / n
            if gain > best[2] + 1e-12:
                best = (feature, float(threshold), gain)
    return best
