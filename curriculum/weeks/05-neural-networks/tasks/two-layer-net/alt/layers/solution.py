"""Small layer objects that remember their input; the network only strings them together. Small random start."""

import numpy as np


class Dense:
    """Reads its weights from the network's dictionary at every call, so that planted parameters count."""

    def __init__(self, net, number):
        self.net, self.weight, self.bias = net, f"W{number}", f"b{number}"

    def forward(self, x):
        self.x = x
        return x @ self.net.params[self.weight] + self.net.params[self.bias][None, :]

    def backward(self, upstream):
        grads = {self.weight: np.tensordot(self.x, upstream, axes=(0, 0)), self.bias: upstream.sum(0)}
        return np.inner(upstream, self.net.params[self.weight]), grads


class Relu:
    def forward(self, x):
        self.closed = x <= 0
        out = x.copy()
        out[self.closed] = 0
        return out

    def backward(self, upstream):
        out = upstream.copy()
        out[self.closed] = 0
        return out, {}


def softmax(z):
    shifted = np.exp(np.subtract(z, z.max(1, keepdims=True)))
    return shifted / shifted.sum(1, keepdims=True)


def cross_entropy(z, y):
    top = z.max(1, keepdims=True)
    log_sum_exp = top[:, 0] + np.log(np.exp(z - top).sum(1))
    loss = float(np.mean(log_sum_exp - z[range(len(y)), y]))
    p = softmax(z)
    p[range(len(y)), y] -= 1
    return loss, p * (1 / len(y))


class TwoLayerNet:
    def __init__(self, d_in, d_hidden, d_out, seed):
        rng = np.random.default_rng([seed, 5])
        self.params = {
            "b2": np.zeros(d_out),
            "W2": 0.1 * rng.standard_normal((d_hidden, d_out)),
            "b1": np.zeros(d_hidden),
            "W1": 0.1 * rng.standard_normal((d_in, d_hidden)),
        }
        self.layers = [Dense(self, 1), Relu(), Dense(self, 2)]

    def forward(self, X):
        for layer in self.layers:
            X = layer.forward(X)
        return X

    def loss_and_grads(self, X, y, l2=0):
        loss, upstream = cross_entropy(self.forward(X), y)
        grads = {}
        for layer in reversed(self.layers):
            upstream, new = layer.backward(upstream)
            grads.update(new)
        for name in ("W1", "W2"):
            grads[name] = grads[name] + 2 * l2 * self.params[name]
            loss += l2 * float(np.square(self.params[name]).sum())
        return loss, grads

    def fit(self, X, y, epochs, batch_size, lr, seed):
        rng = np.random.default_rng(seed)
        for _ in range(epochs):
            mixed = rng.permutation(len(y))
            Xm, ym = X[mixed], y[mixed]
            for k in range(-(-len(y) // batch_size)):
                part = slice(k * batch_size, (k + 1) * batch_size)
                _, grads = self.loss_and_grads(Xm[part], ym[part])
                for name in grads:
                    self.params[name] = self.params[name] - lr * grads[name]

    def predict(self, X):
        return np.argmax(self.forward(X), axis=1)
