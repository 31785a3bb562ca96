"""Index notation throughout, a uniform start with random biases, and updates in place."""

import numpy as np


def softmax(z):
    scaled = np.exp(z - np.amax(z, axis=1)[:, np.newaxis])
    return np.einsum("nc,n->nc", scaled, 1.0 / scaled.sum(axis=1))


def cross_entropy(z, y):
    centred = z - np.amax(z, axis=1)[:, np.newaxis]
    log_norm = np.log(np.exp(centred).sum(axis=1))
    picked = np.take_along_axis(centred, y[:, np.newaxis], axis=1)[:, 0]
    gradient = softmax(z)
    np.add.at(gradient, (np.arange(y.size), y), -1.0)
    return float((log_norm - picked).sum() / y.size), gradient / y.size


class TwoLayerNet:
    def __init__(self, d_in, d_hidden, d_out, seed):
        rng = np.random.Generator(np.random.PCG64(seed))
        self.params = {}
        for layer, (rows, cols) in enumerate(((d_in, d_hidden), (d_hidden, d_out)), start=1):
            bound = 1.0 / np.sqrt(rows)
            self.params[f"W{layer}"] = rng.uniform(-bound, bound, size=(rows, cols))
            self.params[f"b{layer}"] = rng.uniform(-bound, bound, size=cols)

    def _pass(self, X):
        a = np.einsum("nd,dh->nh", X, self.params["W1"]) + self.params["b1"]
        h = np.clip(a, 0.0, None)
        return a, h, np.einsum("nh,hc->nc", h, self.params["W2"]) + self.params["b2"]

    def forward(self, X):
        return self._pass(X)[2]

    def loss_and_grads(self, X, y, l2=0.0):
        a, h, z = self._pass(X)
        data_loss, dz = cross_entropy(z, y)
        da = np.einsum("nc,hc,nh->nh", dz, self.params["W2"], np.heaviside(a, 0.0))
        grads = {
            "W1": np.einsum("nd,nh->dh", X, da) + 2 * l2 * self.params["W1"],
            "b1": np.einsum("nh->h", da),
            "W2": np.einsum("nh,nc->hc", h, dz) + 2 * l2 * self.params["W2"],
            "b2": np.einsum("nc->c", dz),
        }
        return data_loss + l2 * sum(float(np.linalg.norm(self.params[w]) ** 2) for w in ("W1", "W2")), grads

    def fit(self, X, y, epochs, batch_size, lr, seed):
        rng = np.random.Generator(np.random.PCG64(seed))
        rows = np.arange(len(y))
        for _ in range(epochs):
            rng.shuffle(rows)
            for batch in np.split(rows, range(batch_size, len(rows), batch_size)):
                _, grads = self.loss_and_grads(X[batch], y[batch])
                for name in self.params:
                    self.params[name] -= lr * grads[name]

    def predict(self, X):
        return self.forward(X).argmax(axis=-1)
