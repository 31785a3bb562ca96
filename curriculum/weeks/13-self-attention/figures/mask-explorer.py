"""One table of scores under five masks: six tokens, the last of them PAD."""

import numpy as np
from figure_files import buttons, layout, save, save_svg, text

T = 6
RNG = np.random.default_rng(3)
SCORES = RNG.normal(size=(T, T))
PAD = np.arange(T) < T - 1
MASKS = [
    (text("无", "none"), np.ones((T, T), dtype=bool)),
    (text("填充", "padding"), np.ones((T, T), dtype=bool) & PAD),
    (text("因果", "causal"), np.tri(T, dtype=bool)),
    (text("因果 + 填充", "causal + padding"), np.tri(T, dtype=bool) & PAD),
    (text("偏一格", "off by one"), np.tri(T, k=1, dtype=bool)),
]
TOKENS = ["0", "1", "2", "3", "4", "5 PAD"]


def weights(allowed):
    e = np.where(allowed, np.exp(SCORES), 0.0)
    return e / e.sum(axis=1, keepdims=True)


def heat(allowed, shown):
    w = weights(allowed)
    return {
        "type": "heatmap",
        "x": TOKENS,
        "y": TOKENS,
        "z": [[round(float(v), 3) for v in row] for row in w],
        "text": [[f"{v:.2f}" if v else "" for v in row] for row in w],
        "texttemplate": "%{text}",
        "colorscale": "Blues",
        "reversescale": True,
        "zmin": 0,
        "zmax": 1,
        "showscale": False,
        "visible": shown,
    }


labels = [name for name, _ in MASKS]
titles = [text(f"{n['zh']}：每行的和是 1", f"{n['en']}: every row adds up to 1") for n in labels]
shown = [[i == k for i in range(len(MASKS))] for k in range(len(MASKS))]
save(
    "mask-explorer",
    text(
        "热图：六个词的注意力权重，依次是无掩码、填充、因果、因果加填充、对角线偏一格；偏一格时每行多亮一个未来的格子。",
        "Heat map: attention weights of six tokens with no mask, padding, causal, both, and a diagonal off by one; "
        "off by one lights one future cell more in every row.",
    ),
    [heat(allowed, i == 0) for i, (_, allowed) in enumerate(MASKS)],
    layout(
        titles[0],
        text("键", "keys"),
        text("查询", "queries"),
        xaxis={"type": "category"},
        yaxis={"type": "category", "autorange": "reversed"},
        updatemenus=[{**buttons(labels, shown, titles)[0], "type": "dropdown", "direction": "down"}],
        margin={"t": 90},
    ),
)


def draw(ax):
    names = ("none", "padding", "causal", "causal + padding", "off by one")
    gap = np.full((T, 1), np.nan)
    row = np.hstack([np.hstack([weights(allowed), gap]) for _, allowed in MASKS])
    ax.imshow(row, cmap="Blues", vmin=0, vmax=1)
    ax.set_xticks([k * (T + 1) + (T - 1) / 2 for k in range(len(MASKS))], names, fontsize=8)
    ax.set_ylabel("queries")


save_svg("mask-explorer", draw)
