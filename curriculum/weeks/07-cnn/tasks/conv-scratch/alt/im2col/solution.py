"""The classical im2col: gather every window into a column, then one matrix product."""

import numpy as np


class Geometry:
    def __init__(self, shape, kernel, stride, padding):
        as_pair = lambda v: (v, v) if np.isscalar(v) else tuple(v)  # noqa: E731
        self.n, self.c, self.h, self.w = shape
        (self.kh, self.kw), (self.sh, self.sw), (self.ph, self.pw) = as_pair(kernel), as_pair(stride), as_pair(padding)
        self.oh = (self.h + 2 * self.ph - self.kh) // self.sh + 1
        self.ow = (self.w + 2 * self.pw - self.kw) // self.sw + 1

    def columns(self, x, fill):
        """-> [C, kh*kw, N, H', W']"""
        p = np.pad(x, ((0, 0), (0, 0), (self.ph,) * 2, (self.pw,) * 2), mode="constant", constant_values=fill)
        parts = [
            p[:, :, u : u + self.sh * self.oh : self.sh, v : v + self.sw * self.ow : self.sw][:, :, : self.oh, : self.ow]
            for u in range(self.kh)
            for v in range(self.kw)
        ]
        return np.stack(parts).transpose(2, 0, 1, 3, 4)

    def fold(self, columns):
        """[C, kh*kw, N, H', W'] -> [N, C, H, W], overlapping windows added up"""
        p = np.zeros((self.n, self.c, self.h + 2 * self.ph + self.sh, self.w + 2 * self.pw + self.sw))
        for position in range(self.kh * self.kw):
            u, v = divmod(position, self.kw)
            target = p[:, :, u : u + self.sh * self.oh : self.sh, v : v + self.sw * self.ow : self.sw]
            target[:, :, : self.oh, : self.ow] += columns[:, position].transpose(1, 0, 2, 3)
        return p[:, :, self.ph : self.ph + self.h, self.pw : self.pw + self.w].copy()


def conv2d(x, w, b, stride, padding):
    g = Geometry(x.shape, w.shape[2:], stride, padding)
    columns = g.columns(x, 0.0).reshape(-1, g.n * g.oh * g.ow)
    y = w.reshape(len(w), -1) @ columns + b[:, None]
    return y.reshape(-1, g.n, g.oh, g.ow).swapaxes(0, 1).copy()


def conv2d_backward(dout, cache):
    x, w, _, stride, padding = cache
    g = Geometry(x.shape, w.shape[2:], stride, padding)
    flat = dout.swapaxes(0, 1).reshape(len(w), -1)
    dw = (flat @ g.columns(x, 0.0).reshape(-1, flat.shape[1]).T).reshape(w.shape)
    dcolumns = (w.reshape(len(w), -1).T @ flat).reshape(g.c, g.kh * g.kw, g.n, g.oh, g.ow)
    return g.fold(dcolumns), dw, flat.sum(axis=1)


def maxpool2d(x, k, s, padding=0):
    columns = Geometry(x.shape, k, s, padding).columns(x, -np.inf)
    return columns.max(axis=1).swapaxes(0, 1).copy()


def maxpool2d_backward(dout, cache):
    x, k, s, padding = cache
    g = Geometry(x.shape, k, s, padding)
    columns = g.columns(x, -np.inf)
    winner = columns.argmax(axis=1, keepdims=True)
    routed = np.zeros_like(columns)
    np.put_along_axis(routed, winner, dout.swapaxes(0, 1)[:, None], axis=1)
    return g.fold(routed)
