import numpy as np


def pca_fit(X, k):
    mean = X.mean(axis=0)
    covariance = (X.T @ X / len(X) - np.outer(mean, mean)) * len(X) / (len(X) - 1)
    values, vectors = np.linalg.eigh(covariance)
    order = np.argsort(values)[::-1][:k]
    return {"mean": mean, "components": vectors[:, order].T, "var": values[order], "ratio": values[order] / values.sum()}


def pca_transform(X, m):
    return (X - m["mean"]) @ m["components"].T


def pca_inverse(Z, m):
    return Z @ m["components"] + m["mean"]
