"""One question, magnified: five weights go from equal shares to one owner."""

import numpy as np
from figure_files import layout, save, save_svg, slider, text

SCORES = np.array([0.6, 1.0, 0.2, 0.8, -0.5])  # q·k for five entries
VALUES = np.array([4.0, 8.0, 1.0, 6.0, 2.0])
FACTORS = [0, 0.5, 1, 2, 4, 8, 16, 32]
NAMES = [f"{v:g}" for v in VALUES]


def weights(factor):
    e = np.exp(factor * SCORES - (factor * SCORES).max())
    return e / e.sum()


def bar(factor):
    w = weights(factor)
    return {
        "type": "bar",
        "x": NAMES,
        "y": [round(float(v), 4) for v in w],
        "text": [f"{v:.2f}" for v in w],
        "marker": {"color": "#2563eb"},
    }


def title(factor):
    result = float(weights(factor) @ VALUES)
    return text(f"软查询的结果 {result:.2f}，硬查询是 8", f"soft lookup gives {result:.2f}, a hard one 8")


save(
    "lookup-sharpness",
    text(
        "柱状图：同一个问题放大 0 到 32 倍时五个词条的权重，从各 0.2 变成第二个词条独占。",
        "Bar chart: the weights of five entries as one question is magnified 0 to 32 times, from 0.2 each to the second alone.",
    ),
    [bar(1)],
    layout(
        title(1),
        text("五个词条，以它们的值为名", "five entries, named by their values"),
        text("权重", "weight"),
        xaxis={"type": "category"},
        yaxis={"range": [0, 1.08]},
        sliders=[
            {**slider([f"{f:g}" for f in FACTORS], {"zh": "放大：", "en": "magnified: "})[0], "active": 2, "pad": {"t": 80}}
        ],
    ),
    [{"name": f"{f:g}", "data": [bar(f)], "layout": {"title": {"text": title(f)}}} for f in FACTORS],
)


def draw(ax):
    width = 0.2
    for i, (factor, color) in enumerate(((0, "#93c5fd"), (1, "#60a5fa"), (4, "#2563eb"), (32, "#1e3a8a"))):
        ax.bar(np.arange(5) + (i - 1.5) * width, weights(factor), width, color=color, label=f"magnified {factor}")
    ax.set_xticks(range(5), [f"value {name}" for name in NAMES])
    ax.set_ylabel("weight")
    ax.legend()


save_svg("lookup-sharpness", draw)
