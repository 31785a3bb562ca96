import numpy as np


def one_hot(y, k):
    if len(y) and not 0 <= y.min() <= y.max() < k:
        raise ValueError("bad label")
    return np.identity(k)[y]


def moving_avg(x, w):
    total = np.concatenate([[0.0], np.cumsum(x)])
    return (total[w:] - total[:-w]) / w if w <= len(x) else np.zeros(0)


def pairwise_sq_dist(A, B):
    gap = np.expand_dims(A, 1) - B
    return np.einsum("nmd,nmd->nm", gap, gap)


def topk_idx(x, k):
    return (len(x) - 1 - np.argsort(x[::-1], kind="mergesort")[::-1])[:k]


def rle(x):
    edges = np.flatnonzero(np.concatenate([[True], x[1:] != x[:-1], [True]])) if len(x) else np.zeros(1, dtype=np.int64)
    return x[edges[:-1]], np.diff(edges)


def nan_mean(X, axis):
    masked = np.ma.masked_invalid(X)
    return np.ma.filled(masked.mean(axis=axis), np.nan) if X.size else np.full(X.shape[1 - axis], np.nan)


def bincount2d(rows, cols, shape):
    flat = np.ravel_multi_index((rows, cols), shape) if len(rows) else rows
    return np.bincount(flat, minlength=shape[0] * shape[1]).reshape(shape)


def rolling_max(x, w):
    padded = np.r_[np.full(w - 1, -np.inf), x]
    return np.max(np.lib.stride_tricks.sliding_window_view(padded, w), axis=-1)[: len(x)] if len(x) else x * 1.0


def outer_argmax(a, b):
    return tuple(np.argwhere(np.outer(a, b) == np.outer(a, b).max())[0].tolist())


def group_mean(values, groups, k):
    member = groups == np.arange(k)[:, None]
    with np.errstate(invalid="ignore"):
        return np.where(member, values, 0.0).sum(axis=1) / member.sum(axis=1)
