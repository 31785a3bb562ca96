"""CLIP's loss with its gradients, and how often the right caption comes first."""

import numpy as np


def normalised(x):
    """(rows of length 1, the lengths [N,1])"""
    length = np.sqrt((x**2).sum(axis=1, keepdims=True))
    return x / length, length


def log_softmax(z, axis):
    z = z - z.max(axis=axis, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=axis, keepdims=True))


def through_norm(d, unit, length):
    """Gradient before the division by the length: what points along the row is taken out."""
    return (d - (d * unit).sum(axis=1, keepdims=True) * unit) / length


def info_nce(img, txt, logit_scale):
    """img, txt f64[N,D], row i of one belongs to row i of the other; -> (loss, dimg f64[N,D], dtxt f64[N,D])."""
    n = len(img)
    u, lu = normalised(img)
    w, lw = normalised(txt)
    scores = logit_scale * u @ w.T
    by_row, by_column = log_softmax(scores, 1), log_softmax(scores, 0)
    loss = -(by_row.mean() + by_column.mean()) / 2
    d = logit_scale * (np.exp(by_row) + np.exp(by_column) - 2 * np.eye(n)) / (2 * n)
    return float(loss), through_norm(d @ w, u, lu), through_norm(d.T @ u, w, lw)


def recall_at_1(img, txt):
    """Share of pictures whose own caption is the most similar one by cosine; among equals the smaller index is taken."""
    u, w = normalised(img)[0], normalised(txt)[0]
    return float(np.mean(np.argmax(u @ w.T, axis=1) == np.arange(len(img))))
