"""Builds activation-slopes.json and .svg: four activations, and what is left of a gradient after several layers of each."""

import json
import math
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np

mpl.use("svg")
import matplotlib.pyplot as plt

HERE = Path(__file__).resolve().parent
A = np.round(np.linspace(-5, 5, 101), 2)
DEPTHS = range(1, 9)
PHI = 0.5 * (1 + np.vectorize(math.erf)(A / math.sqrt(2)))
SIGMOID, TANH = 1 / (1 + np.exp(-A)), np.tanh(A)
VALUES = {"sigmoid": SIGMOID, "tanh": TANH, "ReLU": np.maximum(A, 0), "GELU": A * PHI}
SLOPES = {
    "sigmoid": SIGMOID * (1 - SIGMOID),
    "tanh": 1 - TANH**2,
    "ReLU": (A > 0).astype(float),
    "GELU": PHI + A * np.exp(-(A**2) / 2) / math.sqrt(2 * math.pi),
}
NAMES = list(VALUES)
COLOURS = ["#4c78a8", "#f58518"]


def numbers(values: np.ndarray) -> list[float]:
    return [round(float(v), 5) for v in values]


def plotly() -> dict[str, Any]:
    data: list[dict[str, Any]] = []
    for name in NAMES:
        shown = name == "sigmoid"
        line = {"type": "scatter", "mode": "lines", "x": A.tolist(), "visible": shown}
        data.append({**line, "y": numbers(VALUES[name]), "line": {"color": COLOURS[0]}, "name": name})
        left = {"zh": f"{name} 的导数（按层数连乘）", "en": f"slope of {name}, once per layer"}
        data.append({**line, "y": numbers(SLOPES[name]), "line": {"color": COLOURS[1], "dash": "dash"}, "name": left})
    buttons = [
        {"label": name, "method": "update", "args": [{"visible": [trace // 2 == k for trace in range(2 * len(NAMES))]}]}
        for k, name in enumerate(NAMES)
    ]
    slopes = list(range(1, 2 * len(NAMES), 2))
    steps = [
        {"label": str(depth), "method": "restyle", "args": [{"y": [numbers(SLOPES[name] ** depth) for name in NAMES]}, slopes]}
        for depth in DEPTHS
    ]
    return {
        "alt": {
            "zh": "四个激活函数的曲线，以及它们的导数连乘若干层之后的曲线：sigmoid 的很快贴到 0，ReLU 在右半边始终是 1。",
            "en": (
                "Curves of four activation functions, and of their slopes multiplied over several layers: sigmoid's soon "
                "hugs 0, while ReLU's stays at 1 on the right half."
            ),
        },
        "data": data,
        "layout": {
            "xaxis": {"title": {"text": "a"}},
            "yaxis": {"range": [-1.2, 2.2]},
            "legend": {"orientation": "h", "y": 1.12, "x": 0.3},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "updatemenus": [{"type": "buttons", "direction": "right", "x": 0, "xanchor": "left", "y": 1.3, "buttons": buttons}],
            "sliders": [
                {"active": 0, "currentvalue": {"prefix": {"zh": "层数：", "en": "layers: "}}, "pad": {"t": 65}, "steps": steps}
            ],
        },
    }


def svg() -> None:
    mpl.rcParams.update({"svg.hashsalt": "everyday", "text.color": "#777", "axes.labelcolor": "#777", "axes.edgecolor": "#999"})
    mpl.rcParams.update({"xtick.color": "#777", "ytick.color": "#777"})
    figure, axes = plt.subplots(1, 4, figsize=(10, 2.8), sharey=True)
    for axis, name in zip(axes, NAMES, strict=True):
        axis.plot(A, VALUES[name], color=COLOURS[0])
        for depth, style in ((1, "--"), (6, ":")):
            axis.plot(A, SLOPES[name] ** depth, style, color=COLOURS[1])
        axis.set(title=name, xlabel="$a$", ylim=(-1.2, 2.2))
    figure.tight_layout()
    figure.savefig(HERE / "activation-slopes.svg", transparent=True, metadata={"Date": None})


if __name__ == "__main__":
    (HERE / "activation-slopes.json").write_text(json.dumps(plotly(), ensure_ascii=False) + "\n", encoding="utf-8")
    svg()
