"""Three ways of masking while the score at the masked place rises: before the softmax, after it, after it and divided."""

import numpy as np
from figure_files import layout, save, save_svg, slider, text

KEPT = np.log(np.array([2.0, 5.0])).astype(np.float32)
PAD_SCORES = [-5, 0, 1, 2, 4, 6, 10, 50, 100, 120]
START = PAD_SCORES.index(1)
WORDS = ["k₁", "k₂", "PAD"]
WAYS = [
    ("before", text("先屏蔽", "masked before"), "#2563eb"),
    ("after", text("事后清零", "zeroed afterwards"), "#d97706"),
    ("divided", text("清零再除以和", "zeroed and divided"), "#059669"),
]


def weights(way, pad_score):
    """Three weights in float32; the last place is masked."""
    if way == "before":
        e = np.exp(KEPT - KEPT.max())
        return np.append(e / e.sum(), np.float32(0))
    scores = np.append(KEPT, np.float32(pad_score)).astype(np.float32)
    e = np.exp(scores - scores.max())
    late = e / e.sum() * np.array([1, 1, 0], np.float32)
    if way == "after":
        return late
    with np.errstate(invalid="ignore"):
        return late / late.sum()


def bars(pad_score):
    return [
        {
            "type": "bar",
            "name": name,
            "x": WORDS,
            "y": [None if np.isnan(w) else round(float(w), 4) for w in weights(way, pad_score)],
            "marker": {"color": color},
        }
        for way, name, color in WAYS
    ]


def title(pad_score):
    after, divided = (float(weights(way, pad_score).sum()) for way in ("after", "divided"))
    shown = "nan" if np.isnan(divided) else f"{divided:.2f}"
    return text(f"权重之和：清零 {after:.3f}，再除以和 {shown}", f"sums: zeroed {after:.3f}, divided {shown}")


control = slider([str(s) for s in PAD_SCORES], "e(PAD) = ")
control[0]["active"] = START
save(
    "late-masks",
    text(
        "柱状图：三种屏蔽方式的权重。填充位的得分升高时，先屏蔽的不变，事后清零的缩小到零，清零再除以和的在 120 处成为 nan。",
        "Bar chart: weights under three ways of masking. As the score at the padding rises, masked before stays, zeroed "
        "afterwards shrinks to nothing, and zeroed and divided becomes nan at 120.",
    ),
    bars(PAD_SCORES[START]),
    layout(
        title(PAD_SCORES[START]),
        text("键", "keys"),
        text("权重", "weight"),
        xaxis={"type": "category"},
        yaxis={"range": [0, 1]},
        barmode="group",
        legend={"x": 0.98, "xanchor": "right", "y": 0.98},
        sliders=control,
    ),
    [{"name": str(s), "data": bars(s), "layout": {"title": {"text": title(s)}}} for s in PAD_SCORES],
)


def draw(ax):
    s = np.linspace(-5, 12, 120)
    for way, name, color in WAYS:
        ax.plot(s, [weights(way, x)[:2].sum() for x in s], {"divided": "--"}.get(way, "-"), color=color, label=name["en"])
    ax.set_xlabel("score at the padding")
    ax.set_ylabel("sum of the weights")
    ax.legend()


save_svg("late-masks", draw)
