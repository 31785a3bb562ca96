"""Builds names-and-objects.json and .svg: which name points at which list, line by line."""

import json
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("svg")
import matplotlib.pyplot as plt

HERE = Path(__file__).resolve().parent
STEPS: list[tuple[str, dict[str, int], list[str]]] = [  # line, name -> object, objects
    ("a = [1, 2]", {"a": 0}, ["[1, 2]"]),
    ("b = a", {"a": 0, "b": 0}, ["[1, 2]"]),
    ("b.append(3)", {"a": 0, "b": 0}, ["[1, 2, 3]"]),
    ("b = b + [4]", {"a": 0, "b": 1}, ["[1, 2, 3]", "[1, 2, 3, 4]"]),
]
ROWS = {"a": 1.0, "b": 0.0}
NAME, OBJECT = "#4c78a8", "#f58518"


def traces(step: int, *, visible: bool) -> list[dict[str, Any]]:
    """Arrows, names, objects of one step."""
    _, names, objects = STEPS[step]
    xs: list[float | None] = []
    ys: list[float | None] = []
    for name, target in names.items():
        xs += [0.0, 2.0, None]
        ys += [ROWS[name], 1.0 - target, None]
    shared = {"type": "scatter", "visible": visible, "showlegend": False, "hoverinfo": "skip"}
    box = {"symbol": "square", "size": 34}
    return [
        {**shared, "mode": "lines", "x": xs, "y": ys, "line": {"color": "#999", "width": 2}},
        {
            **shared, "mode": "markers+text", "x": [0.0] * len(names), "y": [ROWS[n] for n in names], "text": list(names),
            "marker": {**box, "color": NAME}, "textfont": {"color": "#ffffff", "size": 16},
        },
        {
            **shared, "mode": "markers+text", "x": [2.0] * len(objects), "y": [1.0 - k for k in range(len(objects))],
            "text": [f"   {text}" for text in objects], "textposition": "middle right", "textfont": {"size": 15},
            "marker": {**box, "color": OBJECT, "size": 26},
        },
    ]  # fmt: skip


def plotly() -> dict[str, Any]:
    count = len(STEPS)
    steps = [
        {"label": line, "method": "update", "args": [{"visible": [k == i for k in range(count) for _ in range(3)]}]}
        for i, (line, _, _) in enumerate(STEPS)
    ]
    hidden = {"visible": False, "showgrid": False, "zeroline": False, "fixedrange": True}
    return {
        "alt": {
            "zh": "四步：a 指向一个列表；b = a 之后两个名字指向同一个；append 改动的是它；b + [4] 造出第二个列表，b 挪了过去。",
            "en": (
                "Four steps: a points at a list; after b = a both names point at it; append changes it; b + [4] makes a second "
                "list, and b moves there."
            ),
        },
        "data": [trace for i in range(count) for trace in traces(i, visible=i == 0)],
        "layout": {
            "xaxis": {**hidden, "range": [-0.4, 4.2]},
            "yaxis": {**hidden, "range": [-0.6, 1.6]},
            "height": 330,
            "annotations": [
                {"text": {"zh": "名字", "en": "names"}, "x": 0, "y": 1.5, "showarrow": False},
                {"text": {"zh": "对象", "en": "objects"}, "x": 2, "y": 1.5, "showarrow": False},
            ],
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "sliders": [{"active": 0, "y": 0, "pad": {"t": 20}, "steps": steps}],
        },
    }


def svg() -> None:
    mpl.rcParams.update({"svg.hashsalt": "everyday", "text.color": "#777"})
    figure, panels = plt.subplots(1, len(STEPS), figsize=(9, 2.2))
    for panel, (line, names, objects) in zip(panels, STEPS, strict=True):
        for name, target in names.items():
            panel.plot([0, 1], [ROWS[name], 1 - target], color="#999")
            panel.text(0, ROWS[name], name, ha="center", va="center", bbox={"boxstyle": "square", "fc": NAME}, color="white")
        for k, text in enumerate(objects):
            panel.text(
                1, 1 - k, text, ha="center", va="center", fontsize=8, bbox={"boxstyle": "square", "fc": OBJECT}, color="black"
            )
        panel.set(title=line, xlim=(-0.4, 1.7), ylim=(-0.5, 1.5))
        panel.title.set_fontsize(9)
        panel.axis("off")
    figure.tight_layout()
    figure.savefig(HERE / "names-and-objects.svg", transparent=True, metadata={"Date": None})


if __name__ == "__main__":
    (HERE / "names-and-objects.json").write_text(json.dumps(plotly(), ensure_ascii=False) + "\n", encoding="utf-8")
    svg()
