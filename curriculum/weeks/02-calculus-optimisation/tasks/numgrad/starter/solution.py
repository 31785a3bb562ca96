"""Gradient of a function of d variables by central differences. Fill in the body; keep name and arguments."""

import numpy as np


def numerical_grad(f, x, h=1e-5):
    """f takes x f64[d] and returns a float -> its gradient at x, f64[d]. x itself stays as it is."""
    return np.zeros_like(x)
