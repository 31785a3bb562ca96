"""Insert zeros, pad, and convolve with the flipped kernel; sliding windows instead of slices."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def two(v):
    return tuple(v) if np.ndim(v) else (int(v), int(v))


def stuffed(x, w, stride, padding, output_padding):
    """x with s - 1 zeros between neighbours, k - 1 - p zeros around it and output_padding more at the end."""
    (sh, sw), (ph, pw), (oh, ow) = two(stride), two(padding), two(output_padding)
    (h, width), (kh, kw) = x.shape[2:], w.shape[2:]
    z = np.zeros((*x.shape[:2], (h - 1) * sh + 1, (width - 1) * sw + 1))
    z[:, :, ::sh, ::sw] = x
    rows, columns = (kh - 1 - ph, kh - 1 - ph + oh), (kw - 1 - pw, kw - 1 - pw + ow)
    return np.pad(z, ((0, 0), (0, 0), rows, columns))


def windows(x, w, stride, padding, output_padding):
    return sliding_window_view(stuffed(x, w, stride, padding, output_padding), w.shape[2:], axis=(2, 3))


def conv_transpose2d(x, w, b, stride, padding, output_padding):
    parts = windows(x, w, stride, padding, output_padding)
    y = np.tensordot(parts, w[:, :, ::-1, ::-1], axes=((1, 4, 5), (0, 2, 3)))
    return np.moveaxis(y, 3, 1) + b.reshape(1, -1, 1, 1)


def conv_matrix(w2d, H, W, stride, padding):
    """Read off: run the convolution on every unit picture."""
    (sh, sw), (ph, pw) = two(stride), two(padding)
    units = np.eye(H * W).reshape(-1, H, W)
    padded = np.pad(units, ((0, 0), (ph, ph), (pw, pw)))
    seen = sliding_window_view(padded, w2d.shape, axis=(1, 2))[:, ::sh, ::sw]
    return np.einsum("kijuv,uv->ijk", seen, w2d).reshape(-1, H * W)


def backward(dout, cache):
    x, w, _, stride, padding, _output_padding = cache
    (sh, sw), (ph, pw) = two(stride), two(padding)
    (h, width), (kh, kw) = x.shape[2:], w.shape[2:]
    spare = ((0, 0), (0, 0), (ph, ph + kh + sh), (pw, pw + kw + sw))
    seen = sliding_window_view(np.pad(dout, spare), (kh, kw), axis=(2, 3))[:, :, ::sh, ::sw][:, :, :h, :width]
    dx = np.einsum("nohwuv,iouv->nihw", seen, w, optimize=True)
    dw = np.einsum("nohwuv,nihw->iouv", seen, x, optimize=True)
    return dx, dw, np.einsum("nohw->o", dout)
