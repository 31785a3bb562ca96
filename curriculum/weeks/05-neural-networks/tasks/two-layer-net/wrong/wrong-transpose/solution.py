"""A two-layer network for classification: X -> ReLU(X W1 + b1) W2 + b2 -> softmax cross-entropy."""

import numpy as np


def log_softmax(z: np.ndarray) -> np.ndarray:
    """z [n, c] -> log-probabilities [n, c]; the largest exponent is 0, so nothing overflows."""
    shifted = z - z.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def softmax(z: np.ndarray) -> np.ndarray:
    """z [n, c] -> probabilities [n, c]."""
    return np.exp(log_softmax(z))


def cross_entropy(z: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    """z [n, c], y [n] -> mean loss and its gradient with respect to z [n, c]."""
    n = len(y)
    rows = np.arange(n)
    log_p = log_softmax(z)
    loss = -log_p[rows, y].mean()
    dz = np.exp(log_p)
    dz[rows, y] -= 1.0
    return float(loss), dz / n


class TwoLayerNet:
    """Parameters in `.params`: W1 [d, h], b1 [h], W2 [h, c], b2 [c], all float64."""

    def __init__(self, d_in: int, d_hidden: int, d_out: int, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.params = {
            "W1": rng.normal(0.0, np.sqrt(2.0 / d_in), (d_hidden, d_in)),
            "b1": np.zeros(d_hidden),
            "W2": rng.normal(0.0, np.sqrt(2.0 / d_hidden), (d_hidden, d_out)),
            "b2": np.zeros(d_out),
        }

    def forward(self, X: np.ndarray) -> np.ndarray:
        """X [n, d] -> logits [n, c]."""
        p = self.params
        return np.maximum(X @ p["W1"].T + p["b1"], 0.0) @ p["W2"] + p["b2"]

    def loss_and_grads(self, X: np.ndarray, y: np.ndarray, l2: float = 0.0) -> tuple[float, dict[str, np.ndarray]]:
        """Mean cross-entropy + l2 (|W1|^2 + |W2|^2), and its gradient for every parameter."""
        p = self.params
        a = X @ p["W1"].T + p["b1"]
        h = np.maximum(a, 0.0)
        loss, dz = cross_entropy(h @ p["W2"] + p["b2"], y)
        da = (dz @ p["W2"].T) * (a > 0)
        grads = {
            "W1": da.T @ X + 2.0 * l2 * p["W1"],
            "b1": da.sum(axis=0),
            "W2": h.T @ dz + 2.0 * l2 * p["W2"],
            "b2": dz.sum(axis=0),
        }
        penalty = l2 * float((p["W1"] ** 2).sum() + (p["W2"] ** 2).sum())
        return loss + penalty, grads

    def fit(self, X: np.ndarray, y: np.ndarray, epochs: int, batch_size: int, lr: float, seed: int) -> None:
        """Plain mini-batch SGD from the present parameters; every row is used once an epoch."""
        rng = np.random.default_rng(seed)
        for _ in range(epochs):
            order = rng.permutation(len(X))
            for start in range(0, len(X), batch_size):
                rows = order[start : start + batch_size]
                _, grads = self.loss_and_grads(X[rows], y[rows])
                for name, grad in grads.items():
                    self.params[name] = self.params[name] - lr * grad

    def predict(self, X: np.ndarray) -> np.ndarray:
        """X [n, d] -> the most likely class of every row, i64 [n]."""
        return self.forward(X).argmax(axis=1)
