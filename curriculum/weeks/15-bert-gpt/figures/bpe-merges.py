"""How BPE cuts eight words after more and more merges, learnt from the training sentences of film-sentences.

python bpe-merges.py STATE    (the folder with assets/; without one the rows below are drawn as they were measured)
"""

import re
import runpy
import sys
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

from figure_files import HERE, layout, save, save_svg, slider, text

WORDS = ["film", "movie", "funny", "wonderful", "boring", "unhappiness", "storytelling", "xylophone"]
STEPS = [0, 25, 50, 100, 200, 400, 800, 1600]
MEASURED = HERE / "bpe_merges_data.py"
HEAD = '"""What bpe-merges.py measured: how eight words are cut after so many merges. Written by that script."""'


def joined(symbols, pair):
    out, i = [], 0
    while i < len(symbols):
        hit = tuple(symbols[i : i + 2]) == pair
        out.append("".join(symbols[i : i + 1 + hit]))
        i += 1 + hit
    return out


def learnt(counts, n):
    words, pairs, where = {word: list(word) for word in counts}, Counter(), defaultdict(set)
    for word, symbols in words.items():
        for pair in pairwise(symbols):
            pairs[pair] += counts[word]
            where[pair].add(word)
    merges = []
    while len(merges) < n:
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        for word in list(where[best]):
            for pair in pairwise(words[word]):
                pairs[pair] -= counts[word]
            words[word] = joined(words[word], best)
            for pair in pairwise(words[word]):
                pairs[pair] += counts[word]
                where[pair].add(word)
    return merges


def measure(state):
    lines = (state / "assets/film-sentences/train.tsv").read_text("utf-8").lower().splitlines()
    merges = learnt(Counter(re.findall("[a-z]+", " ".join(line.split("\t")[2] for line in lines))), max(STEPS))
    cuts = {}
    for n in STEPS:
        row = [list(word) for word in WORDS]
        for pair in merges[:n]:
            row = [joined(symbols, pair) for symbols in row]
        cuts[n] = [" ".join(symbols) for symbols in row]
    rows = "".join(f"    {n}: {row},\n" for n, row in cuts.items()).replace("'", '"')
    MEASURED.write_text(f"{HEAD}\n\nCUTS = {{\n{rows}}}\n")


if len(sys.argv) > 1:
    measure(Path(sys.argv[1]))
CUTS = {n: [row.split() for row in rows] for n, rows in runpy.run_path(str(MEASURED))["CUTS"].items()}


def bars(n):
    row = CUTS[n]
    return [
        {
            "type": "bar",
            "orientation": "h",
            "y": WORDS,
            "x": [len(symbols) for symbols in row],
            "text": [" · ".join(symbols) for symbols in row],
            "textposition": "auto",
            "marker": {"color": "#2563eb"},
        }
    ]


save(
    "bpe-merges",
    text(
        "横条图：八个词被切成几块。合并数从 0 增到 1600，film、movie 很快成为一块，xylophone 一直很碎。",
        "Bars: into how many pieces eight words are cut. As merges grow from 0 to 1600, film and movie soon become one piece, "
        "xylophone stays in scraps.",
    ),
    bars(0),
    layout(
        text("合并越多，常见的词越完整", "the more merges, the more complete frequent words"),
        text("块数", "pieces"),
        text("", ""),
        xaxis={"range": [0, 12.5]},
        yaxis={"autorange": "reversed", "automargin": True},
        sliders=slider([str(n) for n in STEPS], "n = "),
    ),
    [{"name": str(n), "data": bars(n)} for n in STEPS],
)


def draw(ax):
    for n in (0, 100, 1600):
        ax.plot([len(symbols) for symbols in CUTS[n]], WORDS, "o", label=f"{n} merges")
    ax.invert_yaxis()
    ax.set_xlabel("pieces")
    ax.legend()


save_svg("bpe-merges", draw)
