from collections import Counter
from itertools import pairwise

import numpy as np


def knn_predict(Xtr, ytr, Xq, k):
    answers = []
    index = np.arange(len(Xtr))
    for q in Xq:
        d = np.linalg.norm(Xtr - q, axis=1)
        chosen = np.lexsort((index, d))[:k]
        votes = Counter(ytr[chosen].tolist())
        answers.append(min(votes, key=lambda label: (-votes[label], label)))
    return np.array(answers, dtype=np.int64)


def impurity(counts):
    total = sum(counts.values())
    return 1 - sum((c / total) ** 2 for c in counts.values())


def best_split(X, y):
    rows, labels = X.tolist(), y.tolist()
    n = len(labels)
    best_feature, best_threshold, best_gain = 0, None, 0.0
    for j in range(len(rows[0])):
        points = sorted({row[j] for row in rows})
        for low, high in pairwise(points):
            cut = low + (high - low) / 2
            left = Counter(c for row, c in zip(rows, labels) if row[j] <= cut)
            right = Counter(labels) - left
            a, b = sum(left.values()) / n, sum(right.values()) / n
            gain = impurity(Counter(labels)) - a * impurity(left) - b * impurity(right)
            if best_threshold is None or gain > best_gain + 1e-9:
                best_feature, best_threshold, best_gain = j, cut, gain
    return best_feature, best_threshold, best_gain
