import numpy as np


def numerical_grad(f, x, h=1e-5):
    x = x.astype(np.float32)
    g = np.zeros(x.size)
    for i in range(x.size):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        g[i] = (f(up) - f(down)) / (2 * h)
    return g
