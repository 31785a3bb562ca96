"""Lesson 4: pairs of words on the plane of their own principal components. Run with the built assets:

python analogy-map.py STATE    (the folder with assets/glove-50d)
"""

import sys
from pathlib import Path

import numpy as np
from figure_files import buttons, layout, save, save_svg, text

FAMILIES = {
    "capitals": "france paris italy rome japan tokyo germany berlin russia moscow egypt cairo",
    "plurals": "car cars dog dogs tree trees king kings child children book books",
    "family": "man woman uncle aunt brother sister son daughter actor actress king queen",
}
NAMES = {"capitals": text("首都", "capitals"), "plurals": text("复数", "plurals"), "family": text("亲属与性别", "family")}


def vectors(wanted):
    found = {}
    with (Path(sys.argv[1]) / "assets/glove-50d/vectors.txt").open(encoding="utf-8") as file:
        for line in file:
            word, _, numbers = line.partition(" ")
            if word in wanted:
                row = np.array(numbers.split(), float)
                found[word] = row / np.linalg.norm(row)
    return found


table = vectors({word for line in FAMILIES.values() for word in line.split()})


def places(line):
    """(words, their two coordinates)."""
    words = line.split()
    rows = np.stack([table[word] for word in words])
    rows = rows - rows.mean(axis=0)
    flat = rows @ np.linalg.svd(rows, full_matrices=False)[2][:2].T
    return words, (flat * np.sign(flat[1] - flat[0])).round(3)


def trace(line, shown):
    words, flat = places(line)
    x, y, labels = [], [], []
    for k in range(0, len(words), 2):
        x += [flat[k][0], flat[k + 1][0], None]
        y += [flat[k][1], flat[k + 1][1], None]
        labels += [words[k], words[k + 1], ""]
    return {
        "type": "scatter",
        "mode": "lines+markers+text",
        "x": [None if v is None else float(v) for v in x],
        "y": [None if v is None else float(v) for v in y],
        "text": labels,
        "textposition": "top center",
        "visible": shown,
        "hoverinfo": "text",
    }


data = [trace(line, k == 0) for k, line in enumerate(FAMILIES.values())]
shape = layout(
    NAMES["capitals"],
    text("第一主成分", "first component"),
    text("第二主成分", "second component"),
    showlegend=False,
    updatemenus=buttons(list(NAMES.values()), [[k == n for k in range(3)] for n in range(3)], list(NAMES.values())),
    margin={"t": 90},
)
alt = text(
    "三组词对在各自两个主成分上的位置，每一对连成一线。首都与亲属的线大致平行，复数的线方向散。",
    (
        "Pairs of words on their two principal components, a line for each pair: "
        "roughly parallel for capitals and family, scattered for plurals."
    ),
)
save("analogy-map", alt, data, shape)


def draw(ax):
    words, flat = places(FAMILIES["capitals"])
    for k in range(0, len(words), 2):
        ax.plot(flat[k : k + 2, 0], flat[k : k + 2, 1], "o-", color="#4c78a8")
    for word, (x, y) in zip(words, flat):
        ax.annotate(word, (x, y), fontsize=8, xytext=(3, 3), textcoords="offset points")
    ax.set_xlabel("first component")
    ax.set_ylabel("second component")


save_svg("analogy-map", draw)
for name, line in FAMILIES.items():
    words, _ = places(line)
    steps = np.stack([table[words[k + 1]] - table[words[k]] for k in range(0, len(words), 2)])
    steps /= np.linalg.norm(steps, axis=1, keepdims=True)
    print(name, "mean cosine between the shifts", round(float((steps @ steps.T)[np.triu_indices(len(steps), 1)].mean()), 2))
