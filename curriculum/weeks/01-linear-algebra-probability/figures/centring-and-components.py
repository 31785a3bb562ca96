"""Builds centring-and-components.json and .svg: the first component with and without centring as data move away."""

import json
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np

mpl.use("svg")
import matplotlib.pyplot as plt

HERE = Path(__file__).resolve().parent
CLOUD = np.random.default_rng(0).normal(size=(60, 2)) * [2.0, 0.4] @ np.array([[0.9, 0.44], [-0.44, 0.9]])
CLOUD -= CLOUD.mean(axis=0)
AWAY = np.array([-0.3, 1.0])
DISTANCES = (0, 1, 2, 3, 4, 6, 8)
COLOURS = {True: "#f58518", False: "#8d99a6"}


def direction(data: np.ndarray, *, centre: bool) -> np.ndarray:
    first: np.ndarray = np.linalg.svd(data - data.mean(axis=0) if centre else data, full_matrices=False)[2][0]
    return first if first[1] >= 0 else -first


def line(data: np.ndarray, *, centre: bool) -> np.ndarray:
    """Two ends: through the mean with centring, through the origin without."""
    through = data.mean(axis=0) if centre else np.zeros(2)
    reach = 5.0 if centre else 9.0
    return np.stack(
        [
            through - reach * direction(data, centre=centre) * (1 if centre else 0.3),
            through + reach * direction(data, centre=centre),
        ]
    )


def traces(distance: float) -> list[dict[str, Any]]:
    data = CLOUD + distance * AWAY
    points = {
        "type": "scatter",
        "mode": "markers",
        "x": data[:, 0].round(3).tolist(),
        "y": data[:, 1].round(3).tolist(),
        "marker": {"size": 6, "color": "#4c78a8"},
        "name": {"zh": "数据", "en": "data"},
    }
    names = {True: {"zh": "减均值", "en": "centred"}, False: {"zh": "不减均值", "en": "not centred"}}
    lines = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": line(data, centre=centre)[:, 0].round(3).tolist(),
            "y": line(data, centre=centre)[:, 1].round(3).tolist(),
            "line": {"color": COLOURS[centre], "width": 4},
            "name": names[centre],
        }
        for centre in (True, False)
    ]
    return [points, *lines]


def plotly() -> dict[str, Any]:
    steps = [
        {"label": str(d), "method": "animate", "args": [[str(d)], {"mode": "immediate", "frame": {"duration": 0}}]}
        for d in DISTANCES
    ]
    return {
        "alt": {
            "zh": "一团狭长的点逐渐远离原点：减了均值的主成分始终沿着这团点的长轴，没减的那个逐渐转向，指向这团点的均值。",
            "en": (
                "A long cloud of points moves away from the origin: the centred component stays along its long axis; the other "
                "turns until it points at the mean of the cloud."
            ),
        },
        "data": traces(3),
        "layout": {
            "xaxis": {"range": [-8, 8]},
            "yaxis": {"range": [-4, 11], "scaleanchor": "x"},
            "legend": {"orientation": "h", "y": 1.1},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "sliders": [
                {
                    "active": 3,
                    "currentvalue": {"prefix": {"zh": "离原点：", "en": "away from the origin: "}},
                    "pad": {"t": 40},
                    "steps": steps,
                }
            ],
        },
        "frames": [{"name": str(d), "data": traces(d)} for d in DISTANCES],
    }


def svg() -> None:
    mpl.rcParams.update({"svg.hashsalt": "everyday", "text.color": "#777", "axes.labelcolor": "#777", "axes.edgecolor": "#999"})
    mpl.rcParams.update({"xtick.color": "#777", "ytick.color": "#777"})
    figure, axes = plt.subplots(1, 3, figsize=(9, 3.4), sharey=True)
    for axis, distance in zip(axes, (0, 3, 8), strict=True):
        data = CLOUD + distance * AWAY
        axis.plot(data[:, 0], data[:, 1], "o", markersize=3, color="#4c78a8")
        for centre in (True, False):
            ends = line(data, centre=centre)
            axis.plot(ends[:, 0], ends[:, 1], color=COLOURS[centre], linewidth=2)
        axis.set(xlim=(-8, 8), ylim=(-4, 11), aspect="equal")
    figure.tight_layout()
    figure.savefig(HERE / "centring-and-components.svg", transparent=True, metadata={"Date": None})


if __name__ == "__main__":
    (HERE / "centring-and-components.json").write_text(json.dumps(plotly(), ensure_ascii=False) + "\n", encoding="utf-8")
    svg()
