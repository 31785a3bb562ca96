"""Builds angle-and-length.json and .svg: two vectors, with dot product, cosine and distance in the title."""

import json
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np

mpl.use("svg")
import matplotlib.pyplot as plt

HERE = Path(__file__).resolve().parent
U = np.array([3.0, 0.0])
ANGLES = tuple(range(0, 181, 15))
LENGTHS = (1.5, 3.0, 4.5)
COLOURS = ("#4c78a8", "#f58518")


def second(angle: float, length: float) -> np.ndarray:
    return length * np.array([np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))])


def title(angle: float, length: float) -> dict[str, Any]:
    v = second(angle, length)
    dot, cosine, distance = float(U @ v), float(np.cos(np.deg2rad(angle))), float(np.linalg.norm(U - v))
    return {
        "title": {
            "text": {
                "zh": f"点积 {dot:.2f}　余弦 {cosine:.2f}　距离 {distance:.2f}",
                "en": f"dot product {dot:.2f}   cosine {cosine:.2f}   distance {distance:.2f}",
            }
        }
    }


def traces(angle: float, length: float) -> list[dict[str, Any]]:
    return [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": [0, round(float(v[0]), 4)],
            "y": [0, round(float(v[1]), 4)],
            "line": {"color": colour, "width": 4},
            "marker": {"size": [4, 11], "color": colour},
            "name": name,
        }
        for v, colour, name in zip((U, second(angle, length)), COLOURS, ("u", "v"), strict=True)
    ]


def plotly() -> dict[str, Any]:
    start = 3
    steps = [
        {"label": f"{a}°", "method": "animate", "args": [[str(a)], {"mode": "immediate", "frame": {"duration": 0}}]}
        for a in ANGLES
    ]
    buttons = []
    for length in LENGTHS:
        v = second(ANGLES[start], length)
        place = {"x": [[0, round(float(v[0]), 4)]], "y": [[0, round(float(v[1]), 4)]]}
        buttons.append({"label": f"|v| = {length:g}", "method": "update", "args": [place, title(ANGLES[start], length), [1]]})
    return {
        "alt": {
            "zh": "平面上的两个向量：角度变大时点积与余弦变小、距离变大；长度改变时余弦不变，点积与距离都变。",
            "en": (
                "Two vectors in the plane: as the angle grows, dot product and cosine fall and the distance rises; a change of "
                "length leaves the cosine alone and moves the other two."
            ),
        },
        "data": traces(ANGLES[start], 3.0),
        "layout": {
            **title(ANGLES[start], 3.0),
            "xaxis": {"range": [-5, 5]},
            "yaxis": {"range": [-1, 5], "scaleanchor": "x"},
            "legend": {"orientation": "h", "y": 1.05},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "updatemenus": [
                {"type": "buttons", "direction": "right", "active": 1, "x": 0, "xanchor": "left", "y": 1.25, "buttons": buttons}
            ],
            "sliders": [
                {"active": start, "currentvalue": {"prefix": {"zh": "夹角：", "en": "angle: "}}, "pad": {"t": 40}, "steps": steps}
            ],
        },
        "frames": [{"name": str(a), "data": traces(a, 3.0), "layout": title(a, 3.0)} for a in ANGLES],
    }


def svg() -> None:
    mpl.rcParams.update({"svg.hashsalt": "everyday", "text.color": "#777", "axes.labelcolor": "#777", "axes.edgecolor": "#999"})
    mpl.rcParams.update({"xtick.color": "#777", "ytick.color": "#777"})
    figure, axes = plt.subplots(1, 3, figsize=(9, 2.8), sharey=True)
    for axis, (angle, length) in zip(axes, ((0, 4.5), (45, 3.0), (90, 3.0)), strict=True):
        for v, colour in zip((U, second(angle, length)), COLOURS, strict=True):
            axis.annotate("", v, (0, 0), arrowprops={"arrowstyle": "->", "color": colour, "lw": 2})
        cosine = np.cos(np.deg2rad(angle))
        axis.set(title=f"cos = {cosine:.2f}", xlim=(-0.5, 5), ylim=(-0.5, 3.5), aspect="equal")
    figure.tight_layout()
    figure.savefig(HERE / "angle-and-length.svg", transparent=True, metadata={"Date": None})


if __name__ == "__main__":
    (HERE / "angle-and-length.json").write_text(json.dumps(plotly(), ensure_ascii=False) + "\n", encoding="utf-8")
    svg()
