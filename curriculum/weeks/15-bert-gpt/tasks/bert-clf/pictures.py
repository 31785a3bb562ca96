"""What a run shows of itself: the confusion matrix, and how sure the model was of each hidden sentence."""

from typing import Any

import numpy as np

NAMES = {"zh": ["贬", "褒"], "en": ["blame", "praise"]}


def confusion_figure(y: np.ndarray, got: np.ndarray) -> dict[str, Any]:
    table = np.zeros((2, 2), int)
    np.add.at(table, (y, got), 1)
    names = [{"zh": zh, "en": en} for zh, en in zip(NAMES["zh"], NAMES["en"], strict=True)]
    heat = {"type": "heatmap", "z": table.tolist(), "x": [0, 1], "y": [0, 1], "text": table.tolist()}
    ticks = {"tickvals": [0, 1], "ticktext": names}
    return {
        "data": [heat | {"texttemplate": "%{text}", "colorscale": "Blues", "showscale": False}],
        "layout": {
            "xaxis": {"title": {"text": {"zh": "预测", "en": "predicted"}}, **ticks},
            "yaxis": {"title": {"text": {"zh": "真实", "en": "true"}}, "autorange": "reversed", **ticks},
        },
    }


def certainty_figure(y: np.ndarray, p: np.ndarray) -> dict[str, Any]:
    """How the probability of praise spreads over sentences of either label."""
    edges = np.linspace(0, 1, 21)
    data = []
    for label, colour in ((0, "#d97706"), (1, "#2563eb")):
        counts, _ = np.histogram(p[y == label, 1], edges)
        name = {"zh": NAMES["zh"][label], "en": NAMES["en"][label]}
        middle = ((edges[1:] + edges[:-1]) / 2).round(3).tolist()
        data.append({"type": "bar", "x": middle, "y": counts.tolist(), "name": name, "marker": {"color": colour}})
    return {
        "data": data,
        "layout": {
            "barmode": "group",
            "xaxis": {"title": {"text": {"zh": "模型给“褒”的概率", "en": "the model's probability of praise"}}},
            "yaxis": {"title": {"text": {"zh": "隐藏句子数", "en": "hidden sentences"}}},
        },
    }
