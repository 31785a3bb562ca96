"""Convolution and max pooling with NumPy only. Fill in the bodies; keep names, arguments and shapes as they are.

stride, padding, k and s are an int or a pair (height, width). Loop over kernel positions only, never over images or pixels.
"""

import numpy as np


def pair(value):
    """An int or (height, width) -> (height, width)."""
    return (value, value) if isinstance(value, int | np.integer) else tuple(value)


def conv2d(x, w, b, stride, padding):
    """x f64[N,C,H,W], w f64[F,C,kh,kw], b f64[F] -> f64[N,F,H',W']. The kernel is not flipped; padding is 0."""


def conv2d_backward(dout, cache):
    """dout f64[N,F,H',W'], cache = (x, w, b, stride, padding) -> (dx, dw, db), with the shapes of x, w, b."""


def maxpool2d(x, k, s, padding=0):
    """x f64[N,C,H,W] -> f64[N,C,H',W']. Padding is minus infinity, so it never wins."""


def maxpool2d_backward(dout, cache):
    """dout f64[N,C,H',W'], cache = (x, k, s, padding) -> dx f64[N,C,H,W]. A tie goes to the first place, row by row."""
