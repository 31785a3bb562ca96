"""One claim of each of the three papers, replicated in small: three trainings with three seeds, their mean and their spread."""

import statistics
from collections.abc import Callable
from typing import Any

import heads
import masking
import residual

SEEDS = 3
Report = Callable[..., None]
Figure = Callable[[str, dict[str, Any]], None]
Curve = Callable[[int, float], None]


def text(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def one(config: dict[str, Any], seed: int, curve: Curve) -> dict[str, float]:
    """One training of the paper that is asked about; what belongs to the others is not looked at."""
    match str(config["paper"]):
        case "ResNet":
            return residual.train(int(config["blocks"]), bool(config["shortcuts"]), seed, curve)
        case "Transformer":
            return heads.train(int(config["heads"]), seed, curve)
        case _:
            return masking.train(int(config["mask_percent"]), seed, curve)


def run(config: dict[str, Any], seed: int, report: Report, figure: Figure) -> dict[str, float]:
    """Curve loss of the first seed; figure seeds; metrics score (mean share of right answers), spread, parameters …"""
    results = []
    for k in range(SEEDS):
        curve = (lambda step, loss: report(step, loss=loss)) if k == 0 else (lambda step, loss: None)
        results.append(one(config, seed * SEEDS + k, curve))
    scores = [result["score"] for result in results]
    figure("seeds", seeds_figure(scores))
    metrics = {"score": statistics.fmean(scores), "spread": statistics.stdev(scores), "parameters": results[0]["parameters"]}
    if config["paper"] == "ResNet":
        metrics["first_gradient"] = statistics.fmean(result["first_gradient"] for result in results)
    if config["paper"] == "Transformer":
        metrics["heads"] = float(config["heads"])
    return metrics


def seeds_figure(scores: list[float]) -> dict[str, Any]:
    mean = statistics.fmean(scores)
    names = [text(f"种子 {k}", f"seed {k}") for k in range(1, len(scores) + 1)]
    bars = {"type": "bar", "x": names, "y": [round(score, 4) for score in scores], "name": text("各次", "each run")}
    line = {"type": "scatter", "mode": "lines", "x": names, "y": [round(mean, 4)] * len(scores), "name": text("平均", "mean")}
    return {
        "data": [bars, line],
        "layout": {
            "title": {"text": text("三个种子的成绩", "Scores of three seeds")},
            "yaxis": {"title": {"text": text("答对的比例", "share of right answers")}, "range": [0, 1.02]},
        },
    }
