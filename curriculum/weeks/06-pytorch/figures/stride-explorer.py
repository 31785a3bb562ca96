"""A 3×4 tensor read in four ways: every cell shows its place in memory."""

import numpy as np
from figure_files import buttons, layout, save, save_svg, text

base = np.arange(12).reshape(3, 4)
ways = [
    (text("原样", "as it is"), base, (4, 1)),
    (text("转置", "transposed"), base.T, (1, 4)),
    (text("隔列取", "every other column"), base[:, ::2], (4, 2)),
    (text("广播一行", "one row broadcast"), np.broadcast_to(base[0], (4, 4)), (0, 1)),
]
data = []
for k, (_, places, strides) in enumerate(ways):
    rows, cols = places.shape
    data.append(
        {
            "type": "heatmap",
            "z": places.tolist(),
            "x": [str(c) for c in range(cols)],
            "y": [str(r) for r in range(rows)],
            "text": places.tolist(),
            "texttemplate": "%{text}",
            "zmin": 0,
            "zmax": 11,
            "colorscale": "Blues",
            "visible": k == 0,
            "name": f"({rows}, {cols})  stride {strides}",
            "showscale": False,
            "hovertemplate": f"[%{{y}}, %{{x}}] → %{{text}}<extra>stride {strides}</extra>",
        }
    )
titles = [
    text(f"步幅 {strides}：每个元素在内存里的位置", f"Strides {strides}: the place of each element in memory")
    for _, _, strides in ways
]
visible = [[k == m for m in range(len(ways))] for k in range(len(ways))]
save(
    "stride-explorer",
    text(
        "热图：同一段内存的四种读法，每个格子写着它在内存里的位置。",
        "Heat map: four ways to read one piece of memory; each cell shows its place in memory.",
    ),
    data,
    layout(
        titles[0],
        text("列下标", "column index"),
        text("行下标", "row index"),
        xaxis={"type": "category"},
        yaxis={"type": "category", "autorange": "reversed"},
        updatemenus=buttons([label for label, _, _ in ways], visible, titles),
        margin={"t": 110},
    ),
)


def draw(ax):
    ax.imshow(base.T, cmap="Blues", vmin=0, vmax=11)
    for (r, c), place in np.ndenumerate(base.T):
        ax.text(c, r, str(place), ha="center", va="center", color="white" if place > 6 else "black")
    ax.set_xticks(range(3))
    ax.set_yticks(range(4))


save_svg("stride-explorer", draw)
