"""Parameters of 784-h-10 by layer, as the hidden width h changes."""

from figure_files import layout, save, save_svg, slider, text

WIDTHS = [16, 32, 64, 128, 256, 377, 512]
NAMES = ["hidden.weight", "hidden.bias", "out.weight", "out.bias"]


def counts(h):
    return [784 * h, h, h * 10, 10]


def traces(h):
    values = counts(h)
    return [
        {
            "type": "bar",
            "x": NAMES,
            "y": values,
            "text": [f"{v:,}" for v in values],
            "textposition": "outside",
            "name": text("参数个数", "parameters"),
            "cliponaxis": False,
        }
    ]


labels = [str(h) for h in WIDTHS]
save(
    "parameter-count",
    text(
        "柱状图：784-h-10 网络四组参数的个数，纵轴为对数刻度；隐藏层权重远多于其余。",
        "Bar chart of the four groups of parameters of a 784-h-10 network on a log axis; the hidden weight dwarfs the rest.",
    ),
    traces(16),
    layout(
        text("784-h-10 的参数都在哪里", "Where the parameters of 784-h-10 are"),
        text("参数", "parameter"),
        text("个数（对数刻度）", "count (log scale)"),
        yaxis={"type": "log", "range": [0, 6.2]},
        sliders=slider(labels, text("隐藏层宽度 h = ", "hidden width h = ")),
    ),
    frames=[{"name": label, "data": traces(int(label))} for label in labels],
)


def draw(ax):
    ax.bar(NAMES, counts(128))
    ax.set_yscale("log")
    ax.set_ylabel("parameters (h = 128)")


save_svg("parameter-count", draw)
