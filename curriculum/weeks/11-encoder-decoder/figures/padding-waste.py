"""Share of PADs in batches of the course's English–French pairs, mixed and in buckets of length."""

import random

from figure_files import layout, save, save_svg, slider, text

from workers.assets.datasets.pairs import en_fr

LENGTHS = [len(line.split("\t")[0].split()) + 1 for line in en_fr().public["train.tsv"].decode().splitlines()]
SIZES = [1, 4, 16, 64, 256]
NAMES = [text("随机混合", "mixed at random"), text("按长度分桶", "in buckets")]


def waste(lengths, size):
    """PADs as a share of all places."""
    batches = [lengths[i : i + size] for i in range(0, len(lengths), size)]
    places = sum(len(batch) * max(batch) for batch in batches)
    return 1 - sum(lengths) / places


MIXED = list(LENGTHS)
random.Random(0).shuffle(MIXED)
SHARES = {size: [waste(MIXED, size), waste(sorted(LENGTHS), size)] for size in SIZES}


def bar(size):
    values = [round(value, 4) for value in SHARES[size]]
    return {
        "type": "bar",
        "x": NAMES,
        "y": values,
        "text": [f"{100 * value:.1f}%" for value in values],
        "marker": {"color": ["#d97706", "#2563eb"]},
    }


save(
    "padding-waste",
    text(
        "柱状图：批大小为 1、4、16、64、256 时，随机混合与按长度分桶两种做法里 PAD 占全部位置的比例。",
        (
            "Bar chart: the share of PADs among all places for batches of 1, 4, "
            "16, 64 and 256, mixed at random and in buckets of length."
        ),
    ),
    [bar(64)],
    layout(
        text("PAD 占了多少？", "How much is PAD?"),
        text("6,000 句英文", "6,000 English sentences"),
        text("PAD 的比例", "share of PADs"),
        yaxis={"range": [0, 0.8]},
        sliders=[{**slider([str(k) for k in SIZES], {"zh": "批大小：", "en": "batch size: "})[0], "active": 3}],
        margin={"t": 60},
    ),
    [{"name": str(k), "data": [bar(k)]} for k in SIZES],
)


def draw(ax):
    ax.plot(SIZES, [SHARES[k][0] for k in SIZES], "o-", color="#d97706", label="mixed at random")
    ax.plot(SIZES, [SHARES[k][1] for k in SIZES], "s-", color="#2563eb", label="in buckets")
    ax.set_xscale("log", base=2)
    ax.set_xlabel("batch size")
    ax.set_ylabel("share of PADs")
    ax.legend()


save_svg("padding-waste", draw)
