"""Pictures beside a run of attn-seq2seq."""

import math
from typing import Any

from translations import Array, Pairs, bleu, exact

BUCKETS = ((1, 5), (6, 8), (9, 12), (13, 17), (18, 60))
COLOURS = ("#0072B2", "#D55E00")
WHO = ({"zh": "有注意力", "en": "with attention"}, {"zh": "没有", "en": "without"})
TRAINING, VALIDATION = {"zh": "训练", "en": "training"}, {"zh": "验证", "en": "validation"}


def by_length(pairs: Pairs, output: list[str], plain: list[str]) -> dict[str, Any]:
    """In buckets of English length, with attention and without: exact translations as bars, BLEU as lines."""
    names = [f"{low}–{high}" for low, high in BUCKETS]
    data = []
    for i, texts in enumerate((output, plain)):
        shares, scores = [], []
        for low, high in BUCKETS:
            rows = [k for k, (english, _) in enumerate(pairs) if low <= len(english.split()) <= high]
            got, wanted = [texts[k] for k in rows], [pairs[k][1] for k in rows]
            shares.append(round(100 * exact(got, wanted), 1))
            scores.append(round(bleu(got, wanted), 1))
        name, marker = WHO[i], {"color": COLOURS[i]}
        data.append({"type": "bar", "name": {k: f"{name[k]}: EM %" for k in name}, "x": names, "y": shares, "marker": marker})
        line = {"type": "scatter", "mode": "lines+markers", "line": {"dash": "dot", "color": COLOURS[i]}}
        data.append({**line, "name": {k: f"{name[k]}: BLEU" for k in name}, "x": names, "y": scores})
    return {
        "data": data,
        "layout": {
            "title": {"text": {"zh": "句长、一字不差的比例与 BLEU", "en": "Exact translations and BLEU by length"}},
            "barmode": "group",
            "xaxis": {"title": {"text": {"zh": "英文的词数", "en": "English words"}}, "type": "category"},
            "yaxis": {"title": {"text": {"zh": "百分之", "en": "per cent"}}, "range": [0, 100]},
        },
    }


def losses(reports: list[list[dict[str, Any]]]) -> dict[str, Any]:
    """What train() reported in both trainings: a line of training loss (full) and of validation loss (dotted) each."""
    data = []
    for i, rows in enumerate(reports):
        for key, dash, word in (("loss", "solid", TRAINING), ("val_loss", "dot", VALIDATION)):
            points = [(row["step"], row["values"][key]) for row in rows if math.isfinite(row["values"].get(key, math.nan))]
            data.append(
                {
                    "type": "scatter",
                    "mode": "lines+markers",
                    "name": {k: f"{WHO[i][k]}: {word[k]}" for k in word},
                    "x": [x for x, _ in points],
                    "y": [round(float(y), 4) for _, y in points],
                    "line": {"dash": dash, "color": COLOURS[i]},
                }
            )
    return {
        "data": data,
        "layout": {
            "title": {"text": {"zh": "两次训练报告的 loss", "en": "Losses that both trainings reported"}},
            "xaxis": {"title": {"text": {"zh": "轮", "en": "epoch"}}},
            "yaxis": {"title": {"text": {"zh": "loss（nat，对数刻度）", "en": "loss in nats, logarithmic"}}, "type": "log"},
        },
    }


def numbered(words: list[str]) -> list[str]:
    """Axis labels that stay apart when a word occurs twice."""
    return [f"{i + 1} {word}" for i, word in enumerate(words)]


def heat_map(sentences: list[tuple[str, str, Array]]) -> dict[str, Any]:
    """Attention matrices of some sentences, one at a time: rows are French words, columns English ones."""
    data = [
        {
            "type": "heatmap",
            "x": numbered(english.split()),
            "y": numbered(french.split()),
            "z": [[round(float(v), 3) for v in row] for row in weights],
            "zmin": 0,
            "zmax": 1,
            "colorscale": "Viridis",
            "visible": i == 0,
        }
        for i, (english, french, weights) in enumerate(sentences)
    ]
    buttons = [
        {"label": str(i + 1), "method": "update", "args": [{"visible": [k == i for k in range(len(data))]}]}
        for i in range(len(data))
    ]
    return {
        "data": data,
        "layout": {
            "title": {"text": {"zh": "写每个法语词时看向哪里", "en": "Where it looks when it writes each word"}},
            "xaxis": {"title": {"text": {"zh": "英文", "en": "English"}}, "side": "bottom", "automargin": True},
            "yaxis": {"title": {"text": {"zh": "法文", "en": "French"}}, "autorange": "reversed", "automargin": True},
            "updatemenus": [
                {
                    "type": "buttons",
                    "direction": "right",
                    "x": 0,
                    "xanchor": "left",
                    "y": 1.03,
                    "yanchor": "bottom",
                    "buttons": buttons,
                }
            ],
        },
    }
