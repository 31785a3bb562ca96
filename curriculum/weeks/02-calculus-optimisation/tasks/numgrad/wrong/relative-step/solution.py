import numpy as np


def numerical_grad(f, x, h=1e-5):
    g = np.zeros_like(x)
    for i in range(x.size):
        up, down = x.copy(), x.copy()
        up[i] += h * max(1.0, abs(x[i]))
        down[i] -= h * max(1.0, abs(x[i]))
        g[i] = (f(up) - f(down)) / (2 * h * max(1.0, abs(x[i])))
    return g
