"""Two-layer network with NumPy only. Fill in the bodies; keep names, arguments and shapes as they are."""

import numpy as np


def softmax(z):
    """z f64[n, c] -> p f64[n, c]; every row sums to 1, for logits of any size."""


def cross_entropy(z, y):
    """z f64[n, c], y i64[n] -> (loss, dz): mean loss as a float, its gradient f64[n, c]."""


class TwoLayerNet:
    """logits = ReLU(X W1 + b1) W2 + b2, with .params = {"W1", "b1", "W2", "b2"}."""

    def __init__(self, d_in, d_hidden, d_out, seed):
        # Zeros have the right shapes and learn nothing: draw W1 and W2 from `seed` at a scale of your choice (lesson 5).
        self.params = {
            "W1": np.zeros((d_in, d_hidden)),
            "b1": np.zeros(d_hidden),
            "W2": np.zeros((d_hidden, d_out)),
            "b2": np.zeros(d_out),
        }

    def forward(self, X):
        """X f64[n, d] -> logits f64[n, c]."""

    def loss_and_grads(self, X, y, l2=0.0):
        """-> (loss, {"W1", "b1", "W2", "b2"}); leaves self.params as they are."""

    def fit(self, X, y, epochs, batch_size, lr, seed):
        """Plain mini-batch SGD, continuing from the present self.params."""

    def predict(self, X):
        """X f64[n, d] -> i64[n]."""
