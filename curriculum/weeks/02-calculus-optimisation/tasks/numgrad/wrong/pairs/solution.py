import numpy as np


def numerical_grad(f, x, h=1e-5):
    eye = np.eye(len(x))
    table = np.array([[f(x + h * (a - b)) for a in eye] for b in eye])
    up = np.array([f(x + h * e) for e in eye])
    down = np.array([f(x - h * e) for e in eye])
    return (up - down + 0 * table.sum(axis=0)) / (2 * h)
