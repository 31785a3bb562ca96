import numpy as np


def _slope(f, x, i, h):
    moved = x.copy()
    moved[i] = x[i] + h
    above = f(moved)
    moved[i] = x[i] - h
    return (above - f(moved)) / h / 2


def numerical_grad(f, x, h=1e-5):
    return np.fromiter((_slope(f, x, i, h) for i in range(len(x))), dtype=float, count=len(x))
