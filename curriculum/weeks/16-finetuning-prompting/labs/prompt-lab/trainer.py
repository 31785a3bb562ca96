"""No training: one prompt, its examples in several orders, and how far accuracy swings between them."""

import statistics
from collections.abc import Callable
from typing import Any

import torch
from prompts import ORDERS, TEMPLATES, WORDS, Sentence, exam, filled, head, shots
from reader import Reader

TEXTS = 60
NULL = "N/A"
Report = Callable[..., None]
Figure = Callable[[str, dict[str, Any]], None]
Odds = list[list[float]]


def run(config: dict[str, Any], seed: int, report: Report, figure: Figure) -> dict[str, float]:
    """config: {template, words, shots, calibration}. Curves acc, share_positive over the orders; figure orders."""
    torch.set_num_threads(1)
    patterns = ORDERS[int(config["shots"])]
    texts = exam(TEXTS)
    asked: Odds = []
    words = WORDS[str(config["words"])]
    reader = Reader(words)
    for step, pattern in enumerate(patterns, 1):
        asked.append(ask(reader, TEMPLATES[str(config["template"])], words, shots(pattern, seed), texts))
        acc, share = graded(asked[-1], str(config["calibration"]), texts)
        report(step, acc=acc, share_positive=share)
    return summary(asked, patterns, str(config["calibration"]), texts, figure)


def ask(reader: Reader, template: str, words: tuple[str, str], examples: list[Sentence], texts: list[Sentence]) -> list[float]:
    """Log-odds of praise for every text, and last for the empty text."""
    tails = [filled(template, text) for text in [*(text for text, _ in texts), NULL]]
    return reader.log_odds(head(template, words, examples), tails)


def usual(odds: list[float], calibration: str) -> float:
    """The log-odds that count as undecided."""
    if calibration == "null":
        return odds[-1]
    return statistics.median(odds[:-1]) if calibration == "median" else 0.0


def graded(odds: list[float], calibration: str, texts: list[Sentence]) -> tuple[float, float]:
    """(accuracy, share called praise)"""
    said = [value > usual(odds, calibration) for value in odds[:-1]]
    right = sum(a == bool(label) for a, (_, label) in zip(said, texts, strict=True))
    return right / len(said), sum(said) / len(said)


def summary(asked: Odds, patterns: list[str], calibration: str, texts: list[Sentence], figure: Figure) -> dict[str, float]:
    """Metrics over the orders, raw beside calibrated, and the figure of both."""
    grades = {way: [graded(odds, way, texts) for odds in asked] for way in ("none", calibration)}
    accs = [acc for acc, _ in grades[calibration]]
    raw = [acc for acc, _ in grades["none"]]
    figure("orders", orders_figure(grades, patterns, calibration))
    return {
        "acc": sum(accs) / len(accs),
        "worst": min(accs),
        "spread": max(accs) - min(accs),
        "raw_spread": max(raw) - min(raw),
        "share_positive": sum(share for _, share in grades[calibration]) / len(accs),
        "bias": sum(odds[-1] for odds in asked) / len(asked),
        "orders": float(len(patterns)),
    }


def orders_figure(grades: dict[str, list[tuple[float, float]]], patterns: list[str], calibration: str) -> dict[str, Any]:
    """A point for each order: share called praise against accuracy, named by its pattern."""
    names = {
        "none": {"zh": "未校准", "en": "not calibrated"},
        "null": {"zh": "除以“N/A”", "en": "divided by N/A"},
        "median": {"zh": "减去中位数", "en": "less the median"},
    }
    looks = {"none": ("circle-open", "#64748b"), calibration: ("circle", "#2563eb")}
    data = [
        {
            "type": "scatter",
            "mode": "markers+text",
            "x": [round(share, 4) for _, share in rows],
            "y": [round(acc, 4) for acc, _ in rows],
            "text": [pattern or "–" for pattern in patterns],
            "textposition": "bottom center",
            "name": names[way],
            "marker": {"size": 11, "symbol": looks[way][0], "color": looks[way][1]},
        }
        for way, rows in grades.items()
    ]
    return {
        "data": data,
        "layout": {
            "title": {"text": {"zh": "每种次序一个点（P 褒，B 贬）", "en": "One point for each order (P praise, B blame)"}},
            "xaxis": {"title": {"text": {"zh": "判为褒的比例", "en": "share called praise"}}, "range": [-0.05, 1.05]},
            "yaxis": {"title": {"text": {"zh": "准确率", "en": "accuracy"}}, "range": [0.35, 1.0]},
        },
    }
