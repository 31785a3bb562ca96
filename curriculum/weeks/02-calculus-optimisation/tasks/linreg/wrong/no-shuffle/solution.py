import numpy as np


def mse_and_grad(X, y, w, b, l2):
    y = y.reshape(-1)
    r = X @ w + b - y
    loss = (r @ r) / len(y) + l2 * (w @ w)
    return float(loss), 2 * X.T @ r / len(y) + 2 * l2 * w, float(2 * r.mean())


class LinearRegressionGD:
    def __init__(self, lr, epochs, batch_size=None, l2=0.0, momentum=0.0, seed=0):
        self.lr, self.epochs, self.batch_size = lr, epochs, batch_size
        self.l2, self.momentum, self.seed = l2, momentum, seed

    def fit(self, X, y):
        y = y.reshape(-1)
        n, d = X.shape
        size = self.batch_size or n
        self.w, self.b = np.zeros(d), 0.0
        self.history, self.finite = [], True
        vw, vb = np.zeros(d), 0.0
        with np.errstate(all="ignore"):
            for _ in range(self.epochs):
                order = np.arange(n)
                for start in range(0, n, size):
                    rows = order[start : start + size]
                    _, dw, db = mse_and_grad(X[rows], y[rows], self.w, self.b, self.l2)
                    vw = self.momentum * vw + dw
                    vb = self.momentum * vb + db
                    self.w = self.w - self.lr * vw
                    self.b = self.b - self.lr * vb
                loss = mse_and_grad(X, y, self.w, self.b, self.l2)[0]
                if not np.isfinite(loss):
                    self.finite = False
                    break
                self.history.append(loss)
        return self

    def predict(self, X):
        return X @ self.w + self.b
