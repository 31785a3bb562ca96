"""Builds backprop-steps.json and .svg: the 2-2-2 network of lesson 4, filled in one step at a time."""

import json
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("svg")
import matplotlib.pyplot as plt

HERE = Path(__file__).resolve().parent
COLUMNS = ["x", "a", "h", "z", "p", "L"]
VALUES = {"x": ["1", "2"], "a": ["2", "−1"], "h": ["2", "0"], "z": ["4", "4+ln 3"], "p": ["1/4", "3/4"], "L": ["ln 4"]}
GRADIENTS = {"z": ["−0.75", "0.75"], "h": ["0.75", "−3"], "a": ["0.75", "0"]}
STEPS = ["x", "a", "h", "z", "p", "L", "dz", "dW₂ db₂", "dh", "da", "dW₁ db₁"]
WEIGHTS = {
    "dW₂ db₂": (2.5, "dW₂ = [[−1.5, 1.5], [0, 0]]<br>db₂ = [−0.75, 0.75]"),
    "dW₁ db₁": (0.5, "dW₁ = [[0.75, 0], [1.5, 0]]<br>db₁ = [0.75, 0]"),
}
BLUE, ORANGE = "#4c78a8", "#f58518"


def places(column: str) -> list[tuple[float, float]]:
    x = float(COLUMNS.index(column))
    return [(x, 0.0)] if column == "L" else [(x, 0.6), (x, -0.6)]


def nodes(step: int) -> list[dict[str, Any]]:
    """Values reached so far above the nodes, gradients below them, weight gradients at the bottom."""
    known = set(STEPS[: step + 1])
    xs, ys, values, gradients = [], [], [], []
    for column in COLUMNS:
        for k, (x, y) in enumerate(places(column)):
            xs.append(x)
            ys.append(y)
            values.append(f"{column} = {VALUES[column][k]}" if column in known else column)
            shown = f"d{column}" in known
            gradients.append(f"d{column} = {GRADIENTS[column][k]}" if shown else "")
    below = [WEIGHTS[name] for name in WEIGHTS if name in known]
    dot = {"type": "scatter", "x": xs, "y": ys, "hoverinfo": "skip", "showlegend": False}
    return [
        {**dot, "mode": "markers+text", "text": values, "textposition": "top center", "marker": {"size": 16, "color": BLUE}},
        {**dot, "mode": "text", "y": [y - 0.28 for y in ys], "text": gradients, "textfont": {"color": ORANGE}},
        {
            **dot,
            "mode": "text",
            "x": [x for x, _ in below],
            "y": [-1.5] * len(below),
            "text": [text for _, text in below],
            "textfont": {"color": ORANGE},
        },
    ]


def edges() -> dict[str, Any]:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for left, right in (("x", "a"), ("a", "h"), ("h", "z"), ("z", "p"), ("p", "L")):
        for k, start in enumerate(places(left)):
            for m, end in enumerate(places(right)):
                if (left, right) == ("a", "h") and k != m:
                    continue  # ReLU acts on every number by itself
                xs += [start[0], end[0], None]
                ys += [start[1], end[1], None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": xs,
        "y": ys,
        "line": {"color": "#999", "width": 1},
        "showlegend": False,
        "hoverinfo": "skip",
    }


def title(step: int) -> dict[str, Any]:
    zh, en = ("前向", "forward") if step <= 5 else ("反向", "backward")
    return {"title": {"text": {"zh": f"{zh}：{STEPS[step]}", "en": f"{en}: {STEPS[step]}"}}}


def plotly() -> dict[str, Any]:
    steps = [
        {"label": name, "method": "animate", "args": [[str(k)], {"mode": "immediate", "frame": {"duration": 0}}]}
        for k, name in enumerate(STEPS)
    ]
    hidden_axis = {"visible": False, "fixedrange": True}
    return {
        "alt": {
            "zh": "2-2-2 网络的计算图：滑块先从左到右填入前向的数值，再从右到左填入 dz、dW₂、dh、da、dW₁ 等梯度。",
            "en": (
                "The graph of the 2-2-2 network: the slider first fills in the values of the forward pass from left to right, "
                "then the gradients dz, dW₂, dh, da, dW₁ from right to left."
            ),
        },
        "data": [edges(), *nodes(0)],
        "layout": {
            **title(0),
            "xaxis": {**hidden_axis, "range": [-0.5, 5.5]},
            "yaxis": {**hidden_axis, "range": [-2, 1.3]},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "sliders": [
                {"active": 0, "currentvalue": {"prefix": {"zh": "步骤：", "en": "step: "}}, "pad": {"t": 20}, "steps": steps}
            ],
        },
        "frames": [{"name": str(k), "data": nodes(k), "traces": [1, 2, 3], "layout": title(k)} for k in range(len(STEPS))],
    }


def svg() -> None:
    mpl.rcParams.update({"svg.hashsalt": "everyday", "text.color": "#777"})
    figure, axis = plt.subplots(figsize=(9, 3.6))
    line = edges()
    segments = [(line["x"][k : k + 2], line["y"][k : k + 2]) for k in range(0, len(line["x"]), 3)]
    for x, y in segments:
        axis.plot(x, y, color="#999", linewidth=1, zorder=1)
    values, gradients, weights = nodes(len(STEPS) - 1)
    axis.scatter(values["x"], values["y"], s=120, color=BLUE, zorder=2)
    for x, y, value, gradient in zip(values["x"], values["y"], values["text"], gradients["text"], strict=True):
        axis.text(x, y + 0.16, value, ha="center", fontsize=9)
        axis.text(x, y - 0.34, gradient, ha="center", fontsize=9, color=ORANGE)
    for x, y, text in zip(weights["x"], weights["y"], weights["text"], strict=True):
        axis.text(x, y, text.replace("<br>", "\n"), ha="center", fontsize=9, color=ORANGE)
    axis.set(xlim=(-0.5, 5.5), ylim=(-1.7, 1.1))
    axis.axis("off")
    figure.tight_layout()
    figure.savefig(HERE / "backprop-steps.svg", transparent=True, metadata={"Date": None})


if __name__ == "__main__":
    (HERE / "backprop-steps.json").write_text(json.dumps(plotly(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    svg()
