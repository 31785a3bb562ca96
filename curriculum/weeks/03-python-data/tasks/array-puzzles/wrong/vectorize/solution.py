import numpy as np


def one_hot(y, k):
    if y.size and (y.min() < 0 or y.max() >= k):
        raise ValueError(f"labels must lie in 0…{k - 1}")
    return (y[:, None] == np.arange(k)).astype(np.float64)


def moving_avg(x, w):
    if w > x.size:
        return np.zeros(0)
    return np.lib.stride_tricks.sliding_window_view(x, w).mean(axis=1)


def pairwise_sq_dist(A, B):
    return ((A[:, None, :] - B[None, :, :]) ** 2).sum(axis=2)


def topk_idx(x, k):
    return np.argsort(-x, kind="stable")[:k]


def rle(x):
    if x.size == 0:
        return x.copy(), np.zeros(0, dtype=np.int64)
    starts = np.concatenate([[0], np.flatnonzero(np.diff(x)) + 1])
    return x[starts], np.diff(np.append(starts, x.size))


def nan_mean(X, axis):
    known = ~np.isnan(X)
    count = known.sum(axis=axis)
    total = np.where(known, X, 0.0).sum(axis=axis)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def bincount2d(rows, cols, shape):
    flat = np.bincount(rows * shape[1] + cols, minlength=shape[0] * shape[1])
    return flat.reshape(shape)


def rolling_max(x, w):
    largest = np.vectorize(lambda i: x[max(0, i - w + 1) : i + 1].max(), otypes=[np.float64])
    return largest(np.arange(x.size)) if x.size else x.copy()


def outer_argmax(a, b):
    i, j = np.unravel_index(np.argmax(np.outer(a, b)), (a.size, b.size))
    return int(i), int(j)


def group_mean(values, groups, k):
    count = np.bincount(groups, minlength=k)
    total = np.bincount(groups, weights=values, minlength=k)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
