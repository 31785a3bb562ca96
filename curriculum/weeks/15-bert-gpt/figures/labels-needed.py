"""Accuracy against the number of labels after pre-training on 0 to 5,000 unlabelled sentences of the lesson's small language."""

import runpy
from pathlib import Path

import numpy as np
from figure_files import layout, save, save_svg, slider, text

lesson = runpy.run_path(str(Path(__file__).parent.parent / "lessons" / "01-why-pretraining.py"))
LABELS = [4, 8, 16, 32, 64, 128, 256]
SENTENCES = [0, 50, 200, 1000, 5000]


def curve(sentences):
    start = lesson["pretrain"](lesson["unlabelled"][:sentences])[0] if sentences else None
    return [round(float(np.mean([lesson["accuracy"](start, n, seed) for seed in range(4)])), 4) for n in LABELS]


CURVES = {sentences: curve(sentences) for sentences in SENTENCES}


def traces(sentences):
    grey = {"color": "#94a3b8", "dash": "dash"}
    names = text("从头训练", "from scratch"), text("先填空", "blanks first")
    return [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": text("从头训练", "from scratch"),
            "x": LABELS,
            "y": CURVES[0],
            "line": grey,
        },
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": names[1],
            "x": LABELS,
            "y": CURVES[sentences],
            "line": {"color": "#2563eb"},
        },
    ]


save(
    "labels-needed",
    text(
        "折线：标注从 4 到 256 个时的准确率，从头训练与先填空各一条，滑块是没有标注的句子数；句子越多，曲线越往左上移。",
        "Lines: accuracy with 4 to 256 labels, from scratch and after blanks, with a slider for unlabelled text; the more "
        "of them, the farther the curve moves up and to the left.",
    ),
    traces(5000),
    layout(
        text("标注越少，预训练越值钱", "the fewer labels, the more pre-training is worth"),
        text("标注的句子", "labelled sentences"),
        text("准确率", "accuracy"),
        xaxis={"type": "log", "tickvals": LABELS, "ticktext": [str(n) for n in LABELS]},
        yaxis={"range": [0.45, 1.03]},
        legend={"x": 0.62, "y": 0.08},
        sliders=[{**slider([str(sentences) for sentences in SENTENCES], "N = ")[0], "active": 4}],
    ),
    [{"name": str(sentences), "data": traces(sentences)} for sentences in SENTENCES],
)


def draw(ax):
    for sentences in SENTENCES:
        ax.semilogx(LABELS, CURVES[sentences], "o-", label=f"{sentences} unlabelled sentences")
    ax.set_xlabel("labelled sentences")
    ax.set_ylabel("accuracy")
    ax.legend(fontsize=8)


save_svg("labels-needed", draw)
