"""Builds xor-fold.json and xor-fold.svg: the four XOR points on their way from the input plane to the hidden plane."""

import json
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np

mpl.use("svg")
import matplotlib.pyplot as plt

HERE = Path(__file__).resolve().parent
X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
H = np.column_stack([np.maximum(X.sum(1), 0), np.maximum(X.sum(1) - 1, 0)])
CLASS = np.array([0, 1, 1, 0])
MOMENTS = np.round(np.linspace(0, 1, 11), 1)
LINE = np.array([[-0.25, -0.375], [2.25, 0.875]])  # h1 - 2 h2 = 0.5
STYLE = [{"size": 16, "symbol": "circle", "color": "#4c78a8"}, {"size": 16, "symbol": "square", "color": "#f58518"}]


def points(t: float) -> list[dict[str, Any]]:
    """The two classes' traces at moment t; labels keep each point's own input."""
    at = (1 - t) * X + t * H
    traces = []
    for k in (0, 1):
        rows = np.flatnonzero(CLASS == k)
        traces.append(
            {
                "type": "scatter",
                "mode": "markers+text",
                "x": at[rows, 0].round(3).tolist(),
                "y": at[rows, 1].round(3).tolist(),
                "text": [f"({X[i, 0]:.0f},{X[i, 1]:.0f})" for i in rows],
                "textposition": "top center",
                "marker": STYLE[k],
                "name": {"zh": f"第 {k} 类", "en": f"class {k}"},
            }
        )
    return traces


def plotly() -> dict[str, Any]:
    line = {
        "type": "scatter",
        "mode": "lines",
        "x": LINE[:, 0].tolist(),
        "y": LINE[:, 1].tolist(),
        "line": {"dash": "dash"},
        "name": {"zh": "输出层的直线 h₁ − 2h₂ = 0.5", "en": "the output layer's line h₁ − 2h₂ = 0.5"},
    }
    steps = [
        {
            "label": f"{t:.1f}",
            "method": "animate",
            "args": [
                [f"{t:.1f}"],
                {"mode": "immediate", "frame": {"duration": 0, "redraw": False}, "transition": {"duration": 0}},
            ],
        }
        for t in MOMENTS
    ]
    return {
        "alt": {
            "zh": "四个 XOR 点从输入平面移动到隐藏层平面；在终点，两个第 1 类的点重合在 (1,0)，一条虚线把两类分开。",
            "en": (
                "The four XOR points move from the input plane to the hidden plane; at the end the two points of class 1 "
                "coincide at (1,0) and a dashed line separates the classes."
            ),
        },
        "data": [*points(0.0), line],
        "layout": {
            "xaxis": {"range": [-0.4, 2.4], "title": {"text": {"zh": "第一坐标：x₁ → h₁", "en": "first coordinate: x₁ → h₁"}}},
            "yaxis": {"range": [-0.5, 1.5], "title": {"text": {"zh": "第二坐标：x₂ → h₂", "en": "second coordinate: x₂ → h₂"}}},
            "legend": {"orientation": "h", "y": 1.15},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "sliders": [
                {
                    "active": 0,
                    "currentvalue": {"prefix": {"zh": "路程：", "en": "way travelled: "}},
                    "pad": {"t": 65},
                    "steps": steps,
                }
            ],
        },
        "frames": [{"name": f"{t:.1f}", "data": points(float(t)), "traces": [0, 1]} for t in MOMENTS],
    }


def svg() -> None:
    mpl.rcParams.update({"svg.hashsalt": "everyday", "text.color": "#777", "axes.labelcolor": "#777", "axes.edgecolor": "#999"})
    mpl.rcParams.update({"xtick.color": "#777", "ytick.color": "#777"})
    figure, axes = plt.subplots(1, 2, figsize=(8, 3.4), sharex=True, sharey=True)
    for axis, at, names in ((axes[0], X, ("$x_1$", "$x_2$")), (axes[1], H, ("$h_1$", "$h_2$"))):
        for k in (0, 1):
            rows = CLASS == k
            axis.scatter(at[rows, 0], at[rows, 1], s=90, marker="os"[k], color=STYLE[k]["color"])
        axis.set(xlabel=names[0], ylabel=names[1], xlim=(-0.4, 2.4), ylim=(-0.5, 1.5))
    axes[1].plot(LINE[:, 0], LINE[:, 1], "--", color="#999")
    figure.tight_layout()
    figure.savefig(HERE / "xor-fold.svg", transparent=True, metadata={"Date": None})


if __name__ == "__main__":
    (HERE / "xor-fold.json").write_text(json.dumps(plotly(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    svg()
