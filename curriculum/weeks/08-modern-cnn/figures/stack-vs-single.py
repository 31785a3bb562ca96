"""Weights of one large kernel and of a stack of 3×3 with the same receptive field, 64 channels in and out."""

from figure_files import layout, save, save_svg, slider, text

CHANNELS = 64
FIELDS = [3, 5, 7, 9, 11, 13]


def counts(field):
    """(one kernel, stack of 3×3) in thousands of weights."""
    return field**2 * CHANNELS**2 / 1000, (field - 1) // 2 * 9 * CHANNELS**2 / 1000


NAMES = [text("一层大核", "one large kernel"), text("3×3 堆叠", "stack of 3×3")]


def bar(field):
    values = [round(v, 1) for v in counts(field)]
    return {
        "type": "bar",
        "x": NAMES,
        "y": values,
        "text": [f"{v:g}k" for v in values],
        "marker": {"color": ["#d97706", "#2563eb"]},
    }


TOP = 1.1 * counts(FIELDS[-1])[0]
save(
    "stack-vs-single",
    text(
        "柱状图：感受野为 3 到 13 时，一层大核与一叠 3×3 卷积的权重个数，单位是千。",
        "Bar chart: for receptive fields from 3 to 13, thousands of weights in one large kernel and in a stack of 3×3.",
    ),
    [bar(FIELDS[0])],
    layout(
        text("同样的感受野，多少权重？", "The same receptive field, how many weights?"),
        text("64 个通道", "64 channels"),
        text("权重（千）", "weights (thousands)"),
        yaxis={"range": [0, TOP]},
        sliders=slider([f"{field}×{field}" for field in FIELDS], {"zh": "感受野：", "en": "receptive field: "}),
        margin={"t": 60},
    ),
    [{"name": f"{field}×{field}", "data": [bar(field)]} for field in FIELDS],
)


def draw(ax):
    ax.plot(FIELDS, [counts(f)[0] for f in FIELDS], "o-", color="#d97706", label="one large kernel")
    ax.plot(FIELDS, [counts(f)[1] for f in FIELDS], "s-", color="#2563eb", label="stack of 3×3")
    ax.set_xlabel("receptive field")
    ax.set_ylabel("weights (thousands), 64 channels")
    ax.set_xticks(FIELDS)
    ax.legend()


save_svg("stack-vs-single", draw)
