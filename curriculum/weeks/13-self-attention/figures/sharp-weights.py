"""Sorted attention weights of a random query over 50 random keys, with and without the scale, for several dimensions."""

import numpy as np
from figure_files import layout, save, save_svg, slider, text

DIMENSIONS = [4, 16, 64, 256, 512]
KEYS, DRAWS, SHOWN = 50, 400, 20


def ranked(d, scaled):
    """Mean weight by rank, largest first, and the mean entropy."""
    rng = np.random.default_rng(13)
    dots = np.einsum("nd,nkd->nk", rng.normal(size=(DRAWS, d)), rng.normal(size=(DRAWS, KEYS, d)))
    s = dots / np.sqrt(d) if scaled else dots
    e = np.exp(s - s.max(axis=1, keepdims=True))
    w = e / e.sum(axis=1, keepdims=True)
    entropy = float(-(w * np.log(np.maximum(w, 1e-300))).sum(axis=1).mean())
    return [round(float(v), 4) for v in np.sort(w, axis=1)[:, ::-1].mean(axis=0)[:SHOWN]], entropy


FOUND = {(d, scaled): ranked(d, scaled) for d in DIMENSIONS for scaled in (True, False)}
NAMES = {True: text("除以 √d", "over √d"), False: text("不缩放", "not scaled")}
COLORS = {True: "#2563eb", False: "#d97706"}


def bars(d):
    return [
        {
            "type": "bar",
            "name": NAMES[scaled],
            "x": list(range(1, SHOWN + 1)),
            "y": FOUND[d, scaled][0],
            "marker": {"color": COLORS[scaled]},
        }
        for scaled in (True, False)
    ]


def title(d):
    scaled, raw = FOUND[d, True][1], FOUND[d, False][1]
    return text(f"熵：除以 √d {scaled:.2f}，不缩放 {raw:.2f}", f"entropy: over √d {scaled:.2f}, not scaled {raw:.2f}")


save(
    "sharp-weights",
    text(
        "柱状图：50 个随机键的注意力权重从大到小，维度从 4 到 512；除以根号 d 的形状不变，不缩放的越来越集中在第一名。",
        "Bar chart: attention weights over 50 random keys, sorted, for dimensions 4 to 512; divided by root d the shape stays, "
        "not scaled the first takes more and more.",
    ),
    bars(DIMENSIONS[0]),
    layout(
        title(DIMENSIONS[0]),
        text("名次", "rank"),
        text("权重", "weight"),
        yaxis={"range": [0, 1]},
        barmode="group",
        legend={"x": 0.98, "xanchor": "right", "y": 0.95},
        sliders=slider([str(d) for d in DIMENSIONS], "d = "),
    ),
    [{"name": str(d), "data": bars(d), "layout": {"title": {"text": title(d)}}} for d in DIMENSIONS],
)


def draw(ax):
    for scaled in (True, False):
        for d, style in ((4, ":"), (64, "--"), (512, "-")):
            label = f"{'over √d' if scaled else 'not scaled'}, d = {d}"
            ax.plot(range(1, SHOWN + 1), FOUND[d, scaled][0], style, color=COLORS[scaled], label=label)
    ax.set_xlabel("rank")
    ax.set_ylabel("weight")
    ax.legend()


save_svg("sharp-weights", draw)
