"""Builds filling-gaps.json and .svg: mean and deviation of setosa petals, by how many are missing and what fills them."""

import json
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from sklearn.datasets import load_iris

mpl.use("svg")
import matplotlib.pyplot as plt

HERE = Path(__file__).resolve().parent
PETALS = load_iris().data[:, 2]
SETOSA, OTHERS = PETALS[:50], PETALS[50:]
MISSING = list(range(0, 41, 5))
ORDER = np.random.default_rng(3).permutation(50)
FILLS = {"overall": ("#e45756", "全体中位数", "overall median"), "species": ("#4c78a8", "品种中位数", "species median"),
         "drop": ("#54a24b", "删掉", "dropped")}  # fmt: skip


def filled(count: int, how: str) -> np.ndarray:
    """The petals of setosa after `count` of them are lost and filled."""
    kept = SETOSA[ORDER[count:]]
    fill = np.median(np.concatenate([kept, OTHERS])) if how == "overall" else np.median(kept)
    return kept if how == "drop" else np.concatenate([kept, np.full(count, fill)])


def curve(how: str, statistic: str) -> list[float]:
    values = [filled(count, how) for count in MISSING]
    return [float(f"{(v.mean() if statistic == 'mean' else v.std(ddof=1)):.4g}") for v in values]


def traces(upto: int, statistic: str) -> list[dict[str, Any]]:
    """What is drawn for 0 to `upto` missing steps."""
    return [
        {"type": "scatter", "mode": "lines+markers", "x": MISSING[: upto + 1], "y": curve(how, statistic)[: upto + 1],
         "name": {"zh": zh, "en": en}, "line": {"color": colour}}
        for how, (colour, zh, en) in FILLS.items()
    ]  # fmt: skip


def plotly() -> dict[str, Any]:
    last = len(MISSING) - 1
    data = [{**trace, "visible": statistic == "mean"} for statistic in ("mean", "std") for trace in traces(last, statistic)]
    titles = {"mean": {"zh": "均值", "en": "mean"}, "std": {"zh": "标准差", "en": "standard deviation"}}
    buttons = [
        {"label": titles[name], "method": "restyle", "args": [{"visible": [name == which for which in titles for _ in FILLS]}]}
        for name in titles
    ]
    steps = []
    for index, count in enumerate(MISSING):
        shown = [trace for statistic in ("mean", "std") for trace in traces(index, statistic)]
        arguments = [{"x": [trace["x"] for trace in shown], "y": [trace["y"] for trace in shown]}]
        steps.append({"label": str(count), "method": "restyle", "args": arguments})
    return {
        "alt": {
            "zh": (
                "横轴是 50 朵山鸢尾里缺几朵，纵轴是填补之后花瓣长度的均值或标准差：品种中位数与删除几乎是水平线，"
                "全体中位数一路上升，缺 40 朵时均值超过 4。"
            ),
            "en": (
                "How many of 50 setosa are missing against mean or standard deviation of petal length after filling: species "
                "median and dropping stay level, the overall median climbs to a mean above 4 at 40 missing."
            ),
        },
        "data": data,
        "layout": {
            "xaxis": {"title": {"text": {"zh": "缺失的山鸢尾", "en": "setosa missing"}}, "range": [-1, 41]},
            "yaxis": {"title": {"text": {"zh": "厘米", "en": "cm"}}, "rangemode": "tozero"},
            "legend": {"orientation": "h", "y": 1.12},
            "height": 460,
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "updatemenus": [{"type": "buttons", "direction": "right", "x": 0, "xanchor": "left", "y": 1.32, "buttons": buttons}],
            "sliders": [{"active": last, "pad": {"t": 50}, "currentvalue": {"prefix": "n = "}, "steps": steps}],
        },
    }


def svg() -> None:
    mpl.rcParams.update({"svg.hashsalt": "everyday", "text.color": "#777", "axes.labelcolor": "#777", "axes.edgecolor": "#999"})
    mpl.rcParams.update({"xtick.color": "#777", "ytick.color": "#777"})
    figure, panels = plt.subplots(1, 2, figsize=(8, 3.4))
    for panel, statistic in zip(panels, ("mean", "std"), strict=True):
        for how, (colour, _, label) in FILLS.items():
            panel.plot(MISSING, curve(how, statistic), "o-", markersize=3, color=colour, label=label)
        panel.set(xlabel="setosa missing", ylabel=statistic, ylim=(0, None))
    panels[0].legend(labelcolor="#777", framealpha=0)
    figure.tight_layout()
    figure.savefig(HERE / "filling-gaps.svg", transparent=True, metadata={"Date": None})


if __name__ == "__main__":
    (HERE / "filling-gaps.json").write_text(json.dumps(plotly(), ensure_ascii=False) + "\n", encoding="utf-8")
    svg()
