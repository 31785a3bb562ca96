"""PCA on the 8×8 digits with a chosen number of components, with or without centring and standardising."""

from collections.abc import Callable
from typing import Any

import numpy as np
from sklearn.datasets import load_digits

SHOWN = 8
Report = Callable[..., None]
Figure = Callable[[str, dict[str, Any]], None]


def prepared(centre: bool, standardise: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(X, shift [64], scale [64]): the digits in [0, 1] and what is subtracted and divided before the SVD."""
    X = load_digits().data / 16.0
    spread = X.std(axis=0)
    shift = X.mean(axis=0) if centre else np.zeros(64)
    scale = np.where(spread > 0, spread, 1.0) if standardise else np.ones(64)
    return X, shift, scale


def run(config: dict[str, Any], seed: int, report: Report, figure: Figure) -> dict[str, float]:
    """Curve error over k; figures reconstruction, error-curve; metrics error, ratio, pc1_is_mean, k, centre."""
    k, centre, standardise = int(config["k"]), bool(config["centre"]), bool(config["standardise"])
    X, shift, scale = prepared(centre, standardise)
    Z = (X - shift) / scale
    _, s, vt = np.linalg.svd(Z, full_matrices=False)
    scores = Z @ vt.T
    total = float(((X - X.mean(axis=0)) ** 2).sum())
    left, errors = X - shift, []
    for kept in range(1, 65):
        left = left - scores[:, kept - 1 : kept] * (vt[kept - 1] * scale)
        errors.append(float((left**2).sum()) / total)
        if kept % 4 == 0 or kept == 1:
            report(kept, error=errors[-1])
    mean = X.mean(axis=0)
    figure("reconstruction", reconstruction(X, scores[:, :k] @ vt[:k] * scale + shift))
    figure("error-curve", error_curve(errors, k))
    return {
        "error": errors[k - 1],
        "ratio": float((s[:k] ** 2).sum() / (s**2).sum()),
        "pc1_is_mean": float(abs(vt[0] @ mean) / np.linalg.norm(mean)),
        "k": float(k),
        "centre": float(centre),
    }


def reconstruction(X: np.ndarray, back: np.ndarray) -> dict[str, Any]:
    """Eight digits above, what is left of them below."""
    rows = [X[i].reshape(8, 8) for i in range(SHOWN)], [back[i].reshape(8, 8) for i in range(SHOWN)]
    gap = np.full((1, SHOWN * 9 - 1), np.nan)
    strips = [
        np.concatenate([np.pad(image, ((0, 0), (0, 1)), constant_values=np.nan) for image in row], axis=1)[:, :-1] for row in rows
    ]
    picture = np.concatenate([strips[0], gap, strips[1]], axis=0)
    z = [[None if np.isnan(v) else round(float(np.clip(v, 0, 1)), 2) for v in line] for line in picture]
    return {
        "data": [{"type": "heatmap", "z": z, "colorscale": "Greys", "showscale": False, "hoverinfo": "skip"}],
        "layout": {
            "title": {"text": {"zh": "上：原图；下：还原", "en": "Above: originals; below: reconstructions"}},
            "xaxis": {"visible": False},
            "yaxis": {"visible": False, "autorange": "reversed", "scaleanchor": "x"},
        },
    }


def error_curve(errors: list[float], k: int) -> dict[str, Any]:
    values = [float(f"{e:.4g}") for e in errors]
    return {
        "data": [
            {"type": "scatter", "mode": "lines", "x": list(range(1, 65)), "y": values, "name": {"zh": "误差", "en": "error"}},
            {
                "type": "scatter",
                "mode": "markers",
                "x": [k],
                "y": [values[k - 1]],
                "marker": {"size": 12},
                "name": {"zh": "你选的 k", "en": "your k"},
            },
        ],
        "layout": {
            "title": {"text": {"zh": "丢掉的比例随 k 的变化", "en": "Share lost against k"}},
            "xaxis": {"title": {"text": "k"}},
            "yaxis": {"range": [0, 1.05]},
        },
    }
