"""Matrix multiplication three ways. Fill in the bodies; keep names and arguments as they are."""

import numpy as np


def matmul_loops(A, B):
    """Lists of rows, m×k and k×n -> list of rows, m×n. Plain Python, three loops. ValueError if shapes do not fit."""


def matmul_vec(A, B):
    """f64[m, k], f64[k, n] -> f64[m, n], with at most one Python loop. ValueError if shapes do not fit."""
    return np.zeros((A.shape[0], B.shape[1]))


def batched(A, B):
    """f64[..., m, k], f64[..., k, n] -> f64[..., m, n]; the leading axes broadcast. ValueError if shapes do not fit."""
