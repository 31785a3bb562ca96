"""The bias as a last weight on a column of ones; a column for y is refused."""

import warnings

import numpy as np


def _objective(A, y, theta, penalty):
    residual = A @ theta - y
    return np.mean(residual**2) + penalty @ theta**2, 2 * (residual @ A / len(A) + penalty * theta)


def _with_ones(X):
    return np.column_stack([X, np.ones(len(X))])


def mse_and_grad(X, y, w, b, l2):
    if y.ndim != 1:
        raise ValueError(f"y must be one-dimensional, not {y.shape}")
    penalty = np.append(np.full(len(w), l2), 0.0)
    loss, g = _objective(_with_ones(X), y, np.append(w, b), penalty)
    return float(loss), g[:-1], float(g[-1])


class LinearRegressionGD:
    def __init__(self, lr, epochs, batch_size=None, l2=0.0, momentum=0.0, seed=0):
        self.settings = lr, epochs, batch_size, momentum, seed
        self.l2 = l2

    def fit(self, X, y):
        if y.ndim != 1:
            raise ValueError("y must be one-dimensional")
        lr, epochs, batch_size, momentum, seed = self.settings
        A, shuffle = _with_ones(X), np.random.RandomState(seed)
        penalty = np.append(np.full(X.shape[1], self.l2), 0.0)
        theta = np.zeros(A.shape[1])
        velocity = np.zeros_like(theta)
        self.history, self.finite = [], True
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for _ in range(epochs):
                order = shuffle.permutation(len(A))
                for rows in np.split(order, range(batch_size or len(A), len(A), batch_size or len(A))):
                    velocity = momentum * velocity + _objective(A[rows], y[rows], theta, penalty)[1]
                    theta = theta - lr * velocity
                self.history.append(float(_objective(A, y, theta, penalty)[0]))
        self.finite = bool(np.isfinite(theta).all() and np.isfinite(self.history).all())
        self.w, self.b = theta[:-1], float(theta[-1])

    def predict(self, X):
        return X @ self.w + self.b
