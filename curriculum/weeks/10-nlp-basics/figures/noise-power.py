"""Lesson 3: who is drawn as a negative, for powers from 0 to 1 of a vocabulary that follows Zipf's law."""

import numpy as np
from figure_files import layout, save, save_svg, slider, text

RANKS = np.unique(np.geomspace(1, 1000, 25).astype(int))
COUNTS = 10000 / np.arange(1, 1001)
POWERS = [0.0, 0.25, 0.5, 0.75, 1.0]


def share(power):
    weight = COUNTS**power
    return weight / weight.sum()


def traces(power):
    p = share(power)
    line = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": RANKS.tolist(),
        "y": [float(f"{p[r - 1]:.3g}") for r in RANKS],
        "name": text("被抽到的概率", "probability of being drawn"),
    }
    return [line]


plain = {
    "type": "scatter",
    "mode": "lines",
    "x": RANKS.tolist(),
    "y": [float(f"{share(1.0)[r - 1]:.3g}") for r in RANKS],
    "name": text("词频", "frequency"),
    "line": {"dash": "dot", "color": "#888"},
}
labels = [f"{power:g}" for power in POWERS]
frames = [{"name": label, "data": traces(power), "traces": [0]} for label, power in zip(labels, POWERS)]
shape = layout(
    text("负样本的分布", "The distribution of negatives"),
    text("词的名次", "rank of the word"),
    text("概率", "probability"),
    xaxis={"type": "log"},
    yaxis={"type": "log", "range": [-4.3, 0]},
    sliders=slider(labels, text("次方：", "power: ")),
    legend={"x": 0.02, "y": 0.05},
)
alt = text(
    "双对数坐标下，名次与被抽到的概率。次方 0 是一条水平线，次方 1 与词频的虚线重合，0.75 在两者之间。",
    (
        "Probability of being drawn against rank on logarithmic axes: level at power 0, "
        "on the dotted line of frequency at power 1, between them at 0.75."
    ),
)
save("noise-power", alt, [*traces(POWERS[0]), plain], shape, frames)


def draw(ax):
    for power in POWERS:
        ax.loglog(np.arange(1, 1001), share(power), label=f"power {power:g}")
    ax.set_xlabel("rank")
    ax.set_ylabel("probability of being drawn")
    ax.legend(fontsize=8)


save_svg("noise-power", draw)
