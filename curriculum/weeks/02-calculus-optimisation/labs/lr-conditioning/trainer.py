"""Gradient descent with momentum on a quadratic bowl f(w) = ½ (λ₁w₁² + λ₂w₂²), λ₁ = 10, λ₂ = 10/κ, from w = (1, κ^½)."""

from collections.abc import Callable
from typing import Any

import numpy as np

LARGEST_EIGENVALUE = 10.0
ENOUGH = 1e-6  # of the starting value
MOST_STEPS = 3000
SHOWN = 60  # points of the path and of the curve
Report = Callable[..., None]
Figure = Callable[[str, dict[str, Any]], None]


def eigenvalues(kappa: float) -> np.ndarray:
    return np.array([LARGEST_EIGENVALUE, LARGEST_EIGENVALUE / kappa])


def descend(kappa: float, lr: float, momentum: float) -> tuple[np.ndarray, np.ndarray]:
    """(path [steps+1, 2], values [steps+1]) until the value is ENOUGH of the first, overflows, or MOST_STEPS are done."""
    curvature = eigenvalues(kappa)
    w, v = np.array([1.0, np.sqrt(kappa)]), np.zeros(2)  # both directions begin with the same share of the value
    path, values = [w], [float(0.5 * curvature @ w**2)]
    while len(values) <= MOST_STEPS and ENOUGH * values[0] < values[-1] < 1e12 * values[0]:
        v = momentum * v + curvature * w
        w = w - lr * v
        path.append(w)
        values.append(float(0.5 * curvature @ w**2))
    return np.array(path), np.array(values)


def run(config: dict[str, Any], seed: int, report: Report, figure: Figure) -> dict[str, float]:
    """Curve loss (relative to the start); figures trajectory and log-loss; metrics steps, final_loss, diverged, kappa."""
    kappa, lr, momentum = float(config["kappa"]), float(config["lr"]), float(config["momentum"])
    path, values = descend(kappa, lr, momentum)
    relative = values / values[0]
    for step in shown(len(values)):
        report(int(step), loss=float(relative[step]))
    figure("trajectory", trajectory(kappa, path))
    figure("log-loss", log_loss(relative))
    arrived = bool(relative[-1] <= ENOUGH)
    return {
        "steps": float(len(values) - 1 if arrived else MOST_STEPS),
        "final_loss": float(min(relative[-1], 1e12)),
        "diverged": float(relative[-1] > 1.0),
        "lr_limit": 2 * (1 + momentum) / LARGEST_EIGENVALUE,
        "kappa": kappa,
    }


def shown(count: int) -> np.ndarray:
    """Indices to draw: all of a short run, denser at the beginning of a long one."""
    spread = np.unique(np.geomspace(1, count, SHOWN).astype(int) - 1)
    return np.arange(count) if count <= SHOWN else spread


def trajectory(kappa: float, path: np.ndarray) -> dict[str, Any]:
    start = path[0]
    axes = [np.linspace(-1.3 * size, 1.3 * size, 21) for size in start]
    first, second = np.meshgrid(*axes)
    height = 0.5 * (LARGEST_EIGENVALUE * first**2 + LARGEST_EIGENVALUE / kappa * second**2)
    inside = path[: int(np.argmax(np.append((np.abs(path) > 1.3 * start).any(axis=1), True)))][:SHOWN]
    return {
        "data": [
            {
                "type": "contour",
                "x": _rounded(axes[0]),
                "y": _rounded(axes[1]),
                "z": [_rounded(row) for row in height],
                "showscale": False,
                "ncontours": 14,
                "hoverinfo": "skip",
            },
            {"type": "scatter", "mode": "lines+markers", "x": _rounded(inside[:, 0]), "y": _rounded(inside[:, 1]), "name": "w"},
        ],
        "layout": {
            "title": {"text": {"zh": "参数走过的路径", "en": "The path of the parameters"}},
            "xaxis": {"title": {"text": {"zh": "w₁（最陡的方向）", "en": "w₁ (the steepest direction)"}}},
            "yaxis": {"title": {"text": {"zh": "w₂（最缓的方向）", "en": "w₂ (the flattest direction)"}}},
        },
    }


def log_loss(relative: np.ndarray) -> dict[str, Any]:
    steps = shown(len(relative))
    return {
        "data": [{"type": "scatter", "mode": "lines", "x": steps.tolist(), "y": _rounded(relative[steps])}],
        "layout": {
            "title": {"text": {"zh": "目标值（相对起点，对数轴）", "en": "Objective (relative to the start, logarithmic)"}},
            "xaxis": {"title": {"text": {"zh": "步数", "en": "step"}}},
            "yaxis": {"type": "log"},
        },
    }


def _rounded(values: np.ndarray) -> list[float]:
    return [float(f"{value:.4g}") for value in values]
