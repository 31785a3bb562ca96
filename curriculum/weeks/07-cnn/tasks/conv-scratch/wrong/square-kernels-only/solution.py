"""Convolution and max pooling, forwards and backwards, in NumPy: one pass of the array for each position of the kernel."""

import numpy as np


def pair(value):
    """An int or (height, width) -> (height, width)."""
    return (value, value) if isinstance(value, int | np.integer) else (int(value[0]), int(value[1]))


def out_size(size, kernel, stride, padding):
    return (size + 2 * padding - kernel) // stride + 1


def windows(padded, kernel, stride, out):
    """Yields (u, v, rows, cols): padded[:, :, rows, cols] holds what kernel position (u, v) meets in every window."""
    for u in range(kernel[0]):
        for v in range(kernel[1]):
            rows = slice(u, u + stride[0] * (out[0] - 1) + 1, stride[0])
            cols = slice(v, v + stride[1] * (out[1] - 1) + 1, stride[1])
            yield u, v, rows, cols


def pad(x, padding, value=0.0):
    ph, pw = padding
    return np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=value)


def crop(padded, padding, shape):
    """The inverse of pad: the middle part, with the shape (H, W)."""
    ph, pw = padding
    return padded[:, :, ph : ph + shape[0], pw : pw + shape[1]]


def conv2d(x, w, b, stride, padding):
    """x f64[N,C,H,W], w f64[F,C,kh,kw], b f64[F] -> f64[N,F,H',W']; a cross-correlation."""
    stride, padding = pair(stride), pair(padding)
    n, f, kernel = len(x), len(w), (w.shape[2], w.shape[2])
    out = tuple(out_size(x.shape[2 + i], kernel[i], stride[i], padding[i]) for i in (0, 1))
    padded = pad(x, padding)
    y = np.zeros((n, f, *out))
    for u, v, rows, cols in windows(padded, kernel, stride, out):
        y += np.einsum("nchw,fc->nfhw", padded[:, :, rows, cols], w[:, :, u, v], optimize=True)
    return y + b[:, None, None]


def conv2d_backward(dout, cache):
    """dout f64[N,F,H',W'], cache = (x, w, b, stride, padding) -> (dx, dw, db)."""
    x, w, _, stride, padding = cache
    stride, padding = pair(stride), pair(padding)
    padded = pad(x, padding)
    dpadded, dw = np.zeros_like(padded), np.zeros_like(w)
    for u, v, rows, cols in windows(padded, w.shape[2:], stride, dout.shape[2:]):
        dw[:, :, u, v] = np.einsum("nfhw,nchw->fc", dout, padded[:, :, rows, cols], optimize=True)
        dpadded[:, :, rows, cols] += np.einsum("nfhw,fc->nchw", dout, w[:, :, u, v], optimize=True)
    return crop(dpadded, padding, x.shape[2:]).copy(), dw, dout.sum(axis=(0, 2, 3))


def maxpool2d(x, k, s, padding=0):
    """x f64[N,C,H,W] -> f64[N,C,H',W']; padding is minus infinity."""
    k, s, padding = pair(k), pair(s), pair(padding)
    out = tuple(out_size(x.shape[2 + i], k[i], s[i], padding[i]) for i in (0, 1))
    padded = pad(x, padding, -np.inf)
    best = np.full((*x.shape[:2], *out), -np.inf)
    for _, _, rows, cols in windows(padded, k, s, out):
        best = np.maximum(best, padded[:, :, rows, cols])
    return best


def maxpool2d_backward(dout, cache):
    """dout f64[N,C,H',W'], cache = (x, k, s, padding) -> dx; a tie goes to the first place in row-major order."""
    x, k, s, padding = cache
    k, s, padding = pair(k), pair(s), pair(padding)
    best = maxpool2d(x, k, s, padding)
    padded = pad(x, padding, -np.inf)
    dpadded, free = np.zeros_like(padded), np.ones(dout.shape, dtype=bool)
    for _, _, rows, cols in windows(padded, k, s, dout.shape[2:]):
        hit = free & (padded[:, :, rows, cols] == best)
        dpadded[:, :, rows, cols] += np.where(hit, dout, 0.0)
        free &= ~hit
    return crop(dpadded, padding, x.shape[2:]).copy()
