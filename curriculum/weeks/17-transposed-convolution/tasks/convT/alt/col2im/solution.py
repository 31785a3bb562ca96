"""One matrix product, then every column is added where it belongs, by index: np.add.at."""

import numpy as np


class Where:
    """Row and column on the output of every (kernel position, input pixel), and which of them survive the crop."""

    def __init__(self, shape, kernel, stride, padding, output_padding):
        axes = [
            self.axis(*numbers)
            for numbers in zip(shape, kernel, self.both(stride), self.both(padding), self.both(output_padding), strict=True)
        ]
        (self.rows, self.h), (self.columns, self.w) = axes

    @staticmethod
    def both(value):
        return [value] * 2 if isinstance(value, int | np.integer) else list(value)

    @staticmethod
    def axis(n, k, s, p, op):
        """(index [k, n] into the output, its length); an index outside marks what is cropped."""
        return np.arange(k)[:, None] + s * np.arange(n)[None, :] - p, (n - 1) * s - 2 * p + k + op

    def grid(self):
        """-> (index, inside), both [kh, kw, H, W]: flat indices into the output."""
        r, c = self.rows[:, None, :, None], self.columns[None, :, None, :]
        inside = (r >= 0) & (r < self.h) & (c >= 0) & (c < self.w)
        return np.where(inside, r * self.w + c, 0), inside


def conv_transpose2d(x, w, b, stride, padding, output_padding):
    n, _ci, h, width = x.shape
    place = Where((h, width), w.shape[2:], stride, padding, output_padding)
    index, inside = place.grid()
    columns = np.tensordot(w, x, axes=((0,), (1,))).transpose(3, 0, 1, 2, 4, 5)  # [N, Co, kh, kw, H, W]
    out = np.zeros((n, w.shape[1], place.h * place.w))
    np.add.at(out, (slice(None), slice(None), index), columns * inside)
    return out.reshape(n, -1, place.h, place.w) + b[None, :, None, None]


def conv_matrix(w2d, H, W, stride, padding):
    """The transposed convolution's columns are the rows of C."""
    (sh, sw), (ph, pw) = Where.both(stride), Where.both(padding)
    rows, columns = 1 + (H + 2 * ph - w2d.shape[0]) // sh, 1 + (W + 2 * pw - w2d.shape[1]) // sw
    spare = H - ((rows - 1) * sh - 2 * ph + w2d.shape[0]), W - ((columns - 1) * sw - 2 * pw + w2d.shape[1])
    units = np.eye(rows * columns).reshape(-1, 1, rows, columns)
    return conv_transpose2d(units, w2d[None, None], np.zeros(1), (sh, sw), (ph, pw), spare).reshape(-1, H * W)


def backward(dout, cache):
    x, w, _, stride, padding, output_padding = cache
    index, inside = Where(x.shape[2:], w.shape[2:], stride, padding, output_padding).grid()
    flat = dout.reshape(*dout.shape[:2], -1)
    gathered = flat[:, :, index] * inside  # [N, Co, kh, kw, H, W]
    dx = np.tensordot(gathered, w, axes=((1, 2, 3), (1, 2, 3))).transpose(0, 3, 1, 2)
    dw = np.tensordot(x, gathered, axes=((0, 2, 3), (0, 4, 5)))
    return np.ascontiguousarray(dx), dw, dout.sum((0, 2, 3))
