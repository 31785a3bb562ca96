"""Bilinear as two small matrices, A x Bᵀ; nearest by kron; pixel-shuffle by strided assignment."""

import numpy as np


def nearest(x, s):
    return np.kron(x, np.ones((1, 1, s, s)))


def matrix(n, m, corners):
    """[m, n]: row k holds the hat functions of the n pixels at place k."""
    if corners:
        places = np.linspace(0, n - 1, m) if m > 1 else np.array([0.0])
    else:
        places = np.minimum(np.maximum((np.arange(m) + 0.5) * (n / m) - 0.5, 0.0), n - 1.0)
    return np.maximum(1 - np.abs(places[:, None] - np.arange(n)[None, :]), 0)


def bilinear(x, size, align_corners):
    a, b = matrix(x.shape[2], size[0], align_corners), matrix(x.shape[3], size[1], align_corners)
    return a @ x @ b.T


def pixel_shuffle(x, r):
    n, d, h, w = x.shape
    y = np.empty((n, d // (r * r), h * r, w * r))
    for u in range(r):
        for v in range(r):
            y[:, :, u::r, v::r] = x[:, u * r + v :: r * r]
    return y
