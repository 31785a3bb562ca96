"""All signs flipped, and the mean subtracted after projecting."""

import numpy as np


def pca_fit(X, k):
    n = X.shape[0]
    centre = np.sum(X, axis=0) / n
    _, s, vt = np.linalg.svd((X - centre) / np.sqrt(n - 1), full_matrices=False)
    spread = s * s
    return {"mean": centre, "components": -vt[:k, :], "var": spread[:k], "ratio": spread[:k] / np.sum(spread)}


def pca_transform(X, m):
    return np.stack([m["components"] @ (row - m["mean"]) for row in X])


def pca_inverse(Z, m):
    return np.stack([z @ m["components"] for z in Z]) + m["mean"]
