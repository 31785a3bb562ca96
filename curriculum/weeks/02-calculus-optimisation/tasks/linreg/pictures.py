"""The figures that a run shows."""

from typing import Any

import numpy as np
from model import conditioned, fitted

from workers.judge import Judging


def line_figure(bmi: np.ndarray, y: np.ndarray, got: np.ndarray) -> dict[str, Any]:
    """Truth and prediction of one test split against the body-mass index."""
    order = np.argsort(bmi)
    names = ({"zh": "真实值", "en": "truth"}, {"zh": "预测", "en": "prediction"})
    return {
        "data": [
            {"type": "scatter", "mode": "markers", "x": _round(bmi[order]), "y": _round(values[order]), "name": name}
            for values, name in zip((y, got), names, strict=True)
        ],
        "layout": {
            "title": {"text": {"zh": "测试集上的真实值与预测", "en": "Truth and prediction on a test split"}},
            "xaxis": {"title": {"text": {"zh": "体重指数", "en": "body-mass index"}}},
            "yaxis": {"title": {"text": {"zh": "一年后的病情", "en": "disease after a year"}}},
        },
    }


def path_figure(j: Judging) -> dict[str, Any]:
    """Where two weights go in the first 30 epochs, over the contours of their objective."""
    X = conditioned(j.rng, 80, 2, kappa=8.0)
    target = np.array([1.5, -1.0])
    y = X @ target
    path = np.array([[0.0, 0.0], *(fitted(j, X, y, lr=0.1, epochs=k).w for k in range(1, 31))])
    axis = np.linspace(-2.5, 2.5, 41)
    grid = np.stack(np.meshgrid(axis, axis), axis=-1)
    heights = (((grid - target) @ X.T) ** 2).mean(axis=-1)
    return {
        "data": [
            {
                "type": "contour",
                "x": _round(axis),
                "y": _round(axis),
                "z": [_round(row) for row in heights],
                "showscale": False,
                "ncontours": 18,
            },
            {"type": "scatter", "mode": "lines+markers", "x": _round(path[:, 0]), "y": _round(path[:, 1]), "name": "w"},
        ],
        "layout": {
            "title": {"text": {"zh": "参数在等高线上的路径", "en": "The path of the parameters over the contours"}},
            "xaxis": {"title": {"text": "w₁"}},
            "yaxis": {"title": {"text": "w₂"}, "scaleanchor": "x"},
        },
    }


def _round(values: np.ndarray) -> list[float]:
    return [float(f"{value:.4g}") for value in values]
