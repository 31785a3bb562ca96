"""How many rows a U-Net loses when it halves and doubles without looking: heights 48 to 96, 1 to 5 levels."""

from figure_files import layout, save, save_svg, slider, text

HEIGHTS = list(range(48, 97))
LEVELS = [1, 2, 3, 4, 5]


def missing(height, levels):
    return height - (height >> levels << levels)


def traces(levels):
    lost = [missing(height, levels) for height in HEIGHTS]
    exact = [height for height, rows in zip(HEIGHTS, lost, strict=True) if rows == 0]
    return [
        {
            "type": "bar",
            "name": text("少的行数", "rows missing"),
            "x": HEIGHTS,
            "y": lost,
            "marker": {"color": "#d97706"},
        },
        {
            "type": "scatter",
            "mode": "markers",
            "name": text("一行不少", "none missing"),
            "x": exact,
            "y": [0] * len(exact),
            "marker": {"size": 11, "color": "#059669"},
        },
    ]


save(
    "unet-sizes",
    text(
        "柱图：高度 48 到 96 的图减半再加倍之后少了几行，滑块是减半的次数；少的行数是高度除以 2 的幂的余数，层数越多锯齿越高。",
        "Bars: rows missing after halving and doubling for heights 48 to 96, with a slider for the halvings; they are the "
        "remainder by a power of two, and the teeth grow with every level.",
    ),
    traces(LEVELS[3]),
    layout(
        text("一路减半再一路加倍，少了几行", "rows missing after halving and doubling"),
        text("输入的高", "height of the input"),
        text("少的行数", "rows missing"),
        yaxis={"range": [-1, 32]},
        legend={"x": 0.02, "y": 0.98},
        sliders=[{**slider([str(levels) for levels in LEVELS], "L = ")[0], "active": 3}],
    ),
    [{"name": str(levels), "data": traces(levels)} for levels in LEVELS],
)


def draw(ax):
    ax.bar(HEIGHTS, [missing(height, 4) for height in HEIGHTS], color="#d97706")
    ax.set_xlabel("height of the input")
    ax.set_ylabel("rows missing after four levels")


save_svg("unet-sizes", draw)
