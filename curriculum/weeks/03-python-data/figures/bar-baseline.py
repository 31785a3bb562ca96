"""Builds bar-baseline.json and .svg: the same two bars with the axis starting at 0, 10, … 50."""

import json
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("svg")
import matplotlib.pyplot as plt

HERE = Path(__file__).resolve().parent
NAMES, VALUES = ["A", "B"], [52, 56]
STARTS = [0, 10, 20, 26, 30, 40, 45, 48, 50]
COLOURS = ["#4c78a8", "#f58518"]


def note(start: int) -> dict[str, str]:
    small, large = VALUES
    ratio, lie = (large - start) / (small - start), small / (small - start)
    return {"zh": f"长度之比 {ratio:.2f}，L = {lie:.1f}", "en": f"ratio of lengths {ratio:.2f}, L = {lie:.1f}"}


def plotly() -> dict[str, Any]:
    steps = [
        {"label": str(start), "method": "relayout", "args": [{"yaxis.range": [start, 58], "title.text": note(start)}]}
        for start in STARTS
    ]
    return {
        "alt": {
            "zh": (
                "两根柱子，值为 52 与 56。纵轴从 0 开始时几乎一样长；"
                "从 26 开始时长度之比 1.15；从 50 开始时是 2 比 6，看上去三倍。"
            ),
            "en": (
                "Two bars of 52 and 56. With the axis from 0 they are nearly equal; from 26 the ratio of lengths is 1.15; "
                "from 50 it is 2 to 6 and looks threefold."
            ),
        },
        "data": [
            {
                "type": "bar",
                "x": NAMES,
                "y": VALUES,
                "text": [str(value) for value in VALUES],
                "textposition": "inside",
                "insidetextanchor": "end",
                "width": 0.5,
                "marker": {"color": COLOURS},
                "showlegend": False,
            }
        ],
        "layout": {
            "title": {"text": note(0), "font": {"size": 15}},
            "xaxis": {"fixedrange": True},
            "yaxis": {"range": [0, 58], "fixedrange": True},
            "height": 420,
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "sliders": [{"active": 0, "pad": {"t": 40}, "currentvalue": {"prefix": "s = "}, "steps": steps}],
        },
    }


def svg() -> None:
    mpl.rcParams.update({"svg.hashsalt": "everyday", "text.color": "#777", "axes.labelcolor": "#777", "axes.edgecolor": "#999"})
    mpl.rcParams.update({"xtick.color": "#777", "ytick.color": "#777"})
    figure, panels = plt.subplots(1, 3, figsize=(8, 3.2))
    for panel, start in zip(panels, (0, 26, 50), strict=True):
        panel.bar(NAMES, VALUES, width=0.5, color=COLOURS)
        panel.set(ylim=(start, 58), title=f"L = {52 / (52 - start):.0f}")
    figure.tight_layout()
    figure.savefig(HERE / "bar-baseline.svg", transparent=True, metadata={"Date": None})


if __name__ == "__main__":
    (HERE / "bar-baseline.json").write_text(json.dumps(plotly(), ensure_ascii=False) + "\n", encoding="utf-8")
    svg()
