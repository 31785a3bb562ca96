"""Writes sweep.json: the trainer with seed 0 over every choice, for a lab without a worker. `python sweep.py` in this folder."""

import itertools
import json
from pathlib import Path
from typing import Any

import torch
import trainer

GRID: dict[str, list[Any]] = {"way": ["transposed", "resize", "shuffle"], "kernel": [2, 3, 4, 5, 6], "stride": [2, 3]}


def point(config: dict[str, Any]) -> dict[str, Any]:
    curves: dict[str, list[list[float]]] = {}
    figures: dict[str, Any] = {}

    def report(step: int, **values: float) -> None:
        for name, value in values.items():
            curves.setdefault(name, []).append([step, float(f"{value:.4g}")])

    metrics = trainer.run(config, 0, report, figures.__setitem__)
    print(config, {name: round(value, 4) for name, value in metrics.items()}, flush=True)
    return {"config": config, "metrics": {k: float(f"{v:.4g}") for k, v in metrics.items()}, "curves": curves, "figures": figures}


if __name__ == "__main__":
    torch.set_num_threads(1)
    points = [point(dict(zip(GRID, values, strict=True))) for values in itertools.product(*GRID.values())]
    text = json.dumps({"version": "1.0.0", "seed": 0, "points": points}, ensure_ascii=False, separators=(",", ":"))
    Path(__file__).with_name("sweep.json").write_text(text + "\n", encoding="utf-8")
