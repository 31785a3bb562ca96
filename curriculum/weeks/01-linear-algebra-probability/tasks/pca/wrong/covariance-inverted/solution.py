import numpy as np


def pca_fit(X, k):
    mean = X.mean(axis=0)
    values, vectors = np.linalg.eigh(np.linalg.inv(np.cov(X, rowvar=False)))
    return {"mean": mean, "components": vectors[:, :k].T, "var": 1 / values[:k], "ratio": (1 / values[:k]) / (1 / values).sum()}


def pca_transform(X, m):
    return (X - m["mean"]) @ m["components"].T


def pca_inverse(Z, m):
    return Z @ m["components"] + m["mean"]
