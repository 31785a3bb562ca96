"""The two data sets of the test `acc`. Test labels never leave this process."""

import numpy as np
from network import fit, loss_rows, params_of
from pictures import GRID, activation_figure, boundary_figure
from sklearn.datasets import load_digits

from workers.judge import Handle, Judging

SPLITS, TRAIN_ROWS = 3, 1344  # digits: 1344 = 42 batches of 32, so no tiny last batch shakes the final weights


def spiral(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    """n points of three interleaved arms in the unit disc: X [n, 2], y [n]."""
    y = rng.permutation(np.arange(n) % 3)
    t = rng.uniform(0, 1, n)
    angle = 4 * t + 2 * np.pi * y / 3 + rng.normal(0, 0.15, n)
    radius = 0.1 + 0.9 * t
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]), y


def digits_accuracy(j: Judging) -> float:
    """Mean accuracy over three random splits of the 8x8 digits; only training rows and test inputs leave this process."""
    data = load_digits()
    X, y = data.data / 16.0, data.target.astype(np.int64)
    scores = []
    for k in range(SPLITS):
        order = j.rng.permutation(len(X))
        train, test = order[:TRAIN_ROWS], order[TRAIN_ROWS:]
        net = j.learner.new("TwoLayerNet", 64, 64, 10, seed=j.seed + k)
        fit(net, X[train], y[train], epochs=60, batch=32, lr=0.2, seed=j.seed + k)
        scores.append(hits(j, net, X[test], y[test]))
    return float(np.mean(scores))


def hits(j: Judging, net: Handle, X: np.ndarray, y: np.ndarray) -> float:
    return float((j.array(net.call("predict", X), "predict(X)", shape=(len(y),)) == y).mean())


def spiral_accuracy(j: Judging) -> float:
    """Trains in ten parts, so that the curve and the boundary can be drawn on the way."""
    (X, y), (X_test, y_test) = spiral(j.rng, 600), spiral(j.rng, 300)
    net = j.learner.new("TwoLayerNet", 2, 64, 3, seed=j.seed)
    side = np.linspace(-1.1, 1.1, GRID)
    grid = np.column_stack([axis.ravel() for axis in np.meshgrid(side, side)])
    frames = [j.array(net.call("predict", grid), "predict(X)", shape=(GRID**2,))]
    for part in range(10):
        fit(net, X, y, epochs=20, batch=30, lr=0.5, seed=j.seed + part)
        loss = float(loss_rows(j.array(net.call("forward", X), "forward(X)", shape=(600, 3)), y).mean())
        j.metric("loss", loss, step=20 * (part + 1))
        j.metric("acc", hits(j, net, X_test, y_test), step=20 * (part + 1))
        frames.append(j.array(net.call("predict", grid), "predict(X)", shape=(GRID**2,)))
    j.figure("boundary", boundary_figure(side, frames, X, y))
    j.figure("activations", activation_figure(params_of(j, net), X))
    return hits(j, net, X_test, y_test)
