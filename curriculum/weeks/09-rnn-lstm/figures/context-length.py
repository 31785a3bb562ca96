"""Bits per character of count models with 0 to 6 characters of context, on Moby Dick's training part and on the next 50,000.

Measured on the course's asset moby-dick; counts are smoothed by alpha over the whole vocabulary, without back-off.
"""

import math
import os
from collections import Counter
from pathlib import Path

from figure_files import layout, save, save_svg, slider, text

LENGTHS = range(7)
ALPHAS = (0.001, 0.01, 0.1, 1.0)
BLUE, ORANGE = "#4c78a8", "#f58518"
FOLDER = Path(os.environ.get("EVERYDAY_STATE", "var")) / "assets" / "moby-dick"


def counted(book, n):
    """(how often each n+1 characters, how often each context) of a text."""
    pairs = Counter(book[k : k + n + 1] for k in range(len(book) - n))
    contexts = Counter(book[k : k + n] for k in range(len(book) - n))
    return pairs, contexts


def bits(counts, book, n, alpha, size):
    pairs, contexts = counts
    total = 0.0
    for piece, times in Counter(book[k : k + n + 1] for k in range(len(book) - n)).items():
        p = (pairs[piece] + alpha) / (contexts[piece[:n]] + alpha * size)
        total -= times * math.log2(p)
    return total / (len(book) - n)


train, val = ((FOLDER / f"{name}.txt").read_text("utf-8") for name in ("train", "val"))
size = len(set(train)) + 1
tables = {n: counted(train, n) for n in LENGTHS}
lines = {alpha: [[round(bits(tables[n], book, n, alpha, size), 3) for n in LENGTHS] for book in (train, val)] for alpha in ALPHAS}
print(lines)


def traces(alpha):
    names = (text("训练文本", "training text"), text("没见过的文本", "unseen text"))
    return [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": list(LENGTHS),
            "y": y,
            "name": name,
            "line": {"color": colour, "dash": dash},
        }
        for y, name, colour, dash in zip(lines[alpha], names, (BLUE, ORANGE), ("solid", "dash"), strict=True)
    ]


labels = [f"{alpha:g}" for alpha in ALPHAS]
frames = [{"name": label, "data": traces(alpha)} for label, alpha in zip(labels, ALPHAS, strict=True)]
shape = layout(
    text("上下文的长度与每字符比特数", "Length of context and bits per character"),
    text("看几个前面的字符", "characters of context"),
    text("比特 / 字符", "bits per character"),
    yaxis={"range": [0, 7], "zeroline": False},
    xaxis={"dtick": 1},
    legend={"orientation": "h", "y": 1.02, "yanchor": "bottom"},
    sliders=slider(labels, text("平滑 α：", "smoothing α: ")),
    margin={"t": 80},
)
alt = text(
    (
        "两条线：横轴是上下文的长度，从零到六，纵轴是每字符比特数。训练文本的线大体下降，"
        "没见过的文本的线先降后升；α 越大，长上下文越不划算。"
    ),
    (
        "Two lines over the length of context, zero to six characters: bits per character mostly fall on the training text, "
        "and fall and rise again on unseen text; the larger alpha, the worse long contexts fare."
    ),
)
save("context-length", alt, traces(ALPHAS[0]), shape, frames)


def draw(ax):
    for y, colour, style in zip(lines[0.01], (BLUE, ORANGE), ("-o", "--s"), strict=True):
        ax.plot(list(LENGTHS), y, style, color=colour)
    ax.set_xlabel("characters of context (α = 0.01)", color="#777")
    ax.set_ylabel("bits per character", color="#777")
    ax.tick_params(colors="#777")


save_svg("context-length", draw)
