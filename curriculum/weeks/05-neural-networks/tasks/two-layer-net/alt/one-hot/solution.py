"""One-hot labels, Glorot start, the legacy random generator, and the batch loop over split indices."""

import numpy as np


def _one_hot(y, c):
    return np.eye(c)[y]


def softmax(z):
    z = z - np.max(z, axis=-1, keepdims=True)
    e = np.exp(z)
    return e / np.sum(e, axis=-1, keepdims=True)


def cross_entropy(z, y):
    m = z.max(axis=1)
    log_sum_exp = m + np.log(np.exp(z - m[:, None]).sum(axis=1))
    target = _one_hot(y, z.shape[1])
    loss = np.mean(log_sum_exp - (z * target).sum(axis=1))
    return loss.item(), (softmax(z) - target) / z.shape[0]


class TwoLayerNet:
    def __init__(self, d_in, d_hidden, d_out, seed):
        random = np.random.RandomState(seed)
        glorot = lambda rows, cols: random.randn(rows, cols) * (2.0 / (rows + cols)) ** 0.5  # noqa: E731
        self.params = {"W1": glorot(d_in, d_hidden), "b1": np.zeros(d_hidden)}
        self.params |= {"W2": glorot(d_hidden, d_out), "b2": np.zeros(d_out)}

    def _hidden(self, X):
        a = X.dot(self.params["W1"]) + self.params["b1"]
        return a * (a > 0), a > 0

    def forward(self, X):
        h, _ = self._hidden(X)
        return h.dot(self.params["W2"]) + self.params["b2"]

    def loss_and_grads(self, X, y, l2=0):
        h, on = self._hidden(X)
        loss, dz = cross_entropy(h.dot(self.params["W2"]) + self.params["b2"], y)
        da = np.where(on, dz.dot(self.params["W2"].T), 0.0)
        ones = np.ones(len(X))
        grads = {"W2": h.T.dot(dz), "b2": ones.dot(dz), "W1": X.T.dot(da), "b1": ones.dot(da)}
        for name in ("W1", "W2"):
            loss += l2 * float(np.vdot(self.params[name], self.params[name]))
            grads[name] = grads[name] + 2 * l2 * self.params[name]
        return loss, grads

    def fit(self, X, y, epochs, batch_size, lr, seed):
        random = np.random.RandomState(seed)
        for _ in range(epochs):
            order = random.permutation(X.shape[0])
            while order.size:
                batch, order = order[:batch_size], order[batch_size:]
                grads = self.loss_and_grads(X[batch], y[batch])[1]
                self.params = {name: value - lr * grads[name] for name, value in self.params.items()}

    def predict(self, X):
        return np.argmax(softmax(self.forward(X)), axis=1).astype(np.int64)
