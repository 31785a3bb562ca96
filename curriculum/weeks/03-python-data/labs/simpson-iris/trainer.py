"""Correlation and least-squares lines of two iris measurements, over all flowers and by species."""

from collections.abc import Callable
from typing import Any

import numpy as np
from sklearn.datasets import load_iris

COLUMNS = ("sepal_length", "sepal_width", "petal_length", "petal_width")
COLOURS = ("#4c78a8", "#f58518", "#54a24b")
ALL = "#8c8c8c"
Report = Callable[..., None]
Figure = Callable[[str, dict[str, Any]], None]


def correlation(x: np.ndarray, y: np.ndarray) -> float:
    dx, dy = x - x.mean(), y - y.mean()
    return float((dx * dy).sum() / np.sqrt((dx**2).sum() * (dy**2).sum()))


def line(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Least-squares slope and intercept."""
    dx = x - x.mean()
    slope = float((dx * (y - y.mean())).sum() / (dx**2).sum())
    return slope, float(y.mean() - slope * x.mean())


def run(config: dict[str, Any], seed: int, report: Report, figure: Figure) -> dict[str, float]:
    """Figures scatter and correlations; metrics r_all, slope_all, left_over, reversed, and r_<species> when grouped."""
    iris = load_iris()
    x, y = (iris.data[:, COLUMNS.index(config[axis])] for axis in ("x", "y"))
    groups = {str(name): iris.target == k for k, name in enumerate(iris.target_names)} if config["group"] else {}
    masks = groups or {"all": np.ones(len(x), dtype=bool)}
    residuals = np.empty(len(y))
    for mask in masks.values():
        slope, start = line(x[mask], y[mask])
        residuals[mask] = y[mask] - slope * x[mask] - start
    r_all = correlation(x, y)
    by_group = {name: correlation(x[mask], y[mask]) for name, mask in groups.items()}
    figure("scatter", scatter(config, x, y, masks))
    figure("correlations", correlations({"all": r_all, **by_group}))
    report(0, left_over=float(residuals.std()))
    turned = bool(by_group) and all(r_all * r < 0 for r in by_group.values())
    metrics = {"r_all": r_all, "slope_all": line(x, y)[0], "left_over": float(residuals.std()), "reversed": float(turned)}
    return {name: round(value, 6) for name, value in (metrics | {f"r_{name}": r for name, r in by_group.items()}).items()}


def scatter(config: dict[str, Any], x: np.ndarray, y: np.ndarray, masks: dict[str, np.ndarray]) -> dict[str, Any]:
    """Points by group; with `regression`, the line of each group and, dashed, that of all."""
    data: list[dict[str, Any]] = []
    for number, (name, mask) in enumerate(masks.items()):
        colour = ALL if name == "all" else COLOURS[number]
        title = {"zh": "全体", "en": "all"} if name == "all" else name
        points = {"x": _rounded(x[mask]), "y": _rounded(y[mask]), "mode": "markers", "name": title, "marker": {"color": colour}}
        data.append({"type": "scatter", **points})
        if config["regression"]:
            data.append(_line(x[mask], y[mask], colour, "solid"))
    if config["regression"] and "all" not in masks:
        data.append(_line(x, y, ALL, "dash"))
    return {
        "data": data,
        "layout": {
            "title": {"text": {"zh": "150 朵花", "en": "150 flowers"}},
            "xaxis": {"title": {"text": f"{config['x']} (cm)"}},
            "yaxis": {"title": {"text": f"{config['y']} (cm)"}},
        },
    }


def _line(x: np.ndarray, y: np.ndarray, colour: str, dash: str) -> dict[str, Any]:
    slope, start = line(x, y)
    ends = np.array([x.min(), x.max()])
    drawn = {"x": _rounded(ends), "y": _rounded(slope * ends + start), "line": {"color": colour, "width": 3, "dash": dash}}
    return {"type": "scatter", "mode": "lines", "showlegend": False, **drawn}


def correlations(values: dict[str, float]) -> dict[str, Any]:
    return {
        "data": [{"type": "bar", "x": list(values), "y": [round(r, 3) for r in values.values()]}],
        "layout": {
            "title": {"text": {"zh": "相关系数 r", "en": "Correlation r"}},
            "yaxis": {"range": [-1, 1], "title": {"text": "r"}},
        },
    }


def _rounded(values: np.ndarray) -> list[float]:
    return [round(float(value), 3) for value in values]
