"""Training losses of the lab's precomputed runs: depth × place of the norm × warm-up, for both peak rates."""

import json

import numpy as np
from figure_files import HERE, buttons, layout, save, save_svg, text

points = json.loads((HERE.parent / "labs/pre-vs-post/sweep.json").read_text())["points"]
DEPTHS, PEAKS = [2, 6, 12], [0.003, 0.01]
ROWS = [
    (text("后置，无预热", "post, no warm-up"), "post", False),
    (text("后置，有预热", "post, warm-up"), "post", True),
    (text("前置，无预热", "pre, no warm-up"), "pre", False),
    (text("前置，有预热", "pre, warm-up"), "pre", True),
]


def loss(norm, warmup, depth, peak):
    want = {"norm": norm, "warmup": warmup, "depth": depth, "peak": peak, "positions": "sin"}
    (found,) = [point["metrics"]["loss"] for point in points if point["config"] == want]
    return round(found, 2)


def table(peak):
    return [[loss(norm, warmup, depth, peak) for depth in DEPTHS] for _, norm, warmup in ROWS]


def heat(peak, shown):
    return {
        "type": "heatmap",
        "z": table(peak),
        "x": [str(depth) for depth in DEPTHS],
        "y": [name for name, _, _ in ROWS],
        "zmin": 0,
        "zmax": 2.3,
        "colorscale": [[0, "rgba(148,163,184,0.35)"], [1, "#2563eb"]],
        "showscale": False,
        "texttemplate": "%{z}",
        "xgap": 3,
        "ygap": 3,
        "visible": shown,
    }


save(
    "norm-stability",
    text(
        "热图：四行是后置或前置、有无预热，三列是 2、6、12 层，格子里是训练 loss；按钮切换峰值学习率 0.003 与 0.01。"
        "后置、无预热、12 层、峰值 0.01 那一格是 2.31，其余都在 0.4 以下。",
        "Heat map: four rows for post- or pre-norm with and without warm-up, three columns for 2, 6 and 12 layers, the training "
        "loss in the cells; buttons switch the peak between 0.003 and 0.01. The cell for post-norm, no warm-up, 12 layers and "
        "a peak of 0.01 is 2.31; all others are below 0.4.",
    ),
    [heat(peak, k == 0) for k, peak in enumerate(PEAKS)],
    layout(
        text("240 步之后的训练 loss", "Training loss after 240 updates"),
        text("层数", "layers"),
        text("", ""),
        yaxis={"autorange": "reversed", "automargin": True},
        xaxis={"type": "category"},
        updatemenus=buttons(
            [text(f"峰值 {peak}", f"peak {peak}") for peak in PEAKS], [[k == n for k in range(2)] for n in range(2)]
        ),
        margin={"t": 100},
    ),
)


def draw(ax):
    values = np.array(table(PEAKS[1]))
    ax.imshow(values, cmap="Blues", vmin=0, vmax=2.3, aspect="auto")
    for row in range(4):
        for column in range(3):
            dark = values[row, column] > 1.2
            ax.text(column, row, f"{values[row, column]:.2f}", ha="center", va="center", color="white" if dark else "black")
    ax.set_yticks(range(4), [name["en"] for name, _, _ in ROWS])
    ax.set_xticks(range(3), [f"{depth} layers" for depth in DEPTHS])
    ax.set_title("training loss after 240 updates, peak 0.01")


save_svg("norm-stability", draw)
