"""The figure of a run: how often answers with a given score were right."""

from typing import Any

import numpy as np

EDGES = np.array([0.5, 0.6, 0.7, 0.8, 0.9, 1.0000001])


def reliability_figure(score: np.ndarray, right: np.ndarray) -> dict[str, Any]:
    """Bars over five ranges of the score, beside the diagonal on which a score is a probability."""
    place = np.clip(np.digitize(score, EDGES) - 1, 0, 4)
    counts = [int((place == k).sum()) for k in range(5)]
    share = [float(right[place == k].mean()) if counts[k] else None for k in range(5)]
    names = ["0.5–0.6", "0.6–0.7", "0.7–0.8", "0.8–0.9", "0.9–1.0"]
    bars = {
        "type": "bar",
        "x": names,
        "y": share,
        "text": [str(count) for count in counts],
        "name": {"zh": "实际答对的比例（柱上为句数）", "en": "share of right answers (sentences on the bar)"},
    }
    line = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": names,
        "y": [0.55, 0.65, 0.75, 0.85, 0.95],
        "name": {"zh": "分数等于概率时", "en": "where a score is a probability"},
    }
    layout = {
        "xaxis": {"title": {"text": {"zh": "答复里的 score", "en": "score in the answer"}}},
        "yaxis": {"title": {"text": {"zh": "答对的比例", "en": "share of right answers"}}, "range": [0, 1]},
    }
    return {"data": [bars, line], "layout": layout}
