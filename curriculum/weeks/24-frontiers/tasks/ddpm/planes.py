"""Mixtures in the plane, and how far two clouds of points are from each other."""

import numpy as np

DIRECTIONS = 64


def draw(rng: np.random.Generator) -> tuple[np.ndarray, float]:
    """(means f64[5,2] at least 1.5 apart, standard deviation of each Gaussian)."""
    while True:
        means = rng.uniform(-3, 3, size=(5, 2))
        gaps = np.linalg.norm(means[:, None] - means[None], axis=2) + 10 * np.eye(5)
        if gaps.min() >= 1.5:
            return means, float(rng.uniform(0.2, 0.35))


def sliced_distance(a: np.ndarray, b: np.ndarray, rng: np.random.Generator) -> float:
    """Mean over random directions of the 1-Wasserstein distance of the projections; a and b f64[n,2] with one n."""
    angles = rng.uniform(0, np.pi, size=DIRECTIONS)
    directions = np.stack([np.cos(angles), np.sin(angles)])
    return float(np.abs(np.sort(a @ directions, axis=0) - np.sort(b @ directions, axis=0)).mean())
