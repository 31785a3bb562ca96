"""Nearest, bilinear and pixel-shuffle up-sampling. NumPy only."""

import numpy as np


def nearest(x, s):
    """x [N,C,H,W], s int -> [N,C,sH,sW]: every pixel becomes a block of s×s."""
    return x.repeat(s, axis=2).repeat(s, axis=3)


def coordinates(n, m, align_corners):
    """(left neighbour i64[m], its right neighbour i64[m], weight of the right one f64[m]) of m places on a line of n pixels."""
    k = np.arange(m)
    if align_corners:
        u = k * (n - 1) / (m - 1) if m > 1 else np.zeros(1)
    else:
        u = (k + 0.5) / max(m // n, 1) - 0.5
    u = np.clip(u, 0, n - 1)
    left = np.floor(u).astype(int)
    return left, np.minimum(left + 1, n - 1), u - left


def bilinear(x, size, align_corners):
    """x [N,C,H,W], size (H',W') -> [N,C,H',W']."""
    top, bottom, t = coordinates(x.shape[2], size[0], align_corners)
    left, right, s = coordinates(x.shape[3], size[1], align_corners)
    rows = x[:, :, top] * (1 - t)[:, None] + x[:, :, bottom] * t[:, None]
    return rows[..., left] * (1 - s) + rows[..., right] * s


def pixel_shuffle(x, r):
    """x [N,C·r²,H,W] -> [N,C,rH,rW]: channel c·r² + u·r + v goes to row u and column v of each block."""
    n, c, h, w = x.shape
    blocks = x.reshape(n, c // r**2, r, r, h, w)
    return blocks.transpose(0, 1, 4, 2, 5, 3).reshape(n, c // r**2, h * r, w * r)
