"""Where one activation of 1.0 lands after normalisation among random neighbours, for several batch sizes."""

import numpy as np
from figure_files import layout, save, save_svg, slider, text

VALUE, MEAN, STD = 1.0, 0.0, 1.0  # neighbours are drawn from N(0, 1): evaluation mode gives 1.0
SIZES = [2, 4, 8, 16, 32, 64, 128]
EDGES = np.linspace(-1, 3, 41)
CENTRES = [round(float(c), 3) for c in (EDGES[:-1] + EDGES[1:]) / 2]


def shares(size, draws=4000):
    """Share of draws in each bin of the normalised value."""
    rng = np.random.default_rng(8)
    rows = np.column_stack([np.full(draws, VALUE), rng.normal(MEAN, STD, (draws, size - 1))])
    out = (VALUE - rows.mean(axis=1)) / np.sqrt(rows.var(axis=1) + 1e-5)
    counts, _ = np.histogram(out, EDGES)
    return [round(float(c) / draws, 4) for c in counts]


def bars(size):
    return {
        "type": "bar",
        "name": text("训练模式", "training mode"),
        "x": CENTRES,
        "y": shares(size),
        "marker": {"color": "#2563eb"},
    }


line = {
    "type": "scatter",
    "mode": "lines",
    "name": text("评估模式", "evaluation mode"),
    "x": [1.0, 1.0],
    "y": [0, 0.5],
    "line": {"color": "#d97706", "width": 3},
}
save(
    "batch-company",
    text(
        "直方图：数值为 1 的激活与随机邻座一起归一化之后的分布，批大小从 2 到 128；竖线是评估模式的结果 1。",
        "Histogram: where an activation of 1 lands after normalisation with random neighbours, for batches of 2 to 128; "
        "the vertical line is the result of evaluation mode, 1.",
    ),
    [bars(SIZES[0]), line],
    layout(
        text("同一个数，不同的邻座", "One number, many companies"),
        text("归一化之后的值", "value after normalisation"),
        text("所占的比例", "share"),
        xaxis={"range": [-1, 3]},
        yaxis={"range": [0, 0.5]},
        bargap=0.05,
        legend={"orientation": "h", "y": 1.12},
        sliders=slider([str(size) for size in SIZES], {"zh": "批大小：", "en": "batch size: "}),
    ),
    [{"name": str(size), "data": [bars(size), line]} for size in SIZES],
)


def draw(ax):
    for size, color in ((4, "#93c5fd"), (16, "#3b82f6"), (128, "#1e3a8a")):
        ax.step(CENTRES, shares(size), where="mid", color=color, label=f"batch of {size}")
    ax.axvline(1, color="#d97706", linewidth=2, label="evaluation mode")
    ax.set_xlabel("value after normalisation")
    ax.set_ylabel("share")
    ax.legend()


save_svg("batch-company", draw)
