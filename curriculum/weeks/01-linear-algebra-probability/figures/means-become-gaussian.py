"""Builds means-become-gaussian.json and .svg: the exact distribution of the mean of n dice beside its Gaussian."""

import json
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np

mpl.use("svg")
import matplotlib.pyplot as plt

HERE = Path(__file__).resolve().parent
COUNTS = (1, 2, 3, 5, 10, 20, 50)
DIE = np.full(6, 1 / 6)


def exact(n: int) -> tuple[np.ndarray, np.ndarray]:
    """(values of the mean of n dice, their densities)."""
    table = DIE
    for _ in range(n - 1):
        table = np.convolve(table, DIE)
    values = np.arange(n, 6 * n + 1) / n
    keep = np.abs(values - 3.5) <= 2.6
    return values[keep], table[keep] * n


def bell(n: int) -> tuple[np.ndarray, np.ndarray]:
    sigma = np.sqrt(35 / 12 / n)
    x = np.linspace(0.9, 6.1, 201)
    return x, np.exp(-((x - 3.5) ** 2) / (2 * sigma**2)) / (sigma * np.sqrt(2 * np.pi))


def traces(n: int) -> list[dict[str, Any]]:
    (values, density), (x, y) = exact(n), bell(n)
    return [
        {
            "type": "bar",
            "x": values.round(4).tolist(),
            "y": density.round(4).tolist(),
            "width": round(1 / n, 4),
            "marker": {"color": "#4c78a8"},
            "name": {"zh": "骰子的平均数", "en": "mean of the dice"},
        },
        {
            "type": "scatter",
            "mode": "lines",
            "x": x.round(3).tolist(),
            "y": y.round(4).tolist(),
            "line": {"color": "#f58518", "width": 3},
            "name": {"zh": "高斯", "en": "Gaussian"},
        },
    ]


def title(n: int) -> dict[str, Any]:
    sigma = np.sqrt(35 / 12 / n)
    return {"title": {"text": {"zh": f"标准差 σ/√n = {sigma:.3f}", "en": f"standard deviation σ/√n = {sigma:.3f}"}}}


def plotly() -> dict[str, Any]:
    steps = [
        {"label": str(n), "method": "animate", "args": [[str(n)], {"mode": "immediate", "frame": {"duration": 0}}]}
        for n in COUNTS
    ]
    return {
        "alt": {
            "zh": "n 个骰子的平均数的分布：n = 1 时是平的，2 时是三角形，10 以上与高斯曲线几乎重合，而且越来越窄。",
            "en": (
                "Distribution of the mean of n dice: flat for 1, a triangle for 2, nearly the Gaussian from 10 on, and narrower "
                "and narrower."
            ),
        },
        "data": traces(2),
        "layout": {
            **title(2),
            "bargap": 0,
            "xaxis": {"range": [0.9, 6.1], "title": {"text": {"zh": "平均数", "en": "mean"}}},
            "yaxis": {"title": {"text": {"zh": "密度", "en": "density"}}},
            "legend": {"orientation": "h", "y": 1.08},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "sliders": [
                {
                    "active": 1,
                    "currentvalue": {"prefix": {"zh": "骰子数 n：", "en": "dice n: "}},
                    "pad": {"t": 50},
                    "steps": steps,
                }
            ],
        },
        "frames": [{"name": str(n), "data": traces(n), "layout": title(n)} for n in COUNTS],
    }


def svg() -> None:
    mpl.rcParams.update({"svg.hashsalt": "everyday", "text.color": "#777", "axes.labelcolor": "#777", "axes.edgecolor": "#999"})
    mpl.rcParams.update({"xtick.color": "#777", "ytick.color": "#777"})
    figure, axes = plt.subplots(1, 4, figsize=(9.5, 2.6))
    for axis, n in zip(axes, (1, 2, 5, 20), strict=True):
        values, density = exact(n)
        axis.bar(values, density, 1 / n, color="#4c78a8")
        axis.plot(*bell(n), color="#f58518")
        axis.set(title=f"n = {n}", xlim=(0.9, 6.1))
    figure.tight_layout()
    figure.savefig(HERE / "means-become-gaussian.svg", transparent=True, metadata={"Date": None})


if __name__ == "__main__":
    (HERE / "means-become-gaussian.json").write_text(json.dumps(plotly(), ensure_ascii=False) + "\n", encoding="utf-8")
    svg()
