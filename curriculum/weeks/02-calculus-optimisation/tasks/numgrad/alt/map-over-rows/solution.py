import numpy as np


def numerical_grad(f, x, h=1e-5):
    steps = h * np.eye(len(x))
    return np.array([f(x + step) - f(x - step) for step in steps]) / (2 * h)
