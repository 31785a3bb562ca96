"""Lesson 2: co-occurrences of a small generated corpus, and what is left of them in PPMI."""

import numpy as np
from figure_files import buttons, layout, save, save_svg, text

GROUPS = (
    [["cat", "dog", "horse", "cow"], ["eats", "sleeps", "runs", "drinks"]],
    [
        ["tax", "fee", "rent", "debt"],
        ["rises", "falls", "accrues", "expires"],
    ],
)
WORDS = ["the", *GROUPS[0][0], *GROUPS[0][1], *GROUPS[1][0], *GROUPS[1][1]]


def corpus(count):
    rng = np.random.default_rng(0)
    for _ in range(count):
        nouns, verbs = GROUPS[int(rng.random() < 0.5)]
        yield ["the", str(rng.choice(nouns)), str(rng.choice(verbs))]


def table(window=2):
    index = {word: k for k, word in enumerate(WORDS)}
    counts = np.zeros((len(WORDS), len(WORDS)))
    for sentence in corpus(400):
        for i, one in enumerate(sentence):
            for j, other in enumerate(sentence):
                if i != j and abs(i - j) <= window:
                    counts[index[one], index[other]] += 1
    return counts


counts = table()
with np.errstate(divide="ignore"):
    expected = counts.sum(1, keepdims=True) * counts.sum(0, keepdims=True) / counts.sum()
    ppmi = np.maximum(np.log2(counts / expected), 0)


def heat(values, shown, digits):
    return {
        "type": "heatmap",
        "z": np.round(values, digits).tolist(),
        "x": WORDS,
        "y": WORDS,
        "colorscale": [[0, "rgba(76,120,168,0.05)"], [1, "#4c78a8"]],
        "visible": shown,
        "hovertemplate": "%{y}, %{x}: %{z}<extra></extra>",
    }


titles = [text("共现次数", "Co-occurrence counts"), text("PPMI", "PPMI")]
shape = layout(
    titles[0],
    "",
    "",
    xaxis={"automargin": True, "tickangle": -60},
    yaxis={"autorange": "reversed", "automargin": True},
    updatemenus=buttons([text("次数", "counts"), "PPMI"], [[True, False], [False, True]], titles),
    margin={"t": 90},
)
alt = text(
    "17 个词两两共现的热图。次数里最亮的是 the 的一行一列；PPMI 里它们淡成均匀的一片，露出动物与动词、款项与动词的四个方块。",
    (
        "Heat map of 17 words by 17. In counts the row and column of the are the brightest; in PPMI they fade "
        "evenly and four blocks appear, animals with their verbs and sums of money with theirs."
    ),
)
save("counts-to-ppmi", alt, [heat(counts, True, 0), heat(ppmi, False, 2)], shape)


def draw(ax):
    ax.imshow(ppmi, cmap="Blues")
    ax.set_xticks(range(len(WORDS)), WORDS, rotation=70, fontsize=7)
    ax.set_yticks(range(len(WORDS)), WORDS, fontsize=7)


save_svg("counts-to-ppmi", draw)
print(counts[0].astype(int), ppmi[0].round(2))
