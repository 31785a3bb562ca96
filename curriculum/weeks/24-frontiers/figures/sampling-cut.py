"""What top-p keeps of a distribution over twelve tokens, for several p."""

import numpy as np
from figure_files import layout, save, save_svg, slider, text

PROBS = np.array([0.34, 0.21, 0.13, 0.09, 0.07, 0.05, 0.04, 0.03, 0.02, 0.01, 0.006, 0.004])
CUTS = [0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95]
KEPT, DROPPED = "#2563eb", "#9ca3af"


def kept(p):
    return int(((np.cumsum(PROBS) - PROBS) < p - 1e-12).sum())


def bars(p):
    colours = [KEPT if index < kept(p) else DROPPED for index in range(len(PROBS))]
    return [{"type": "bar", "x": list(range(1, len(PROBS) + 1)), "y": PROBS.tolist(), "marker": {"color": colours}}]


def title(p):
    n, mass = kept(p), PROBS[: kept(p)].sum()
    return text(f"留下 {n} 个，合计 {mass:.2f}", f"{n} kept, {mass:.2f} in total")


save(
    "sampling-cut",
    text(
        "柱状图：十二个词的概率从大到小；p 从 0.3 到 0.95，留下的从 1 个增加到 8 个。",
        "Bar chart: the probabilities of twelve tokens in order; as p goes from 0.3 to 0.95, the number kept rises from 1 to 8.",
    ),
    bars(CUTS[0]),
    layout(
        title(CUTS[0]),
        text("名次", "rank"),
        text("概率", "probability"),
        sliders=slider([str(p) for p in CUTS], "p = "),
    ),
    [{"name": str(p), "data": bars(p), "layout": {"title": {"text": title(p)}}} for p in CUTS],
)


def draw(ax):
    n = kept(0.7)
    ax.bar(range(1, n + 1), PROBS[:n], color=KEPT, label="kept, p = 0.7")
    ax.bar(range(n + 1, len(PROBS) + 1), PROBS[n:], color=DROPPED, label="dropped")
    ax.set_xlabel("rank")
    ax.set_ylabel("probability")
    ax.legend()


save_svg("sampling-cut", draw)
print([kept(p) for p in CUTS])
