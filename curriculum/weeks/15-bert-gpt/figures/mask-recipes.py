"""Builds mask-recipes: what four ways of spoiling the input do to the middle word, with the lesson's small model."""

import runpy
from pathlib import Path

from figure_files import buttons, layout, save, save_svg, text

LESSON = Path(__file__).parents[1] / "lessons" / "03-bert-mlm-nsp.py"
LESSON = LESSON if LESSON.exists() else Path(__file__).parent / LESSON.name
RECIPES = {"100/0/0": (1.0, 0.0), "80/0/20": (0.8, 0.0), "80/20/0": (0.8, 0.2), "80/10/10": (0.8, 0.1)}
CASES = [text("遮住", "masked"), text("不碰", "untouched"), text("错词", "wrong word")]

cells = runpy.run_path(str(LESSON))
results = {}
for name, shares in RECIPES.items():
    model = cells["trained"](shares)
    results[name] = [cells["right"](model, case) for case in ("mask", None, "wrong")]
    print(name, results[name])

names = list(RECIPES)
title = text("中间的词猜对的比例", "Share of middle words got right")
traces = [{"type": "bar", "x": CASES, "y": results[name], "name": name, "visible": k == 0} for k, name in enumerate(names)]
save(
    "mask-recipes",
    text(
        "四种掺法各训练一个小模型，柱高是中间的词猜对的比例：" + "；".join(f"{n}：{v}" for n, v in results.items()),
        "One small model for each of four recipes; bars show the share of middle words got right: "
        + "; ".join(f"{n}: {v}" for n, v in results.items()),
    ),
    traces,
    layout(
        title,
        text("输入里中间的词", "The middle word of the input"),
        text("猜对的比例", "Share right"),
        yaxis={"range": [0, 1.05]},
        updatemenus=buttons(names, [[k == i for k in range(len(names))] for i in range(len(names))]),
    ),
)


def draw(ax):
    for k, name in enumerate(names):
        ax.bar([i + 0.2 * k for i in range(3)], results[name], 0.18, label=name)
    ax.set_xticks([i + 0.3 for i in range(3)], [case["en"] for case in CASES])
    ax.set_ylabel("share right")
    ax.legend()


save_svg("mask-recipes", draw)
