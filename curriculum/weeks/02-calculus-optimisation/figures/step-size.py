"""Builds step-size.json and .svg: paths of gradient descent over a quadratic for learning rates around the limit."""

import json
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np

mpl.use("svg")
import matplotlib.pyplot as plt

HERE = Path(__file__).resolve().parent
LARGEST = 10.0
KAPPAS = (2, 5, 20)
RATES = (0.01, 0.03, 0.06, 0.1, 0.14, 0.17, 0.19, 0.2, 0.21)
AXIS = np.linspace(-3, 3, 33)
STEPS = 30


def path(kappa: float, lr: float) -> np.ndarray:
    """[steps + 1, 2] from (2.5, 2.5), cut where it leaves the picture."""
    factors = 1 - lr * np.array([LARGEST, LARGEST / kappa])
    points = 2.5 * factors[None, :] ** np.arange(STEPS + 1)[:, None]
    inside = (np.abs(points) <= 6).all(axis=1)
    return points[: int(np.argmin(np.append(inside, False)))]


def contour(kappa: float) -> dict[str, Any]:
    x, y = np.meshgrid(AXIS, AXIS)
    return {
        "type": "contour",
        "x": AXIS.round(3).tolist(),
        "y": AXIS.round(3).tolist(),
        "z": (0.5 * LARGEST * (x**2 + y**2 / kappa)).round(2).tolist(),
        "showscale": False,
        "ncontours": 12,
        "contours": {"coloring": "lines"},
        "hoverinfo": "skip",
    }


def line(kappa: float, lr: float) -> dict[str, Any]:
    points = path(kappa, lr)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": points[:, 0].round(4).tolist(),
        "y": points[:, 1].round(4).tolist(),
        "line": {"color": "#f58518"},
        "marker": {"size": 6, "color": "#f58518"},
        "name": "w",
    }


def plotly() -> dict[str, Any]:
    start = 3
    data = [trace for k, kappa in enumerate(KAPPAS) for trace in _shown(kappa, RATES[start], visible=k == 1)]
    steps = [
        {"label": f"{lr:g}", "method": "animate", "args": [[f"{lr:g}"], {"mode": "immediate", "frame": {"duration": 0}}]}
        for lr in RATES
    ]
    frames = [{"name": f"{lr:g}", "data": [line(kappa, lr) for kappa in KAPPAS], "traces": [1, 3, 5]} for lr in RATES]
    buttons = [
        {"label": f"κ = {kappa}", "method": "restyle", "args": ["visible", [i // 2 == k for i in range(2 * len(KAPPAS))]]}
        for k, kappa in enumerate(KAPPAS)
    ]
    return {
        "alt": {
            "zh": (
                "梯度下降在二次山谷里的路径：学习率小于 0.1 时平滑，0.1 到 0.2 之间来回折返，超过 0.2 就飞出去；"
                "条件数越大，沿缓的方向走得越慢。"
            ),
            "en": (
                "Paths of gradient descent in a quadratic valley: smooth below a learning rate of 0.1, zigzag between 0.1 and "
                "0.2, flying off above 0.2; the larger the condition number, the slower along the flat direction."
            ),
        },
        "data": data,
        "layout": {
            "xaxis": {"range": [-3, 3], "title": {"text": {"zh": "w₁（曲率 10）", "en": "w₁ (curvature 10)"}}},
            "yaxis": {"range": [-3, 3], "title": {"text": {"zh": "w₂（曲率 10/κ）", "en": "w₂ (curvature 10/κ)"}}},
            "showlegend": False,
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "updatemenus": [
                {"type": "buttons", "direction": "right", "active": 1, "x": 0, "xanchor": "left", "y": 1.2, "buttons": buttons}
            ],
            "sliders": [
                {
                    "active": start,
                    "currentvalue": {"prefix": {"zh": "学习率：", "en": "learning rate: "}},
                    "pad": {"t": 55},
                    "steps": steps,
                }
            ],
        },
        "frames": frames,
    }


def _shown(kappa: float, lr: float, *, visible: bool) -> list[dict[str, Any]]:
    return [{**contour(kappa), "visible": visible}, {**line(kappa, lr), "visible": visible}]


def svg() -> None:
    mpl.rcParams.update({"svg.hashsalt": "everyday", "text.color": "#777", "axes.labelcolor": "#777", "axes.edgecolor": "#999"})
    mpl.rcParams.update({"xtick.color": "#777", "ytick.color": "#777"})
    figure, axes = plt.subplots(1, 3, figsize=(9, 3.2), sharey=True)
    x, y = np.meshgrid(AXIS, AXIS)
    for axis, lr in zip(axes, (0.06, 0.17, 0.21), strict=True):
        points = path(5, lr)
        axis.contour(AXIS, AXIS, 0.5 * LARGEST * (x**2 + y**2 / 5), levels=10, linewidths=0.7)
        axis.plot(points[:, 0], points[:, 1], "o-", color="#f58518", markersize=3)
        axis.set(title=f"lr = {lr:g}", xlim=(-3, 3), ylim=(-3, 3))
    figure.tight_layout()
    figure.savefig(HERE / "step-size.svg", transparent=True, metadata={"Date": None})


if __name__ == "__main__":
    (HERE / "step-size.json").write_text(json.dumps(plotly(), ensure_ascii=False) + "\n", encoding="utf-8")
    svg()
