"""Eigenvectors of the covariance matrix, with every sign made such that the largest entry is positive."""

import numpy as np


def pca_fit(X, k):
    covariance = np.atleast_2d(np.cov(X, rowvar=False))
    values, vectors = np.linalg.eigh(covariance)
    order = np.argsort(values)[::-1][:k]
    components = vectors[:, order].T.copy()
    largest = np.abs(components).argmax(axis=1)
    components *= np.sign(components[np.arange(k), largest])[:, None]
    var = np.clip(values[order], 0.0, None)
    return {"mean": X.mean(axis=0), "components": components, "var": var, "ratio": var / np.trace(covariance)}


def pca_transform(X, m):
    return np.dot(X - m["mean"], m["components"].T)


def pca_inverse(Z, m):
    return m["mean"] + np.dot(Z, m["components"])
