import numpy as np


def one_hot(y, k):
    if np.any((y < 0) | (y >= k)):
        raise IndexError("label out of range")
    out = np.zeros((len(y), k))
    out[np.arange(len(y)), y] = 1.0
    return out


def moving_avg(x, w):
    return np.convolve(x, np.ones(w), mode="valid") / w if 0 < w <= len(x) else np.array([], dtype=float)


def pairwise_sq_dist(A, B):
    squares = np.sum(A * A, axis=1, keepdims=True) + np.sum(B * B, axis=1) - 2.0 * (A @ B.T)
    return np.maximum(squares, 0.0)


def topk_idx(x, k):
    return np.lexsort((np.arange(len(x)), -x))[:k]


def rle(x):
    change = np.ones(len(x), dtype=bool)
    change[1:] = x[1:] != x[:-1]
    starts = np.flatnonzero(change)
    ends = np.append(starts[1:], len(x))[: len(starts)]
    return x[change], ends - starts


def nan_mean(X, axis):
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.nan_to_num(X).sum(axis=axis) / np.isfinite(X).sum(axis=axis)


def bincount2d(rows, cols, shape):
    out = np.zeros(shape, dtype=np.int64)
    np.add.at(out, (rows, cols), 1)
    return out


def rolling_max(x, w):
    index = np.arange(len(x))[:, None] - np.arange(w)
    return np.where(index >= 0, x[np.maximum(index, 0)], -np.inf).max(axis=1) if len(x) else np.empty(0)


def outer_argmax(a, b):
    table = a[:, None] * b
    flat = int(table.argmax())
    return flat // len(b), flat % len(b)


def group_mean(values, groups, k):
    total, count = np.zeros(k), np.zeros(k)
    np.add.at(total, groups, values)
    np.add.at(count, groups, 1)
    with np.errstate(invalid="ignore"):
        return total / count
