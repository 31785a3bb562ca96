"""Gradients from means; the state in a small dictionary; the loop stops as soon as a parameter overflows."""

import numpy as np


def mse_and_grad(X, y, w, b, l2):
    residual = (X * w).sum(axis=1) + b - np.ravel(y)
    loss = np.square(residual).mean() + l2 * np.square(w).sum()
    dw = 2.0 * (X * residual[:, None]).mean(axis=0) + 2.0 * l2 * w
    return float(loss), dw, 2.0 * float(residual.mean())


class LinearRegressionGD:
    def __init__(self, lr, epochs, batch_size=None, l2=0.0, momentum=0.0, seed=0):
        self.lr, self.epochs, self.batch_size, self.l2 = lr, epochs, batch_size, l2
        self.momentum, self.seed, self.finite = momentum, seed, True

    def _batches(self, n, rng):
        order = np.arange(n)
        rng.shuffle(order)
        count = -(-n // (self.batch_size or n))
        return [order[k * (self.batch_size or n) : (k + 1) * (self.batch_size or n)] for k in range(count)]

    def fit(self, X, y):
        rng, y = np.random.default_rng([self.seed, 1]), np.ravel(y)
        self.w, self.b, self.history, self.finite = np.zeros(X.shape[1]), 0.0, [], True
        step = {"w": np.zeros(X.shape[1]), "b": 0.0}
        old = np.seterr(over="ignore", invalid="ignore")
        try:
            for _ in range(self.epochs):
                for rows in self._batches(len(X), rng):
                    _, dw, db = mse_and_grad(X[rows], y[rows], self.w, self.b, self.l2)
                    step = {"w": self.momentum * step["w"] + dw, "b": self.momentum * step["b"] + db}
                    self.w, self.b = self.w - self.lr * step["w"], self.b - self.lr * step["b"]
                    if not (np.all(np.isfinite(self.w)) and np.isfinite(self.b)):
                        self.finite = False
                        return
                self.history.append(mse_and_grad(X, y, self.w, self.b, self.l2)[0])
                if not np.isfinite(self.history[-1]):
                    self.finite = False
                    return
        finally:
            np.seterr(**old)

    def predict(self, X):
        return (X * self.w).sum(axis=1) + self.b
