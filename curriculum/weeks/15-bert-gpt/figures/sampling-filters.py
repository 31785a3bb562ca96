"""Builds sampling-filters: the lesson's character model after two contexts, under three filters and five temperatures."""

import runpy
from pathlib import Path

import numpy as np
from figure_files import buttons, layout, save, save_svg, slider, text

cells = runpy.run_path(str(Path(__file__).parents[1] / "lessons" / "04-gpt-generation.py"))
CONTEXTS = ["The whal", "The "]
TEMPERATURES = [1.0, 0.5, 0.75, 1.5, 2.0]  # the first is the one shown at the start
SHOWN = 16
FILTERS = {
    "top-k 3": lambda p: cells["top_k"](p, 3),
    "top-k 10": lambda p: cells["top_k"](p, 10),
    "top-p 0.8": lambda p: cells["top_p"](p, 0.8),
}


def heated(context, temperature):
    p = cells["next_char"](context) ** (1 / temperature)
    return p / p.sum()


best = [np.argsort(-cells["next_char"](c), kind="stable")[:SHOWN] for c in CONTEXTS]


def values(temperature):
    """One list of heights for each trace: before any filter in both panels, then each filter in both panels."""
    before = [heated(c, temperature) for c in CONTEXTS]
    filtered = [choose(p) for choose in FILTERS.values() for p in before]
    kept = [int((p > 0).sum()) for p in filtered]
    return [p[best[k % 2]].round(4).tolist() for k, p in enumerate(before + filtered)], kept


def trace(k, y):
    panel, name = k % 2, [text("筛之前", "before"), *FILTERS][k // 2]
    return {
        "type": "bar",
        "x": [cells["chars"][i].replace(" ", "␣") for i in best[panel]],
        "y": y,
        "name": name,
        "xaxis": "x2" if panel else "x",
        "yaxis": "y2" if panel else "y",
        "marker": {"color": "#9ca3af" if k < 2 else "#b45309"},
        "showlegend": panel == 0,
        "visible": k < 2 or k // 2 == len(FILTERS),
    }


counts = {}
for temperature in sorted(TEMPERATURES):
    kept = values(temperature)[1]
    counts[temperature] = {name: kept[2 * k : 2 * k + 2] for k, name in enumerate(FILTERS)}
    print(temperature, counts[temperature])

order = sorted(TEMPERATURES)
frames = [
    {"name": f"{t:g}", "data": [{"y": y} for y in values(t)[0]], "traces": list(range(2 + 2 * len(FILTERS)))} for t in order
]
sliders = slider([f"{t:g}" for t in order], text("温度 T = ", "temperature T = "))
sliders[0]["active"] = order.index(1.0)
shown = [[True, True, *(k // 2 == f for k in range(2 * len(FILTERS)))] for f in range(len(FILTERS))]
menus = buttons(list(FILTERS), shown)
menus[0]["active"] = len(FILTERS) - 1
rows = [
    text(
        f"T = {t:g}：" + "，".join(f"{n} 留下 {a} 个与 {b} 个" for n, (a, b) in by.items()),
        f"T = {t:g}: " + ", ".join(f"{n} keeps {a} and {b}" for n, (a, b) in by.items()),
    )
    for t, by in counts.items()
]
save(
    "sampling-filters",
    text(
        "两格柱状图：The whal 与 The 之后的下一个字符，筛之前与筛之后。" + "；".join(row["zh"] for row in rows),
        "Two bar charts of the next character after The whal and after The, before and after filtering. "
        + "; ".join(row["en"] for row in rows),
    ),
    [trace(k, y) for k, y in enumerate(values(1.0)[0])],
    layout(
        text("下一个字符：筛之前与筛之后", "The next character before and after filtering"),
        "",
        text("The whal… 概率", "The whal… prob."),
        xaxis={"anchor": "y", "type": "category"},
        yaxis={"domain": [0.58, 1], "range": [0, 1.05]},
        xaxis2={
            "anchor": "y2",
            "type": "category",
            "title": {"text": text("下一个字符（未筛时最大的 16 个）", "next character (the best 16 unfiltered)")},
        },
        yaxis2={"domain": [0, 0.42], "range": [0, 0.6], "title": {"text": text("The … 概率", "The … prob.")}},
        height=560,
        legend={"orientation": "h", "x": 1, "xanchor": "right", "y": 0.5, "yanchor": "middle"},
        margin={"t": 100},
        updatemenus=menus,
        sliders=sliders,
    ),
    frames,
)


def draw(ax):
    heights = values(1.0)[0]
    at = np.arange(SHOWN)
    for panel, shift in ((0, 0), (1, SHOWN + 2)):
        ax.bar(at + shift - 0.2, heights[panel], 0.4, color="#9ca3af", label="before" if panel == 0 else None)
        ax.bar(at + shift + 0.2, heights[-2 + panel], 0.4, color="#b45309", label="top-p 0.8" if panel == 0 else None)
    labels = [cells["chars"][i].replace(" ", "_") for panel in best for i in panel]
    ax.set_xticks([*at, *(at + SHOWN + 2)], labels)
    ax.set_xlabel("next character after “The whal” (left) and “The ” (right), T = 1")
    ax.set_ylabel("probability")
    ax.legend()


save_svg("sampling-filters", draw)
