"""The judge's own neighbours and splits, by exact arithmetic where ties matter."""

import itertools
from collections import Counter
from fractions import Fraction

import numpy as np

Split = tuple[int, Fraction | None, Fraction]


def knn(Xtr: np.ndarray, ytr: np.ndarray, Xq: np.ndarray, k: int) -> np.ndarray:
    """Labels i64[m]; coordinates should be integers or far from ties."""
    answers = []
    for query in Xq:
        distance = ((Xtr - query) ** 2).sum(axis=1)
        votes = Counter(ytr[np.lexsort((np.arange(len(Xtr)), distance))[:k]].tolist())
        answers.append(min(votes, key=lambda label: (-votes[label], label)))
    return np.array(answers, dtype=np.int64)


def gini(labels: list[int]) -> Fraction:
    n = len(labels)
    return 1 - sum((Fraction(count, n) ** 2 for count in Counter(labels).values()), Fraction(0))


def splits(X: np.ndarray, y: np.ndarray) -> list[Split]:
    """Every split with two sides, by feature and threshold, with its exact gain."""
    labels, n = y.tolist(), len(y)
    found: list[Split] = []
    for feature in range(X.shape[1]):
        column = [Fraction(float(value)) for value in X[:, feature]]
        values = sorted(set(column))
        for low, high in itertools.pairwise(values):
            threshold = (low + high) / 2
            left = [label for value, label in zip(column, labels, strict=True) if value <= threshold]
            right = [label for value, label in zip(column, labels, strict=True) if value > threshold]
            gain = gini(labels) - Fraction(len(left), n) * gini(left) - Fraction(len(right), n) * gini(right)
            found.append((feature, threshold, gain))
    return found


def best(X: np.ndarray, y: np.ndarray) -> Split:
    """The first of the splits with the largest gain; (0, None, 0) where there is none."""
    found = splits(X, y)
    return max(found, key=lambda split: (split[2], -split[0], -(split[1] or 0))) if found else (0, None, Fraction(0))
