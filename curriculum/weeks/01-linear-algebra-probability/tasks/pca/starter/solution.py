"""Principal components. Fill in the bodies; keep names and arguments as they are."""

import numpy as np


def pca_fit(X, k):
    """X f64[n, d] -> {"mean": [d], "components": [k, d], "var": [k], "ratio": [k]}, the largest variance first."""


def pca_transform(X, m):
    """X f64[n, d], m from pca_fit -> f64[n, k]."""
    return np.zeros((len(X), len(m["components"])))


def pca_inverse(Z, m):
    """Z f64[n, k], m from pca_fit -> f64[n, d]."""
