"""Figures of a run: which groups are taken for which, and the learner's own vectors on a plane."""

from typing import Any

import numpy as np
from posts import GROUPS

SHOWN = {
    "computers": ["window", "server", "software", "display", "screen", "program", "code"],
    "cars": ["car", "engine", "ford", "drive", "tires", "dealer", "brake"],
    "hockey": ["hockey", "goal", "team", "season", "playoffs", "coach", "ice"],
    "medicine": ["doctor", "patients", "disease", "treatment", "infection", "blood", "diet"],
    "space": ["orbit", "nasa", "shuttle", "moon", "satellite", "launch", "rocket"],
    "faith": ["god", "church", "faith", "bible", "christ", "prayer", "jesus"],
}
SUBJECTS = {"computers": "计算机", "cars": "汽车", "hockey": "冰球", "medicine": "医学", "space": "航天", "faith": "信仰"}


def confusion_figure(y: np.ndarray, got: np.ndarray) -> dict[str, Any]:
    counts = np.zeros((len(GROUPS), len(GROUPS)), int)
    np.add.at(counts, (y, got), 1)
    names = list(GROUPS)
    return {
        "data": [{"type": "heatmap", "z": counts.tolist(), "x": names, "y": names, "colorscale": "Blues", "showscale": False}],
        "layout": {
            "title": {"text": {"zh": "混淆矩阵", "en": "Confusion matrix"}},
            "xaxis": {"title": {"text": {"zh": "预测", "en": "predicted"}}, "automargin": True},
            "yaxis": {"title": {"text": {"zh": "实际", "en": "actual"}}, "autorange": "reversed", "automargin": True},
        },
    }


def map_figure(words: list[str], rows: np.ndarray) -> dict[str, Any]:
    """Two principal components of a few words' vectors, with each word's nearest neighbours in what is said about a point."""
    place = {word: k for k, word in enumerate(words)}
    rows = np.clip(np.nan_to_num(rows), -1e6, 1e6)  # a file read out of step gives any float
    unit = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    chosen = {subject: [place[w] for w in group if w in place] for subject, group in SHOWN.items()}
    ids = [k for group in chosen.values() for k in group]
    if len(ids) < 3:
        return {"data": [], "layout": {}}
    centred = unit[ids] - unit[ids].mean(axis=0)
    flat = dict(zip(ids, centred @ np.linalg.svd(centred, full_matrices=False)[2][:2].T, strict=True))
    near = {k: [words[n] for n in np.argsort(-(unit @ unit[k]))[1:6]] for k in ids}
    data = [
        {
            "type": "scatter",
            "mode": "markers+text",
            "name": {"zh": SUBJECTS[subject], "en": subject},
            "x": [round(float(flat[k][0]), 4) for k in group],
            "y": [round(float(flat[k][1]), 4) for k in group],
            "text": [words[k] for k in group],
            "textposition": "top center",
            "customdata": [", ".join(near[k]) for k in group],
            "hovertemplate": "%{text}: %{customdata}<extra></extra>",
        }
        for subject, group in chosen.items()
    ]
    return {
        "data": data,
        "layout": {
            "title": {"text": {"zh": "你读入的词向量（前两个主成分）", "en": "The vectors you loaded (two principal components)"}}
        },
    }
