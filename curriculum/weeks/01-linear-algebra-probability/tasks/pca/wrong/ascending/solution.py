import numpy as np


def pca_fit(X, k):
    mean = X.mean(axis=0)
    values, vectors = np.linalg.eigh(np.cov(X, rowvar=False))
    order = np.arange(k)
    return {"mean": mean, "components": vectors[:, order].T, "var": values[order], "ratio": values[order] / values.sum()}


def pca_transform(X, m):
    return (X - m["mean"]) @ m["components"].T


def pca_inverse(Z, m):
    return Z @ m["components"] + m["mean"]
