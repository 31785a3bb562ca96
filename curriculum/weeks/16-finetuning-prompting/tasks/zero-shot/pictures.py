"""The figure of a run: accuracy for each template and way of scoring, on real log-probabilities."""

from typing import Any

WAYS = {
    "sum": {"zh": "求和", "en": "sum"},
    "mean": {"zh": "每个词元平均", "en": "mean per token"},
    "calibrated": {"zh": "平均后再校准", "en": "mean, then calibrated"},
}
NAMES = {
    "sentiment": "Sentiment: negative / positive",
    "good-bad": "the movie was bad / good",
    "two-tokens": "the movie was bad / absolutely wonderful",
}


def accuracy_figure(found: dict[str, dict[str, float]]) -> dict[str, Any]:
    """Three bars for each template: found[template][way] is an accuracy."""
    data = [
        {
            "type": "bar",
            "name": name,
            "x": [NAMES[case] for case in found],
            "y": [ways[way] for ways in found.values()],
            "text": [f"{ways[way]:.3f}" for ways in found.values()],
        }
        for way, name in WAYS.items()
    ]
    layout = {"barmode": "group", "yaxis": {"range": [0, 1], "title": {"text": {"zh": "准确率", "en": "accuracy"}}}}
    return {"data": data, "layout": layout}
