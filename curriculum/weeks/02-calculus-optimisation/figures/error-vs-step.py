"""Builds error-vs-step.json and .svg: errors of forward and central differences against the step."""

import json
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np

mpl.use("svg")
import matplotlib.pyplot as plt

HERE = Path(__file__).resolve().parent
STEPS = 10.0 ** -np.arange(0.5, 14.01, 0.25)
FUNCTIONS = {  # name: (f, f', x)
    "e^x, x = 1": (np.exp, np.exp, 1.0),
    "sin x, x = 1": (np.sin, np.cos, 1.0),
    "ln x, x = 3": (np.log, lambda x: 1 / x, 3.0),
}
COLOURS = ("#f58518", "#4c78a8")


def errors(name: str) -> tuple[np.ndarray, np.ndarray]:
    f, slope, x = FUNCTIONS[name]
    forward = (f(x + STEPS) - f(x)) / STEPS
    central = (f(x + STEPS) - f(x - STEPS)) / (2 * STEPS)
    return tuple(np.maximum(np.abs(d - slope(x)), 1e-14) for d in (forward, central))  # type: ignore[return-value]


def traces(name: str, *, visible: bool) -> list[dict[str, Any]]:
    names = ({"zh": "前向差分", "en": "forward"}, {"zh": "中心差分", "en": "central"})
    return [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": [float(f"{h:.3g}") for h in STEPS],
            "y": [float(f"{e:.3g}") for e in error],
            "name": label,
            "marker": {"color": colour, "size": 5},
            "line": {"color": colour},
            "visible": visible,
        }
        for error, label, colour in zip(errors(name), names, COLOURS, strict=True)
    ]


def plotly() -> dict[str, Any]:
    names = list(FUNCTIONS)
    buttons = [
        {"label": name, "method": "update", "args": [{"visible": [k == i for k in range(len(names)) for _ in COLOURS]}]}
        for i, name in enumerate(names)
    ]
    return {
        "alt": {
            "zh": (
                "双对数图：步长缩小时，前向差分的误差按一次方下降，到 1e-8 附近反弹；"
                "中心差分按平方下降，到 1e-5 附近反弹，谷底更低。"
            ),
            "en": (
                "Log-log plot: as the step shrinks, the forward error falls with its first power and turns upwards near 1e-8; "
                "the central error falls with the square, turns near 1e-5, and its bottom is lower."
            ),
        },
        "data": [trace for i, name in enumerate(names) for trace in traces(name, visible=i == 0)],
        "layout": {
            "xaxis": {"type": "log", "autorange": "reversed", "title": {"text": {"zh": "步长 h", "en": "step h"}}},
            "yaxis": {"type": "log", "range": [-13, 1], "title": {"text": {"zh": "误差", "en": "error"}}},
            "legend": {"orientation": "h", "y": 1.12},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "updatemenus": [{"type": "buttons", "direction": "right", "x": 0, "xanchor": "left", "y": 1.3, "buttons": buttons}],
        },
    }


def svg() -> None:
    mpl.rcParams.update({"svg.hashsalt": "everyday", "text.color": "#777", "axes.labelcolor": "#777", "axes.edgecolor": "#999"})
    mpl.rcParams.update({"xtick.color": "#777", "ytick.color": "#777"})
    figure, axis = plt.subplots(figsize=(7, 3.6))
    for error, label, colour in zip(errors("e^x, x = 1"), ("forward", "central"), COLOURS, strict=True):
        axis.loglog(STEPS, error, "o-", markersize=3, color=colour, label=label)
    axis.invert_xaxis()
    axis.set(xlabel="$h$", ylabel="error")
    axis.legend(labelcolor="#777", framealpha=0)
    figure.tight_layout()
    figure.savefig(HERE / "error-vs-step.svg", transparent=True, metadata={"Date": None})


if __name__ == "__main__":
    (HERE / "error-vs-step.json").write_text(json.dumps(plotly(), ensure_ascii=False) + "\n", encoding="utf-8")
    svg()
