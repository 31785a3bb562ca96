"""Builds base-rate.json and .svg: of those with a positive test, how many are ill, for base rates and accuracies."""

import json
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np

mpl.use("svg")
import matplotlib.pyplot as plt

HERE = Path(__file__).resolve().parent
RATES = (0.0001, 0.001, 0.01, 0.05, 0.1, 0.3, 0.5)
ACCURACIES = (0.9, 0.99, 0.999)
COLOURS = ("#f58518", "#9aa5b1")
PEOPLE = 100_000


def positives(rate: float, accuracy: float) -> tuple[float, float]:
    """(ill, healthy) among the positive of 100,000 people."""
    return PEOPLE * rate * accuracy, PEOPLE * (1 - rate) * (1 - accuracy)


def bars(rate: float, *, visible: float = 0.99) -> list[dict[str, Any]]:
    names = ({"zh": "真有病", "en": "ill"}, {"zh": "误报", "en": "false alarm"})
    traces = []
    for accuracy in ACCURACIES:
        ill, healthy = positives(rate, accuracy)
        shares = (ill / (ill + healthy), healthy / (ill + healthy))
        for share, count, colour, name in zip(shares, (ill, healthy), COLOURS, names, strict=True):
            traces.append(
                {
                    "type": "bar",
                    "orientation": "h",
                    "x": [round(share, 5)],
                    "y": [""],
                    "text": [f"{share:.1%} ({count:,.0f})"],
                    "marker": {"color": colour},
                    "name": name,
                    "visible": accuracy == visible,
                }
            )
    return traces


def frame(rate: float) -> list[dict[str, Any]]:
    return [{key: value for key, value in trace.items() if key in ("type", "x", "y", "text")} for trace in bars(rate)]


def plotly() -> dict[str, Any]:
    start = 1
    steps = [
        {"label": f"{r:g}", "method": "animate", "args": [[f"{r:g}"], {"mode": "immediate", "frame": {"duration": 0}}]}
        for r in RATES
    ]
    buttons = [
        {"label": f"{a:.1%}", "method": "restyle", "args": ["visible", [other == a for other in ACCURACIES for _ in range(2)]]}
        for a in ACCURACIES
    ]
    return {
        "alt": {
            "zh": "阳性者中真有病与误报的比例：基础率千分之一、准确率 99% 时，真有病的只占 9%；基础率升到一半时占 99%。",
            "en": (
                "Of the positive, the shares of ill and of false alarms: at a base rate of one in a thousand and an accuracy of "
                "99% the ill are 9%; at a base rate of one half they are 99%."
            ),
        },
        "data": bars(RATES[start]),
        "layout": {
            "barmode": "stack",
            "xaxis": {
                "range": [0, 1],
                "tickformat": ".0%",
                "title": {"text": {"zh": "阳性者（括号里是十万人中的人数）", "en": "of the positive (people in 100,000)"}},
            },
            "legend": {"orientation": "h", "y": 1.15},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "updatemenus": [
                {"type": "buttons", "direction": "right", "active": 1, "x": 0, "xanchor": "left", "y": 1.35, "buttons": buttons}
            ],
            "sliders": [
                {
                    "active": start,
                    "currentvalue": {"prefix": {"zh": "基础率：", "en": "base rate: "}},
                    "pad": {"t": 55},
                    "steps": steps,
                }
            ],
        },
        "frames": [{"name": f"{r:g}", "data": frame(r)} for r in RATES],
    }


def svg() -> None:
    mpl.rcParams.update({"svg.hashsalt": "everyday", "text.color": "#777", "axes.labelcolor": "#777", "axes.edgecolor": "#999"})
    mpl.rcParams.update({"xtick.color": "#777", "ytick.color": "#777"})
    figure, axis = plt.subplots(figsize=(7, 3))
    rates = np.geomspace(1e-4, 0.5, 80)
    for accuracy in ACCURACIES:
        ill, healthy = rates * accuracy, (1 - rates) * (1 - accuracy)
        axis.semilogx(rates, ill / (ill + healthy), label=f"{accuracy:.1%}")
    axis.set(xlabel="base rate", ylabel="ill among the positive")
    axis.legend(labelcolor="#777", framealpha=0)
    figure.tight_layout()
    figure.savefig(HERE / "base-rate.svg", transparent=True, metadata={"Date": None})


if __name__ == "__main__":
    (HERE / "base-rate.json").write_text(json.dumps(plotly(), ensure_ascii=False) + "\n", encoding="utf-8")
    svg()
