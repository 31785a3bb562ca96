"""Writes sweep.json: the trainer run over a grid, for a lab without a worker. `python sweep.py` in this folder."""

import itertools
import json
from pathlib import Path
from typing import Any

import trainer

DEFAULTS: dict[str, Any] = {"model": "tree", "depth": 3, "k": 15, "C": 1.0, "noise": "0.35"}
GRID: dict[str, tuple[str, list[Any]]] = {
    "tree": ("depth", [1, 2, 3, 4, 5, 6, 8, 12, 20]),
    "knn": ("k", [1, 3, 9, 15, 31, 61, 101]),
    "logistic": ("C", [0.0001, 0.001, 0.01, 0.1, 1.0, 10.0, 100.0, 10000.0]),
}
NOISES = ["0.2", "0.35", "0.5"]


def point(config: dict[str, Any]) -> dict[str, Any]:
    curves: dict[str, list[list[float]]] = {}
    figures: dict[str, Any] = {}

    def report(step: int, **values: float) -> None:
        for name, value in values.items():
            curves.setdefault(name, []).append([step, float(f"{value:.4g}")])

    metrics = trainer.run(config, 0, report, figures.__setitem__)
    return {"config": config, "metrics": {k: float(f"{v:.4g}") for k, v in metrics.items()}, "curves": curves, "figures": figures}


if __name__ == "__main__":
    chosen = [
        DEFAULTS | {"model": model, name: value, "noise": noise}
        for noise, (model, (name, values)) in itertools.product(NOISES, GRID.items())
        for value in values
    ]
    points = [point(config) for config in chosen]
    text = json.dumps({"version": "1.0.0", "seed": 0, "points": points}, ensure_ascii=False, separators=(",", ":"))
    Path(__file__).with_name("sweep.json").write_text(text + "\n", encoding="utf-8")
