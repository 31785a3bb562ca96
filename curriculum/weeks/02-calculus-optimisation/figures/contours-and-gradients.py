"""Builds contours-and-gradients.json and .svg: contours of x² + a·y² with descent arrows, a from 1 to 16."""

import json
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np

mpl.use("svg")
import matplotlib.pyplot as plt

HERE = Path(__file__).resolve().parent
STEEPNESS = (1, 2, 4, 8, 16)
AXIS = np.linspace(-3, 3, 41)
ANGLES = np.deg2rad(np.arange(15, 375, 30))
LENGTH = 0.6


def height(steepness: float) -> np.ndarray:
    x, y = np.meshgrid(AXIS, AXIS)
    return np.asarray(x**2 + steepness * y**2)


def arrows(steepness: float) -> tuple[np.ndarray, np.ndarray]:
    """(starts, ends) on the contour of value 4, along the negative gradient, all of one length."""
    start = np.column_stack([2 * np.cos(ANGLES), 2 / np.sqrt(steepness) * np.sin(ANGLES)])
    gradient = np.column_stack([2 * start[:, 0], 2 * steepness * start[:, 1]])
    return start, start - LENGTH * gradient / np.linalg.norm(gradient, axis=1, keepdims=True)


def traces(steepness: float) -> list[dict[str, Any]]:
    start, end = arrows(steepness)
    gaps = [[a, b, None] for a, b in zip(start.round(3).tolist(), end.round(3).tolist(), strict=True)]
    flat = [point for gap in gaps for point in gap]
    return [
        {
            "type": "contour",
            "x": AXIS.round(3).tolist(),
            "y": AXIS.round(3).tolist(),
            "z": height(steepness).round(2).tolist(),
            "contours": {"start": 1, "end": 16, "size": 3, "coloring": "lines"},
            "showscale": False,
            "hoverinfo": "skip",
        },
        {
            "type": "scatter",
            "mode": "lines",
            "x": [None if p is None else p[0] for p in flat],
            "y": [None if p is None else p[1] for p in flat],
            "line": {"color": "#f58518", "width": 3},
            "name": {"zh": "负梯度的方向", "en": "direction of the negative gradient"},
        },
        {
            "type": "scatter",
            "mode": "markers",
            "x": end[:, 0].round(3).tolist(),
            "y": end[:, 1].round(3).tolist(),
            "marker": {"color": "#f58518", "size": 8},
            "showlegend": False,
            "hoverinfo": "skip",
        },
    ]


def plotly() -> dict[str, Any]:
    steps = [
        {"label": str(a), "method": "animate", "args": [[str(a)], {"mode": "immediate", "frame": {"duration": 0}}]}
        for a in STEEPNESS
    ]
    return {
        "alt": {
            "zh": "椭圆形的等高线与十二个负梯度箭头：山谷越狭长，箭头越是横着穿过山谷，而不是指向中心；箭头始终与等高线垂直。",
            "en": (
                "Elliptic contours with twelve negative-gradient arrows: the narrower the valley, the more they point across "
                "it instead of at the centre; they always stay perpendicular to the contours."
            ),
        },
        "data": traces(STEEPNESS[2]),
        "layout": {
            "xaxis": {"range": [-3, 3], "title": {"text": "x"}},
            "yaxis": {"range": [-3, 3], "title": {"text": "y"}, "scaleanchor": "x"},
            "legend": {"orientation": "h", "y": 1.1},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "sliders": [
                {
                    "active": 2,
                    "currentvalue": {"prefix": {"zh": "x² + a·y²，a = ", "en": "x² + a·y², a = "}},
                    "pad": {"t": 55},
                    "steps": steps,
                }
            ],
        },
        "frames": [{"name": str(a), "data": traces(a)} for a in STEEPNESS],
    }


def svg() -> None:
    mpl.rcParams.update({"svg.hashsalt": "everyday", "text.color": "#777", "axes.labelcolor": "#777", "axes.edgecolor": "#999"})
    mpl.rcParams.update({"xtick.color": "#777", "ytick.color": "#777"})
    figure, axes = plt.subplots(1, 3, figsize=(9, 3.2), sharey=True)
    for axis, steepness in zip(axes, (1, 4, 16), strict=True):
        axis.contour(AXIS, AXIS, height(steepness), levels=[1, 4, 7, 10, 13, 16], linewidths=0.8)
        for (x0, y0), (x1, y1) in zip(*arrows(steepness), strict=True):
            axis.annotate("", (x1, y1), (x0, y0), arrowprops={"arrowstyle": "->", "color": "#f58518"})
        axis.set(title=f"$x^2 + {steepness}\\,y^2$", aspect="equal")
    figure.tight_layout()
    figure.savefig(HERE / "contours-and-gradients.svg", transparent=True, metadata={"Date": None})


if __name__ == "__main__":
    (HERE / "contours-and-gradients.json").write_text(json.dumps(plotly(), ensure_ascii=False) + "\n", encoding="utf-8")
    svg()
