"""Softmax along the rows of six pairs' cosines, for several scales. The fourth picture is closer to a caption not its own."""

import numpy as np
from figure_files import layout, save, save_svg, slider, text

COSINES = np.array(
    [
        [0.34, 0.12, 0.18, 0.09, 0.15, 0.11],
        [0.10, 0.31, 0.14, 0.20, 0.08, 0.13],
        [0.16, 0.11, 0.29, 0.12, 0.17, 0.10],
        [0.08, 0.28, 0.13, 0.25, 0.12, 0.09],
        [0.14, 0.07, 0.19, 0.10, 0.33, 0.16],
        [0.12, 0.15, 0.08, 0.14, 0.18, 0.30],
    ]
)
SCALES = [1, 5, 20, 50, 100]


def weights(s):
    e = np.exp(s * COSINES)
    return (e / e.sum(axis=1, keepdims=True)).round(4)


def loss(s):
    """The mean of both directions, as a number."""
    e = np.exp(s * COSINES)
    both = np.diag(e) / e.sum(axis=1), np.diag(e) / e.sum(axis=0)
    return float(-np.log(both).mean())


def heat(s):
    return [
        {
            "type": "heatmap",
            "x": list(range(1, 7)),
            "y": list(range(1, 7)),
            "z": weights(s).tolist(),
            "zmin": 0,
            "zmax": 1,
            "colorscale": "Viridis",
        }
    ]


def title(s):
    return text(f"loss {loss(s):.2f}，瞎猜是 {np.log(6):.2f}", f"loss {loss(s):.2f}, guessing is {np.log(6):.2f}")


save(
    "logit-scale",
    text(
        "热力图：六张图对六句话的概率；s 是 1 时几乎均匀，s 越大越集中在对角线上，只有第四行选中了第二句。",
        "Heat map: probabilities of six captions for six pictures; nearly even for s = 1, on the diagonal as s grows, except "
        "that the fourth row chooses the second caption.",
    ),
    heat(SCALES[0]),
    layout(
        title(SCALES[0]),
        text("话", "caption"),
        text("图", "picture"),
        yaxis={"autorange": "reversed"},
        sliders=slider([str(s) for s in SCALES], "s = "),
    ),
    [{"name": str(s), "data": heat(s), "layout": {"title": {"text": title(s)}}} for s in SCALES],
)


def draw(ax):
    shown = ax.imshow(weights(20), cmap="viridis", vmin=0, vmax=1, extent=(0.5, 6.5, 6.5, 0.5))
    ax.figure.colorbar(shown)
    ax.set_xlabel("caption")
    ax.set_ylabel("picture")
    ax.set_title("s = 20")


save_svg("logit-scale", draw)
