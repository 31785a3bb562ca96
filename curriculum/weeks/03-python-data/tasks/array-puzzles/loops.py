"""The same ten puzzles, written with loops and plain numbers: what the judge compares with."""

import math

import numpy as np


def one_hot(y, k):
    return np.array([[1.0 if label == c else 0.0 for c in range(k)] for label in y.tolist()]).reshape(len(y), k)


def moving_avg(x, w):
    return np.array([math.fsum(x[i : i + w]) / w for i in range(len(x) - w + 1)])


def pairwise_sq_dist(A, B):
    return np.array([[math.fsum((p - q) ** 2 for p, q in zip(a, b, strict=True)) for b in B] for a in A]).reshape(len(A), len(B))


def topk_idx(x, k):
    return np.array(sorted(range(len(x)), key=lambda i: (-x[i], i))[:k], dtype=np.int64)


def rle(x):
    values, lengths = [], []
    for item in x.tolist():
        if values and values[-1] == item:
            lengths[-1] += 1
        else:
            values.append(item)
            lengths.append(1)
    return np.array(values, dtype=np.int64), np.array(lengths, dtype=np.int64)


def mean(values):
    return math.fsum(values) / len(values) if values else math.nan


def nan_mean(X, axis):
    lines = X.T if axis == 0 else X
    return np.array([mean([v for v in line if not math.isnan(v)]) for line in lines.tolist()])


def bincount2d(rows, cols, shape):
    out = np.zeros(shape, dtype=np.int64)
    for pair in zip(rows.tolist(), cols.tolist(), strict=True):
        out[pair] += 1
    return out


def rolling_max(x, w):
    return np.array([max(x[max(0, i - w + 1) : i + 1]) for i in range(len(x))])


def outer_argmax(a, b):
    return max(((i, j) for i in range(len(a)) for j in range(len(b))), key=lambda ij: (a[ij[0]] * b[ij[1]], -ij[0], -ij[1]))


def group_mean(values, groups, k):
    return np.array([mean([v for v, g in zip(values.tolist(), groups.tolist(), strict=True) if g == c]) for c in range(k)])
