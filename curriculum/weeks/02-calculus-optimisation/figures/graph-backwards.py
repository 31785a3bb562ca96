"""Builds graph-backwards.json and .svg: derivatives travelling backwards through ((x + y)·x)² at x = 2, y = 3."""

import json
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("svg")
import matplotlib.pyplot as plt

HERE = Path(__file__).resolve().parent
NODES = {"x": (0, 2), "y": (0, 0), "a = x+y": (1, 0.6), "b = a·x": (2, 1.3), "c = b²": (3, 1.3)}
VALUES = {"x": 2, "y": 3, "a = x+y": 5, "b = a·x": 10, "c = b²": 100}
EDGES = [("x", "a = x+y"), ("y", "a = x+y"), ("a = x+y", "b = a·x"), ("x", "b = a·x"), ("b = a·x", "c = b²")]
# The derivative known at each node after each step, and the edges that have been used.
STEPS: list[tuple[dict[str, str], int]] = [
    ({}, 0),
    ({"c = b²": "1"}, 0),
    ({"c = b²": "1", "b = a·x": "20"}, 1),
    ({"c = b²": "1", "b = a·x": "20", "a = x+y": "40", "x": "100"}, 3),
    ({"c = b²": "1", "b = a·x": "20", "a = x+y": "40", "x": "100 + 40 = 140", "y": "40"}, 5),
]
USED = [("b = a·x", "c = b²"), ("a = x+y", "b = a·x"), ("x", "b = a·x"), ("x", "a = x+y"), ("y", "a = x+y")]
LABELS = ("forward", "c", "b", "a, x", "x, y")
SHOWN = {"forward": {"zh": "前向", "en": "forward"}}


def traces(step: int) -> list[dict[str, Any]]:
    known, used = STEPS[step]
    lines = {True: [], False: []}  # type: dict[bool, list[tuple[float, float] | None]]
    for edge in EDGES:
        lines[edge in USED[:used]] += [NODES[edge[0]], NODES[edge[1]], None]
    shape = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [None if p is None else p[0] for p in points],
            "y": [None if p is None else p[1] for p in points],
            "line": {"color": colour, "width": width},
            "hoverinfo": "skip",
        }
        for points, colour, width in ((lines[False], "#9aa5b1", 2), (lines[True], "#f58518", 4))
    ]
    names = list(NODES)
    nodes = {
        "type": "scatter",
        "mode": "markers+text",
        "x": [NODES[name][0] for name in names],
        "y": [NODES[name][1] for name in names],
        "marker": {"size": 22, "color": ["#f58518" if name in known else "#4c78a8" for name in names]},
        "text": [f"{name} = {VALUES[name]}" + (f"<br>∂c: {known[name]}" if name in known else "") for name in names],
        "textposition": ["bottom center" if name.startswith("a") else "top center" for name in names],
        "hoverinfo": "text",
    }
    return [*shape, nodes]


def plotly() -> dict[str, Any]:
    steps = [
        {
            "label": SHOWN.get(label, label),
            "method": "animate",
            "args": [[label], {"mode": "immediate", "frame": {"duration": 0}}],
        }
        for label in LABELS
    ]
    return {
        "alt": {
            "zh": "五个结点的计算图。从 c 的导数 1 往回传：b 得 20，a 得 40，x 得 100 加 40，共 140；y 得 40。",
            "en": (
                "A graph of five nodes. Going back from 1 at c: b gets 20, a gets 40, x gets 100 and another 40, 140 in all; "
                "y gets 40."
            ),
        },
        "data": traces(0),
        "layout": {
            "xaxis": {"visible": False, "range": [-0.6, 3.6]},
            "yaxis": {"visible": False, "range": [-0.5, 3.0]},
            "showlegend": False,
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "sliders": [
                {
                    "active": 0,
                    "currentvalue": {"prefix": {"zh": "已传到：", "en": "reached: "}},
                    "pad": {"t": 30},
                    "steps": steps,
                }
            ],
        },
        "frames": [{"name": label, "data": traces(step)} for step, label in enumerate(LABELS)],
    }


def svg() -> None:
    mpl.rcParams.update({"svg.hashsalt": "everyday", "text.color": "#777"})
    known, _ = STEPS[-1]
    figure, axis = plt.subplots(figsize=(7.5, 3.4))
    for start, end in EDGES:
        axis.annotate(
            "", NODES[end], NODES[start], arrowprops={"arrowstyle": "<-", "color": "#f58518", "shrinkA": 8, "shrinkB": 8}
        )
    for name, (x, y) in NODES.items():
        axis.plot(x, y, "o", markersize=14, color="#4c78a8")
        axis.text(x, y + 0.18, f"{name} = {VALUES[name]}\n∂c: {known[name]}", ha="center", va="bottom", fontsize=9)
    axis.set(xlim=(-0.7, 3.7), ylim=(-0.3, 3.0))
    axis.axis("off")
    figure.tight_layout()
    figure.savefig(HERE / "graph-backwards.svg", transparent=True, metadata={"Date": None})


if __name__ == "__main__":
    (HERE / "graph-backwards.json").write_text(json.dumps(plotly(), ensure_ascii=False) + "\n", encoding="utf-8")
    svg()
