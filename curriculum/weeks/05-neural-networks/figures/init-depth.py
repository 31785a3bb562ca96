"""Builds init-depth.json and .svg: root mean square of the activations, layer by layer, for several weight scales."""

import json
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np

mpl.use("svg")
import matplotlib.pyplot as plt

HERE = Path(__file__).resolve().parent
WIDTH, DEPTH, ROWS = 256, 10, 200
FACTORS = {
    0.16: "",
    0.5: "",
    0.75: "",
    1.0: " = √(1/n)",
    1.2: "",
    2**0.5: " = √(2/n)",
    1.7: "",
    2.5: "",
    5.0: "",
    16.0: "",
    48.0: "",
}
ACTIVATIONS = {"ReLU": lambda a: np.maximum(a, 0), "tanh": np.tanh, "sigmoid": lambda a: 1 / (1 + np.exp(-a))}
COLOURS = {"ReLU": "#4c78a8", "tanh": "#f58518", "sigmoid": "#54a24b"}
LAYERS = list(range(1, DEPTH + 1))


def spread(name: str, factor: float) -> list[float]:
    """Standard deviation of every layer's pre-activations, relative to the first layer's input of 1."""
    rng = np.random.default_rng(5)
    h, out = rng.normal(size=(ROWS, WIDTH)), []
    for _ in LAYERS:
        a = h @ (rng.normal(size=(WIDTH, WIDTH)) * factor / WIDTH**0.5)
        h = ACTIVATIONS[name](a)
        out.append(float(f"{np.sqrt((h**2).mean()) if name != 'sigmoid' else h.std():.3g}"))
    return out


def label(factor: float) -> str:
    return f"{factor / WIDTH**0.5:.4g}{FACTORS[factor]}"


def plotly() -> dict[str, Any]:
    factors = list(FACTORS)
    start = factors.index(1.0)
    data = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": LAYERS,
            "y": spread(name, factors[start]),
            "name": name,
            "line": {"color": COLOURS[name]},
            "visible": name == "ReLU",
        }
        for name in ACTIVATIONS
    ]
    steps = [
        {"label": label(factor), "method": "restyle", "args": [{"y": [spread(name, factor) for name in ACTIVATIONS]}, [0, 1, 2]]}
        for factor in factors
    ]
    buttons = [
        {"label": name, "method": "update", "args": [{"visible": [other == name for other in ACTIVATIONS]}]}
        for name in ACTIVATIONS
    ]
    return {
        "alt": {
            "zh": "各层激活值的大小随层数的变化（对数坐标）：ReLU 在 √(2/n) 处保持水平，更小则逐层消失，更大则逐层爆炸。",
            "en": (
                "Size of the activations layer by layer on a logarithmic axis: for ReLU it stays level at √(2/n), vanishes "
                "below it and explodes above it."
            ),
        },
        "data": data,
        "layout": {
            "xaxis": {"dtick": 1, "title": {"text": {"zh": "层", "en": "layer"}}},
            "yaxis": {
                "type": "log",
                "range": [-10, 17],
                "title": {
                    "text": {"zh": "激活值的大小（均方根；sigmoid 用标准差）", "en": "size of activations (RMS; sigmoid: std)"}
                },
            },
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "updatemenus": [{"type": "buttons", "direction": "right", "x": 0, "xanchor": "left", "y": 1.2, "buttons": buttons}],
            "sliders": [
                {
                    "active": start,
                    "currentvalue": {
                        "prefix": {"zh": "权重的标准差（n = 256）：", "en": "standard deviation of the weights (n = 256): "}
                    },
                    "pad": {"t": 65},
                    "steps": steps,
                }
            ],
        },
    }


def svg() -> None:
    mpl.rcParams.update({"svg.hashsalt": "everyday", "text.color": "#777", "axes.labelcolor": "#777", "axes.edgecolor": "#999"})
    mpl.rcParams.update({"xtick.color": "#777", "ytick.color": "#777"})
    figure, axes = plt.subplots(1, 3, figsize=(10, 3.2), sharey=True)
    for axis, name in zip(axes, ACTIVATIONS, strict=True):
        for factor, style in ((0.16, ":"), (1.0, "--"), (2**0.5, "-"), (48.0, "-.")):
            axis.plot(LAYERS, spread(name, factor), style, color=COLOURS[name], label=label(factor))
        axis.set(title=name, yscale="log", ylim=(1e-10, 1e17), xticks=LAYERS)
        axis.legend(fontsize=7, labelcolor="#777", framealpha=0)
    figure.tight_layout()
    figure.savefig(HERE / "init-depth.svg", transparent=True, metadata={"Date": None})


if __name__ == "__main__":
    (HERE / "init-depth.json").write_text(json.dumps(plotly(), ensure_ascii=False) + "\n", encoding="utf-8")
    svg()
