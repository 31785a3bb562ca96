"""Builds fitting-a-line.json and .svg: the line and its loss while gradient descent fits three points."""

import json
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np

mpl.use("svg")
import matplotlib.pyplot as plt

HERE = Path(__file__).resolve().parent
X, Y = np.array([1.0, 2.0, 3.0]), np.array([3.0, 5.0, 10.0])
SHOWN = (0, 1, 2, 3, 5, 10, 20, 40, 80, 160, 320)
ENDS = np.array([0.5, 3.5])


def course() -> list[tuple[float, float, float]]:
    """(w, b, loss) before and after each of the steps at a learning rate of 0.05."""
    w = b = 0.0
    states = []
    for _ in range(SHOWN[-1] + 1):
        r = w * X + b - Y
        states.append((w, b, float(np.mean(r**2))))
        w, b = w - 0.05 * 2 * float(np.mean(r * X)), b - 0.05 * 2 * float(r.mean())
    return states


STATES = course()


def traces(step: int) -> list[dict[str, Any]]:
    w, b, _ = STATES[step]
    residuals = [value for x, y in zip(X, Y, strict=True) for value in ((x, y), (x, round(w * x + b, 4)), None)]
    losses = [float(f"{STATES[k][2]:.4g}") for k in range(step + 1)]
    return [
        {"type": "scatter", "mode": "markers", "x": X.tolist(), "y": Y.tolist(), "marker": {"size": 11, "color": "#4c78a8"}},
        {
            "type": "scatter",
            "mode": "lines",
            "x": ENDS.tolist(),
            "y": (w * ENDS + b).round(4).tolist(),
            "line": {"color": "#f58518", "width": 3},
        },
        {
            "type": "scatter",
            "mode": "lines",
            "x": [None if p is None else p[0] for p in residuals],
            "y": [None if p is None else p[1] for p in residuals],
            "line": {"color": "#e45756", "dash": "dot"},
            "hoverinfo": "skip",
        },
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": list(range(step + 1)),
            "y": losses,
            "xaxis": "x2",
            "yaxis": "y2",
            "marker": {"color": "#f58518", "size": 4},
        },
    ]


def title(step: int) -> dict[str, Any]:
    w, b, loss = STATES[step]
    text = f"w = {w:.2f}, b = {b:.2f}"
    return {"title": {"text": {"zh": f"{text}，损失 {loss:.2f}", "en": f"{text}, loss {loss:.2f}"}}}


def plotly() -> dict[str, Any]:
    start = 3
    steps = [
        {"label": str(k), "method": "animate", "args": [[str(k)], {"mode": "immediate", "frame": {"duration": 0}}]} for k in SHOWN
    ]
    return {
        "alt": {
            "zh": "左图：一条直线从水平位置逐步转向三个点；右图：损失随步数下降，最后停在 0.5。",
            "en": "Left: a line turns from horizontal towards three points; right: the loss falls and settles at 0.5.",
        },
        "data": traces(SHOWN[start]),
        "layout": {
            **title(SHOWN[start]),
            "xaxis": {"domain": [0, 0.46], "range": [0.4, 3.6], "title": {"text": "x"}},
            "yaxis": {"range": [-1, 12], "title": {"text": "y"}},
            "xaxis2": {"domain": [0.58, 1], "anchor": "y2", "title": {"text": {"zh": "步数", "en": "step"}}},
            "yaxis2": {"type": "log", "anchor": "x2", "range": [-0.6, 2], "title": {"text": {"zh": "损失", "en": "loss"}}},
            "showlegend": False,
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "sliders": [
                {"active": start, "currentvalue": {"prefix": {"zh": "步数：", "en": "steps: "}}, "pad": {"t": 55}, "steps": steps}
            ],
        },
        "frames": [{"name": str(k), "data": traces(k), "layout": title(k)} for k in SHOWN],
    }


def svg() -> None:
    mpl.rcParams.update({"svg.hashsalt": "everyday", "text.color": "#777", "axes.labelcolor": "#777", "axes.edgecolor": "#999"})
    mpl.rcParams.update({"xtick.color": "#777", "ytick.color": "#777"})
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.5, 3.3))
    left.plot(X, Y, "o", color="#4c78a8")
    for step, alpha in ((0, 0.25), (1, 0.45), (3, 0.65), (320, 1.0)):
        w, b, _ = STATES[step]
        left.plot(ENDS, w * ENDS + b, color="#f58518", alpha=alpha, label=str(step))
    left.legend(labelcolor="#777", framealpha=0, title="step")
    right.semilogy([loss for _, _, loss in STATES], color="#f58518")
    right.set(xlabel="step", ylabel="loss")
    figure.tight_layout()
    figure.savefig(HERE / "fitting-a-line.svg", transparent=True, metadata={"Date": None})


if __name__ == "__main__":
    (HERE / "fitting-a-line.json").write_text(json.dumps(plotly(), ensure_ascii=False) + "\n", encoding="utf-8")
    svg()
