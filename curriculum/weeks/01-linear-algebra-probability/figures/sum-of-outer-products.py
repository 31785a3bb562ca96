"""Builds sum-of-outer-products.json and .svg: a product grows by one outer product at a time."""

import json
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np

mpl.use("svg")
import matplotlib.pyplot as plt

HERE = Path(__file__).resolve().parent
A = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
B = np.array([[1.0, 0.0], [2.0, 1.0], [0.0, 3.0]])
PIECES = [np.outer(A[:, p], B[p]) for p in range(3)]
LARGEST = float((A @ B).max())


def heat(values: np.ndarray, axes: str) -> dict[str, Any]:
    return {
        "type": "heatmap",
        "z": values.tolist(),
        "text": [[f"{v:g}" for v in row] for row in values],
        "texttemplate": "%{text}",
        "zmin": 0,
        "zmax": LARGEST,
        "colorscale": "Blues",
        "showscale": False,
        "hoverinfo": "skip",
        "xaxis": f"x{axes}",
        "yaxis": f"y{axes}",
    }


def traces(step: int) -> list[dict[str, Any]]:
    added = PIECES[step - 1] if step else np.zeros((2, 2))
    so_far = sum(PIECES[:step], np.zeros((2, 2)))
    return [heat(added, ""), heat(so_far, "2")]


def plotly() -> dict[str, Any]:
    steps = [
        {"label": str(s), "method": "animate", "args": [[str(s)], {"mode": "immediate", "frame": {"duration": 0}}]}
        for s in range(4)
    ]
    hidden = {"showticklabels": False, "showgrid": False, "zeroline": False}
    return {
        "alt": {
            "zh": "左边是刚加上的外积，右边是累加的结果：三步之后，右边成为乘积，两行是 5、11 与 14、23。",
            "en": "Left the outer product just added, right the sum so far; after three steps the product: 5, 11 and 14, 23.",
        },
        "data": traces(1),
        "layout": {
            "xaxis": {**hidden, "domain": [0, 0.45], "title": {"text": {"zh": "刚加上的", "en": "just added"}}},
            "yaxis": {**hidden, "autorange": "reversed"},
            "xaxis2": {**hidden, "domain": [0.55, 1], "anchor": "y2", "title": {"text": {"zh": "累加", "en": "sum so far"}}},
            "yaxis2": {**hidden, "autorange": "reversed", "anchor": "x2"},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "sliders": [
                {
                    "active": 1,
                    "currentvalue": {"prefix": {"zh": "已加上的外积：", "en": "outer products added: "}},
                    "pad": {"t": 45},
                    "steps": steps,
                }
            ],
        },
        "frames": [{"name": str(s), "data": traces(s)} for s in range(4)],
    }


def svg() -> None:
    mpl.rcParams.update({"svg.hashsalt": "everyday", "text.color": "#777", "axes.labelcolor": "#777", "axes.edgecolor": "#999"})
    figure, axes = plt.subplots(1, 4, figsize=(9, 2.6))
    for axis, values, name in zip(axes, (*PIECES, A @ B), ("$a_1 b_1^T$", "$a_2 b_2^T$", "$a_3 b_3^T$", "$AB$"), strict=True):
        axis.imshow(values, cmap="Blues", vmin=0, vmax=LARGEST)
        for (i, j), value in np.ndenumerate(values):
            axis.text(j, i, f"{value:g}", ha="center", va="center", color="white" if value > 12 else "#333")
        axis.set(title=name, xticks=[], yticks=[])
    figure.tight_layout()
    figure.savefig(HERE / "sum-of-outer-products.svg", transparent=True, metadata={"Date": None})


if __name__ == "__main__":
    (HERE / "sum-of-outer-products.json").write_text(json.dumps(plotly(), ensure_ascii=False) + "\n", encoding="utf-8")
    svg()
