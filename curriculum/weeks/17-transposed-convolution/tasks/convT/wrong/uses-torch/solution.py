"""Hands the work to torch."""

import numpy as np
import torch
import torch.nn.functional as F


def conv_transpose2d(x, w, b, stride, padding, output_padding):
    x, w, b = (torch.from_numpy(np.ascontiguousarray(v)) for v in (x, w, b))
    return F.conv_transpose2d(x, w, b, stride, padding, output_padding).numpy()


def pair(value):
    """An int or (height, width) -> (height, width)."""
    return (value, value) if isinstance(value, int | np.integer) else tuple(value)


def output_size(x, w, stride, padding, output_padding):
    """(H', W') of the transposed convolution."""
    sides = zip(x.shape[2:], w.shape[2:], pair(stride), pair(padding), pair(output_padding), strict=True)
    return tuple((n - 1) * s - 2 * p + k + op for n, k, s, p, op in sides)


def places(kernel, stride, size):
    """For every kernel position (u, v): the slices of the uncropped output in which it lands."""
    (kh, kw), (sh, sw), (h, w) = kernel, stride, size
    for u in range(kh):
        for v in range(kw):
            yield u, v, (slice(None), slice(None), slice(u, u + sh * h, sh), slice(v, v + sw * w, sw))


def canvas(w, x, stride, output_padding):
    """The shape before cropping: H* = (H - 1)·s + k + output_padding, so that the crop can only remove."""
    (h, width), (kh, kw), (sh, sw), (oh, ow) = x.shape[2:], w.shape[2:], pair(stride), pair(output_padding)
    return len(x), w.shape[1], (h - 1) * sh + kh + oh, (width - 1) * sw + kw + ow


def crop(big, size, padding):
    (h, w), (ph, pw) = size, pair(padding)
    return big[:, :, ph : ph + h, pw : pw + w]


def conv_matrix(w2d, H, W, stride, padding):
    """The matrix C with C @ x.ravel() = cross-correlation of x [H, W] with w2d, flattened."""
    (kh, kw), (sh, sw), (ph, pw) = w2d.shape, pair(stride), pair(padding)
    rows, columns = (H + 2 * ph - kh) // sh + 1, (W + 2 * pw - kw) // sw + 1
    matrix = np.zeros((rows, columns, H, W))
    for i in range(rows):
        for j in range(columns):
            for u in range(kh):
                for v in range(kw):
                    r, c = i * sh + u - ph, j * sw + v - pw
                    if 0 <= r < H and 0 <= c < W:
                        matrix[i, j, r, c] = w2d[u, v]
    return matrix.reshape(rows * columns, H * W)


def backward(dout, cache):
    """dout f64[N,Co,H',W'], cache = (x, w, b, stride, padding, output_padding) -> (dx, dw, db)."""
    x, w, _, stride, padding, output_padding = cache
    full = np.zeros(canvas(w, x, stride, output_padding))
    crop(full, dout.shape[2:], padding)[...] = dout
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for u, v, place in places(w.shape[2:], pair(stride), x.shape[2:]):
        part = full[place]
        dx += np.einsum("nohw,io->nihw", part, w[:, :, u, v])
        dw[:, :, u, v] = np.einsum("nohw,nihw->io", part, x)
    return dx, dw, dout.sum(axis=(0, 2, 3))
