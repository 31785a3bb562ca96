"""Builds view-or-copy.json and .svg: which cells of a memory of twelve an index takes, and whether it needs new memory."""

import json
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np

mpl.use("svg")
import matplotlib.pyplot as plt

HERE = Path(__file__).resolve().parent
TABLE = np.arange(12).reshape(3, 4)
CASES = {
    "table[1]": TABLE[1],
    "table[:, 1]": TABLE[:, 1],
    "table[:, ::2]": TABLE[:, ::2],
    "table.T": TABLE.T,
    "table[[0, 2]]": TABLE[[0, 2]],
    "table[table > 6]": TABLE[TABLE > 6],
}
SCALE = [[0.0, "#8c9aae"], [0.5, "#f58518"], [1.0, "#54a24b"]]


def rows(name: str) -> tuple[list[list[float | None]], list[list[str]]]:
    """Two rows of twelve: the memory of the table (1 where taken), and new memory (2) if the result is a copy."""
    taken = CASES[name]
    values = taken.ravel().tolist()
    above = [1.0 if cell in values else 0.0 for cell in range(12)]
    if np.shares_memory(TABLE, taken):
        return [above, [None] * 12], [[str(cell) for cell in range(12)], [""] * 12]
    below = [2.0 if k < len(values) else None for k in range(12)]
    return [above, below], [[str(cell) for cell in range(12)], [str(v) for v in values] + [""] * (12 - len(values))]


def plotly() -> dict[str, Any]:
    data = []
    for number, name in enumerate(CASES):
        z, text = rows(name)
        heat = {"type": "heatmap", "z": z, "text": text, "texttemplate": "%{text}", "xgap": 3, "ygap": 14, "zmin": 0, "zmax": 2}
        data.append({**heat, "colorscale": SCALE, "showscale": False, "hoverinfo": "skip", "visible": number == 0})
    buttons = [
        {"label": name, "method": "update", "args": [{"visible": [k == i for k in range(len(CASES))]}]}
        for i, name in enumerate(CASES)
    ]
    ticks = {"tickvals": [0, 1], "ticktext": [{"zh": "原内存", "en": "memory"}, {"zh": "新内存", "en": "new"}]}
    return {
        "alt": {
            "zh": (
                "3×4 的表在内存里是 12 个格子。table[1]、table[:, 1]、table[:, ::2]、table.T 只标出原来的格子；"
                "table[[0, 2]] 与 table[table > 6] 在下面一行另开了新内存。"
            ),
            "en": (
                "A 3×4 table is 12 cells of memory. table[1], table[:, 1], table[:, ::2] and table.T only mark cells of it; "
                "table[[0, 2]] and table[table > 6] open new memory in the lower row."
            ),
        },
        "data": data,
        "layout": {
            "xaxis": {"dtick": 1, "title": {"text": {"zh": "第几个数", "en": "number"}}, "showgrid": False, "zeroline": False},
            "yaxis": {**ticks, "autorange": "reversed", "showgrid": False, "zeroline": False},
            "height": 300,
            "margin": {"l": 70, "t": 70},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "updatemenus": [{"type": "dropdown", "x": 0, "xanchor": "left", "y": 1.35, "buttons": buttons}],
        },
    }


def svg() -> None:
    mpl.rcParams.update({"svg.hashsalt": "everyday", "text.color": "#777"})
    figure, panels = plt.subplots(len(CASES), 1, figsize=(7, 5))
    colours = {0.0: "#8c9aae", 1.0: "#f58518", 2.0: "#54a24b"}
    for panel, name in zip(panels, CASES, strict=True):
        for row, line in enumerate(rows(name)[0]):
            for cell, value in enumerate(line):
                if value is not None:
                    panel.add_patch(plt.Rectangle((cell, -row * 0.9), 0.9, 0.7, color=colours[value]))
        panel.text(-0.2, 0.1, name, ha="right", fontsize=8, family="monospace")
        panel.set(xlim=(-3.5, 12), ylim=(-1, 1))
        panel.axis("off")
    figure.savefig(HERE / "view-or-copy.svg", transparent=True, metadata={"Date": None})


if __name__ == "__main__":
    (HERE / "view-or-copy.json").write_text(json.dumps(plotly(), ensure_ascii=False) + "\n", encoding="utf-8")
    svg()
