"""Builds simpson-iris.json and .svg: sepal length against width, mixed and by species, with least-squares lines."""

import json
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from sklearn.datasets import load_iris

mpl.use("svg")
import matplotlib.pyplot as plt

HERE = Path(__file__).resolve().parent
IRIS = load_iris()
X, Y = IRIS.data[:, 0], IRIS.data[:, 1]
GROUPS = {str(name): IRIS.target == k for k, name in enumerate(IRIS.target_names)}
COLOURS = dict(zip(GROUPS, ("#4c78a8", "#f58518", "#54a24b"), strict=True))
GREY = "#8c8c8c"


def r(mask: np.ndarray) -> float:
    return float(np.corrcoef(X[mask], Y[mask])[0, 1])


def line(mask: np.ndarray) -> tuple[list[float], list[float]]:
    slope, start = np.polyfit(X[mask], Y[mask], 1)
    ends = [float(X[mask].min()), float(X[mask].max())]
    return ends, [round(float(slope * end + start), 3) for end in ends]


def pair(mask: np.ndarray, name: Any, colour: str, *, visible: bool) -> list[dict[str, Any]]:
    """Points and their line."""
    x, y = line(mask)
    points = {"x": X[mask].round(1).tolist(), "y": Y[mask].round(1).tolist(), "mode": "markers", "name": name}
    shared = {"type": "scatter", "visible": visible}
    return [
        {**shared, **points, "marker": {"color": colour, "size": 7, "opacity": 0.75}},
        {**shared, "x": x, "y": y, "mode": "lines", "line": {"color": colour, "width": 3}, "showlegend": False},
    ]


def plotly() -> dict[str, Any]:
    everything = np.ones(len(X), dtype=bool)
    mixed = pair(everything, {"zh": f"全体，r = {r(everything):.3f}", "en": f"all, r = {r(everything):.3f}"}, GREY, visible=True)
    apart = [
        trace for name, mask in GROUPS.items() for trace in pair(mask, f"{name}, r = {r(mask):.3f}", COLOURS[name], visible=False)
    ]
    masks = {"mixed": [True] * 2 + [False] * 6, "apart": [False] * 2 + [True] * 6, "both": [False, True] + [True] * 6}
    labels = {
        "mixed": {"zh": "不分品种", "en": "mixed"},
        "apart": {"zh": "分开品种", "en": "by species"},
        "both": {"zh": "两种线", "en": "both lines"},
    }
    buttons = [{"label": labels[name], "method": "update", "args": [{"visible": visible}]} for name, visible in masks.items()]
    return {
        "alt": {
            "zh": (
                "150 朵鸢尾花的萼片长度与宽度。不分品种时一条线略微向下，r = −0.118；"
                "分开三个品种，三条线都向上，r 为 0.743、0.526、0.457。"
            ),
            "en": (
                "Sepal length and width of 150 iris flowers. Mixed, one line goes slightly down, r = −0.118; by species three "
                "lines go up, r = 0.743, 0.526, 0.457."
            ),
        },
        "data": [*mixed, *apart],
        "layout": {
            "xaxis": {"title": {"text": {"zh": "萼片长度（cm）", "en": "sepal length (cm)"}}, "range": [4.1, 8.1]},
            "yaxis": {"title": {"text": {"zh": "萼片宽度（cm）", "en": "sepal width (cm)"}}, "range": [1.9, 4.6]},
            "legend": {"orientation": "h", "y": 1.12},
            "height": 460,
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "updatemenus": [{"type": "buttons", "direction": "right", "x": 0, "xanchor": "left", "y": 1.2, "buttons": buttons}],
        },
    }


def svg() -> None:
    mpl.rcParams.update({"svg.hashsalt": "everyday", "text.color": "#777", "axes.labelcolor": "#777", "axes.edgecolor": "#999"})
    mpl.rcParams.update({"xtick.color": "#777", "ytick.color": "#777"})
    figure, (mixed, apart) = plt.subplots(1, 2, figsize=(8, 3.4), sharey=True)
    everything = np.ones(len(X), dtype=bool)
    mixed.scatter(X, Y, s=10, color=GREY)
    mixed.plot(*line(everything), color=GREY, linewidth=2)
    mixed.set(title=f"r = {r(everything):.3f}", xlabel="sepal length (cm)", ylabel="sepal width (cm)")
    for name, mask in GROUPS.items():
        apart.scatter(X[mask], Y[mask], s=10, color=COLOURS[name], label=f"{name}, r = {r(mask):.3f}")
        apart.plot(*line(mask), color=COLOURS[name], linewidth=2)
    apart.set(xlabel="sepal length (cm)")
    apart.legend(fontsize=7, labelcolor="#777", framealpha=0)
    figure.tight_layout()
    figure.savefig(HERE / "simpson-iris.svg", transparent=True, metadata={"Date": None})


if __name__ == "__main__":
    (HERE / "simpson-iris.json").write_text(json.dumps(plotly(), ensure_ascii=False) + "\n", encoding="utf-8")
    svg()
