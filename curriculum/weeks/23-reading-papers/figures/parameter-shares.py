"""Where the Transformer's parameters are, against its width: embedding, attention, feed-forward, biases and norms."""

from figure_files import layout, save, save_svg, slider, text

V, L = 37_000, 6
WIDTHS = [64, 128, 256, 512, 1024, 2048, 4096]
PARTS = [
    (text("嵌入", "embedding"), "#d97706"),
    (text("注意力", "attention"), "#2563eb"),
    (text("前馈", "feed-forward"), "#7c3aed"),
    (text("偏置与归一化", "biases and norms"), "#059669"),
]


def counts(d):
    return [V * d, 12 * L * d * d, 16 * L * d * d, L * (12 * d + 10 * d + 10 * d)]


assert sum(counts(512)) == 63_082_496


def bars(d):
    values = counts(d)
    total = sum(values)
    return [
        {
            "type": "bar",
            "x": [name for name, _ in PARTS],
            "y": [round(value / total, 4) for value in values],
            "text": [f"{value / total:.1%}<br>{value / 1e6:.1f} M" for value in values],
            "textposition": "outside",
            "cliponaxis": False,
            "marker": {"color": [color for _, color in PARTS]},
            "showlegend": False,
        }
    ]


save(
    "parameter-shares",
    text(
        "柱图：宽度 64 到 4096 的 Transformer 里，嵌入、注意力、前馈、偏置与归一化各占参数的几成；嵌入从近八成降到不足一成。",
        "Bars: the shares of embedding, attention, feed-forward, and biases with norms in Transformers of width 64 to 4096; "
        "the embedding falls from nearly eight tenths to below one tenth.",
    ),
    bars(WIDTHS[0]),
    layout(
        text("参数在哪里", "where the parameters are"),
        "",
        text("份额", "share"),
        yaxis={"range": [0, 1], "tickformat": ".0%"},
        sliders=slider([str(width) for width in WIDTHS], "d = "),
    ),
    [{"name": str(width), "data": bars(width)} for width in WIDTHS],
)


def draw(ax):
    bottom = [0.0] * len(WIDTHS)
    for k, (name, color) in enumerate(PARTS):
        heights = [counts(d)[k] / sum(counts(d)) for d in WIDTHS]
        ax.bar([str(d) for d in WIDTHS], heights, bottom=bottom, color=color, label=name["en"])
        bottom = [low + height for low, height in zip(bottom, heights, strict=True)]
    ax.set_xlabel("width d")
    ax.set_ylabel("share of the parameters")
    ax.legend(fontsize=8)


save_svg("parameter-shares", draw)
