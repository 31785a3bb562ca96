"""Builds score-and-truth: share of right answers in bins of the score, at nine temperatures, with the lesson's model."""

import os
import runpy
from pathlib import Path

import numpy as np
from figure_files import layout, save, save_svg, slider, text

ROOT = Path(__file__).parents[4]
os.environ.setdefault("EVERYDAY_SANDBOX_ROOTS", f'{{"/assets": "{ROOT / "var" / "assets"}"}}')
TEMPERATURES = [0.5, 1.0, 1.5, 2.0, 2.25, 3.0, 4.0, 6.0, 8.0]
MIDDLES = [0.55, 0.65, 0.75, 0.85, 0.95]

cells = runpy.run_path(str(Path(__file__).parents[1] / "lessons" / "05-shipping-a-demo.py"))
z, right = cells["z"], cells["right"]


def at(temperature):
    """(bars, counts, title) at one temperature; a bin without answers has no bar."""
    error, rows = cells["ece"](1 / (1 + np.exp(-np.abs(z) / temperature)), right)
    said = f"ECE {error:.3f}"
    title = text(f"准确率 {right.mean():.3f}，{said}", f"Accuracy {right.mean():.3f}, {said}")
    return [round(was, 4) if n else None for n, _, was in rows], [n for n, _, _ in rows], title


def bars(temperature):
    shares, counts, _ = at(temperature)
    return {
        "type": "bar",
        "x": MIDDLES,
        "y": shares,
        "width": [0.08] * 5,
        "text": [str(n) if n else "" for n in counts],
        "name": text("实际答对（柱上是答复数）", "really right (number of answers on the bar)"),
        "marker": {"color": "#2563eb"},
    }


line = {
    "type": "scatter",
    "mode": "lines",
    "x": [0.5, 1.0],
    "y": [0.5, 1.0],
    "name": text("分数说的", "what the score says"),
    "line": {"dash": "dash", "color": "#d97706"},
}
labels = [f"{temperature:g}" for temperature in TEMPERATURES]
start = TEMPERATURES.index(1.0)
control = slider(labels, "T = ")
control[0]["active"] = start
for temperature in TEMPERATURES:
    print(temperature, at(temperature))
save(
    "score-and-truth",
    text(
        "朴素贝叶斯在 200 句影评上：横轴是分数的五段，柱高是答对的比例，虚线是分数所说的。T = 1 时柱子大多低于虚线，ECE 0.116；"
        "T = 2.25 时贴近虚线，ECE 0.040；再高则柱子高过虚线。准确率始终 0.730。",
        "Naive Bayes on 200 film sentences: five bins of the score across, the share of right answers as bars, what the score"
        " says as a dashed line. At T = 1 most bars stay below the line, ECE 0.116; at T = 2.25 they are close to it, ECE 0.040;"
        " at higher T they rise above it. Accuracy is 0.730 throughout.",
    ),
    [bars(1.0), line],
    layout(
        at(1.0)[2],
        text("分数", "score"),
        text("答对的比例", "share of right answers"),
        xaxis={"range": [0.48, 1.02]},
        yaxis={"range": [0, 1.05]},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        sliders=control,
    ),
    [
        {"name": label, "data": [bars(t)], "traces": [0], "layout": {"title": {"text": at(t)[2]}}}
        for label, t in zip(labels, TEMPERATURES, strict=True)
    ],
)


def draw(ax):
    for shift, temperature, colour in ((-0.018, 1.0, "#94a3b8"), (0.018, 2.25, "#2563eb")):
        shares, _, title = at(temperature)
        ax.bar(np.array(MIDDLES) + shift, shares, 0.034, color=colour, label=f"T = {temperature:g}: {title['en']}")
    ax.plot([0.5, 1], [0.5, 1], "--", color="#d97706", label="what the score says")
    ax.set_xlabel("score")
    ax.set_ylabel("share of right answers")
    ax.legend(fontsize=8)


save_svg("score-and-truth", draw)
