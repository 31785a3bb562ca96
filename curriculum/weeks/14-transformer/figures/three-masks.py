"""Which cells each of the three attentions may look at: five source places, two of them padding; four target places."""

import numpy as np
from figure_files import buttons, layout, save, save_svg, text

SOURCE, TARGET, PADS = 5, 4, 2
visible = np.arange(SOURCE) < SOURCE - PADS
PLACES = [
    (text("编码器自注意力", "encoder self-attention"), np.tile(visible, (SOURCE, 1))),
    (text("解码器自注意力", "decoder self-attention"), np.tril(np.ones((TARGET, TARGET), dtype=bool))),
    (text("交叉注意力", "cross-attention"), np.tile(visible, (TARGET, 1))),
]


def heat(mask, shown):
    return {
        "type": "heatmap",
        "z": mask.astype(int).tolist(),
        "x": [str(k + 1) for k in range(mask.shape[1])],
        "y": [str(k + 1) for k in range(mask.shape[0])],
        "zmin": 0,
        "zmax": 1,
        "showscale": False,
        "colorscale": [[0, "rgba(148,163,184,0.35)"], [1, "#2563eb"]],
        "xgap": 3,
        "ygap": 3,
        "visible": shown,
    }


save(
    "three-masks",
    text(
        "三张热图，按钮切换：编码器自注意力 5×5，后两列是填充、不可看；"
        "解码器自注意力 4×4，下三角可看；交叉注意力 4×5，后两列不可看。",
        "Three heat maps, switched by buttons: encoder self-attention 5×5 with the last two columns padded and hidden; decoder "
        "self-attention 4×4, the lower triangle visible; cross-attention 4×5 with the last two columns hidden.",
    ),
    [heat(mask, k == 0) for k, (_, mask) in enumerate(PLACES)],
    layout(
        text("蓝色的格子可以看", "Blue cells may be looked at"),
        text("键的位置（被看的）", "key (looked at)"),
        text("查询的位置（在看的）", "query (looking)"),
        yaxis={"autorange": "reversed", "type": "category"},
        xaxis={"type": "category"},
        updatemenus=buttons([name for name, _ in PLACES], [[k == n for k in range(3)] for n in range(3)]),
        margin={"t": 100},
    ),
)


def draw(ax):
    start = 0
    for name, mask in PLACES:
        for row in range(mask.shape[0]):
            for column in range(mask.shape[1]):
                colour = "#2563eb" if mask[row, column] else "#cbd5e1"
                ax.add_patch(plt_rectangle((start + column, -row), colour))
        ax.text(start + mask.shape[1] / 2, 1.5, name["en"].replace(" ", "\n", 1), ha="center", fontsize=8)
        start += mask.shape[1] + 1.5
    ax.set_xlim(-0.5, start - 1)
    ax.set_ylim(-5, 3)
    ax.set_aspect("equal")
    ax.axis("off")


def plt_rectangle(corner, colour):
    from matplotlib.patches import Rectangle

    return Rectangle(corner, 0.9, 0.9, color=colour)


save_svg("three-masks", draw)
