"""Functions of several variables that the judge names. Each takes x f64[d] and returns a float."""

import numpy as np


def square(x):
    return float(x[0] ** 2)


def two_variables(x):
    return float(x[0] ** 2 + 3 * x[0] * x[1])


def quadratic(A, b):
    """½ xᵀAx + bᵀx."""
    return lambda x: float(0.5 * x @ A @ x + b @ x)


def rosenbrock(x):
    return float(np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2))


def logsumexp(x):
    return float(x.max() + np.log(np.exp(x - x.max()).sum()))


def cubes(x):
    return float(np.sum(x**3))


def absolute(x):
    return float(np.abs(x).sum())


def budgeted(times):
    """Σx², for at most `times` evaluations."""
    left = [times]

    def f(x):
        left[0] -= 1
        if left[0] < 0:
            raise RuntimeError(f"f was evaluated more than {times} times")
        return float(np.sum(x**2))

    return f
