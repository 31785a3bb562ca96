"""Builds softmax-dz.json and .svg: probabilities and gradients while the right class's logit moves."""

import json
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np

mpl.use("svg")
import matplotlib.pyplot as plt

HERE = Path(__file__).resolve().parent
OTHERS = (0.0, 1.0)  # logits of classes 0 and 1; class 2 is the right one
LOGITS = np.round(np.arange(-4, 6.5, 0.5), 1)
COLOURS = {"p": "#4c78a8", "dz": "#f58518"}
CLASSES = ["0", "1", "2"]


def softmax(logit: float) -> np.ndarray:
    e = np.exp(np.array([*OTHERS, logit]))
    return e / e.sum()


def bars(logit: float) -> list[dict[str, Any]]:
    p = softmax(logit)
    dz = p - np.array([0, 0, 1])
    names = {"p": {"zh": "概率 p", "en": "probability p"}, "dz": {"zh": "梯度 p − y", "en": "gradient p − y"}}
    return [
        {
            "type": "bar",
            "x": CLASSES,
            "y": values.round(4).tolist(),
            "text": [f"{v:.2f}" for v in values],
            "marker": {"color": COLOURS[key]},
            "name": names[key],
        }
        for key, values in (("p", p), ("dz", dz))
    ]


def title(logit: float) -> dict[str, Any]:
    loss = -np.log(softmax(logit)[2])
    return {"title": {"text": {"zh": f"交叉熵 {loss:.3f}", "en": f"cross-entropy {loss:.3f}"}}}


def plotly() -> dict[str, Any]:
    steps = [
        {"label": f"{v:g}", "method": "animate", "args": [[f"{v:g}"], {"mode": "immediate", "frame": {"duration": 0}}]}
        for v in LOGITS
    ]
    start = 4
    return {
        "alt": {
            "zh": "三个类别的概率与梯度的柱状图：正确类别的 logit 升高时，它的概率趋于 1，三个梯度都趋于 0。",
            "en": (
                "Bar chart of probabilities and gradients of three classes: as the logit of the right class rises, its "
                "probability approaches 1 and all three gradients approach 0."
            ),
        },
        "data": bars(float(LOGITS[start])),
        "layout": {
            **title(float(LOGITS[start])),
            "barmode": "group",
            "xaxis": {"type": "category", "title": {"text": {"zh": "类别（正确的是 2）", "en": "class (2 is the right one)"}}},
            "yaxis": {"range": [-1.05, 1.05]},
            "legend": {"orientation": "h", "y": 1.12},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "sliders": [
                {
                    "active": start,
                    "currentvalue": {"prefix": {"zh": "正确类别的 logit：", "en": "logit of the right class: "}},
                    "pad": {"t": 65},
                    "steps": steps,
                }
            ],
        },
        "frames": [{"name": f"{v:g}", "data": bars(float(v)), "layout": title(float(v))} for v in LOGITS],
    }


def svg() -> None:
    mpl.rcParams.update({"svg.hashsalt": "everyday", "text.color": "#777", "axes.labelcolor": "#777", "axes.edgecolor": "#999"})
    mpl.rcParams.update({"xtick.color": "#777", "ytick.color": "#777"})
    figure, axes = plt.subplots(1, 3, figsize=(9, 3), sharey=True)
    for axis, logit in zip(axes, (-2.0, 1.0, 5.0), strict=True):
        p = softmax(logit)
        axis.bar(np.arange(3) - 0.2, p, 0.4, color=COLOURS["p"], label="$p$")
        axis.bar(np.arange(3) + 0.2, p - np.array([0, 0, 1]), 0.4, color=COLOURS["dz"], label="$p - y$")
        axis.axhline(0, color="#999", linewidth=0.8)
        axis.set(title=f"$z_2 = {logit:g}$", xticks=range(3), ylim=(-1.05, 1.05))
    axes[0].legend(labelcolor="#777", framealpha=0)
    figure.tight_layout()
    figure.savefig(HERE / "softmax-dz.svg", transparent=True, metadata={"Date": None})


if __name__ == "__main__":
    (HERE / "softmax-dz.json").write_text(json.dumps(plotly(), ensure_ascii=False) + "\n", encoding="utf-8")
    svg()
