"""Multiplications of one layer against the length: the two parts of self-attention, RNN, convolution of width 3."""

from figure_files import layout, save, save_svg, slider, text

LENGTHS = [2**k for k in range(4, 15)]
SIZES = [64, 128, 256, 512, 1024]
KERNEL = 3


def counts(t, size):
    """(pairs and projections of self-attention, RNN, convolution)"""
    return 2 * t**2 * size, 4 * t * size**2, 2 * t * size**2, KERNEL * t * size**2


NAMES = [
    text("词对", "pairs"),
    text("投影", "projections"),
    text("RNN", "RNN"),
    text("卷积", "convolution"),
]
COLORS = ["#2563eb", "#7c3aed", "#d97706", "#059669"]


def lines(size):
    made = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": NAMES[i],
            "x": LENGTHS,
            "y": [counts(t, size)[i] for t in LENGTHS],
            "line": {"color": COLORS[i]},
        }
        for i in range(4)
    ]
    knee = 2 * size
    mark = {
        "type": "scatter",
        "mode": "markers",
        "name": "T = 2D",
        "x": [knee],
        "y": [counts(knee, size)[0]],
        "marker": {"size": 13, "symbol": "circle-open", "color": "#dc2626", "line": {"width": 3}},
    }
    return [*made, mark]


save(
    "cost-curves",
    text(
        "对数折线图：句长 16 到 16384，自注意力的词对与投影、RNN、宽 3 的卷积各要多少次乘法；红圈处句长是 2D，往后词对更多。",
        "Logarithmic lines: multiplications for pairs and projections of self-attention, an RNN and a convolution of width 3, "
        "lengths 16 to 16384; at the red circle the length is 2D, beyond it the pairs outgrow the projections.",
    ),
    lines(SIZES[0]),
    layout(
        text("一层要多少次乘法：自注意力的两部分与另两种层", "self-attention in two parts, and two other layers"),
        text("句长 T", "length T"),
        text("乘法次数", "multiplications"),
        xaxis={"type": "log", "range": [1.1, 4.3]},
        yaxis={"type": "log", "range": [4.2, 12.5]},
        legend={"x": 0.02, "y": 0.98},
        sliders=slider([str(size) for size in SIZES], "D = "),
    ),
    [{"name": str(size), "data": lines(size)} for size in SIZES],
)


def draw(ax):
    for i, name in enumerate(name["en"] for name in NAMES):
        ax.loglog(LENGTHS, [counts(t, 512)[i] for t in LENGTHS], "o-", color=COLORS[i], label=name)
    ax.axvline(1024, color="#dc2626", linestyle=":", label="T = 2D")
    ax.set_xlabel("length T")
    ax.set_ylabel("multiplications, D = 512")
    ax.legend()


save_svg("cost-curves", draw)
