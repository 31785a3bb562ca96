"""Transposed convolution with NumPy only. Fill in the bodies; keep names, arguments and shapes as they are.

stride, padding and output_padding are an int or a pair (height, width). In conv_transpose2d and backward loop over kernel
positions only, never over images, channels or pixels; conv_matrix may loop as it likes.
"""

import numpy as np


def pair(value):
    """An int or (height, width) -> (height, width)."""
    return (value, value) if isinstance(value, int | np.integer) else tuple(value)


def conv_transpose2d(x, w, b, stride, padding, output_padding):
    """x f64[N,Ci,H,W], w f64[Ci,Co,kh,kw], b f64[Co] -> f64[N,Co,H',W'], H' = (H-1)*s - 2p + k + output_padding."""


def conv_matrix(w2d, H, W, stride, padding):
    """w2d f64[kh,kw] -> C f64[H'W', HW] with C @ x.ravel() = cross-correlation of x [H, W] with w2d, flattened."""


def backward(dout, cache):
    """dout f64[N,Co,H',W'], cache = (x, w, b, stride, padding, output_padding) -> (dx, dw, db), with the shapes of x, w, b."""
