"""Share of digits that come back from a state of k decimal digits, for inputs of 1 to 12 digits: run, not derived."""

import random

from figure_files import layout, save, save_svg, slider, text

LENGTHS = list(range(1, 13))
SIZES = [1, 2, 3, 4, 6, 8]
TRIES = 400


def share(length, size):
    """Mean share of positions that are right, over random inputs without zeros."""
    rng = random.Random(100 * length + size)
    right = 0
    for _ in range(TRIES):
        digits = [1 + int(9 * rng.random()) for _ in range(length)]
        state = 0
        for x in digits:
            state = (10 * state + x) % 10**size
        out = []
        while state:
            out.append(state % 10)
            state //= 10
        right += sum(a == b for a, b in zip(out, reversed(digits)))
    return right / (TRIES * length)


def bar(size):
    return {"type": "bar", "x": LENGTHS, "y": [round(share(n, size), 3) for n in LENGTHS], "marker": {"color": "#2563eb"}}


save(
    "bounded-state",
    text(
        "柱状图：状态能装 k 位数字时，长度 1 到 12 的输入有多大比例的数字能还原。长度不超过 k 时为 1，之后按 k 除以长度下降。",
        (
            "Bar chart: the share of digits that come back from a state of k digits, for inputs of "
            "1 to 12 digits. It is 1 up to length k and then falls as k over the length."
        ),
    ),
    [bar(3)],
    layout(
        text("装得下多少？", "How much fits in?"),
        text("输入的长度", "length of the input"),
        text("还原正确的比例", "share that comes back"),
        yaxis={"range": [0, 1.05]},
        xaxis={"dtick": 1},
        sliders=[{**slider([str(k) for k in SIZES], {"zh": "状态的位数：", "en": "digits in the state: "})[0], "active": 2}],
        margin={"t": 60},
    ),
    [{"name": str(k), "data": [bar(k)]} for k in SIZES],
)


def draw(ax):
    for k in SIZES:
        ax.plot(LENGTHS, [share(n, k) for n in LENGTHS], "o-", label=f"{k}")
    ax.set_xlabel("length of the input")
    ax.set_ylabel("share that comes back")
    ax.legend(title="digits in the state")


save_svg("bounded-state", draw)
