"""Ten array puzzles, without loops. Fill in the bodies; keep names and arguments."""

import numpy as np


def one_hot(y, k):
    """y i64[n] with labels 0…k-1 -> f64[n, k]: row i has its only 1 in column y[i]. Another label: ValueError or IndexError."""
    return np.zeros((y.size, k))


def moving_avg(x, w):
    """x f64[n] -> f64[n-w+1]: the mean of every window of w neighbours; empty when w > n."""
    return np.zeros(max(0, x.size - w + 1))


def pairwise_sq_dist(A, B):
    """A f64[n, d], B f64[m, d] -> f64[n, m]: squared distances of every row of A to every row of B."""
    return np.zeros((len(A), len(B)))


def topk_idx(x, k):
    """x f64[n] -> i64[min(k, n)]: where the k largest are, largest first; equal ones: the smaller index first."""
    return np.arange(min(k, x.size))


def rle(x):
    """x i64[n] -> (values i64[r], lengths i64[r]) of its runs of equal neighbours."""
    return x, np.ones(x.size, dtype=np.int64)


def nan_mean(X, axis):
    """X f64[n, m] -> means along an axis (0 or 1) without the NaN; NaN where there is nothing else."""
    return X.mean(axis=axis)


def bincount2d(rows, cols, shape):
    """rows, cols i64[n] -> i64[shape]: how often each pair (row, column) occurs."""
    return np.zeros(shape, dtype=np.int64)


def rolling_max(x, w):
    """x f64[n] -> f64[n]: entry i is the largest of the last w values up to i, or of as many as there are."""
    return x.copy()


def outer_argmax(a, b):
    """a f64[n], b f64[m] -> (i, j) where a[i] * b[j] is largest; equal ones: the first, row by row."""
    return 0, 0


def group_mean(values, groups, k):
    """values f64[n], groups i64[n] of 0…k-1 -> f64[k]: the mean of each group; NaN for an empty one."""
    return np.zeros(k)
