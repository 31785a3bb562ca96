import numpy as np


def pca_fit(X, k):
    mean = X.mean(axis=0)
    _, s, vt = np.linalg.svd(X - mean, full_matrices=False)
    var = s**2 / len(X)
    return {"mean": mean, "components": vt[:k], "var": var[:k], "ratio": var[:k] / var.sum()}


def pca_transform(X, m):
    return (X - m["mean"]) @ m["components"].T


def pca_inverse(Z, m):
    return Z @ m["components"] + m["mean"]
