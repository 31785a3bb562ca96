"""Writes sweep.json: the trainer with seed 0 over every choice, for a lab without a worker. `python sweep.py` in this folder.

What belongs to another paper changes nothing, so each training runs once and is written for every setting of the rest.
"""

import itertools
import json
from pathlib import Path
from typing import Any

import torch
import trainer

GRID: dict[str, list[Any]] = {
    "paper": ["ResNet", "Transformer", "BERT"],
    "shortcuts": [False, True],
    "blocks": [2, 24],
    "heads": [1, 2, 4, 8],
    "mask_percent": [5, 15, 30, 50],
}
OWN = {"ResNet": ("shortcuts", "blocks"), "Transformer": ("heads",), "BERT": ("mask_percent",)}


def measured(config: dict[str, Any]) -> dict[str, Any]:
    curves: dict[str, list[list[float]]] = {}
    figures: dict[str, Any] = {}

    def report(step: int, **values: float) -> None:
        for name, value in values.items():
            curves.setdefault(name, []).append([step, float(f"{value:.4g}")])

    metrics = trainer.run(config, 0, report, figures.__setitem__)
    print(config, {name: round(value, 3) for name, value in metrics.items()}, flush=True)
    return {"metrics": {k: float(f"{v:.4g}") for k, v in metrics.items()}, "curves": curves, "figures": figures}


if __name__ == "__main__":
    torch.set_num_threads(1)
    known: dict[tuple[Any, ...], dict[str, Any]] = {}
    points = []
    for values in itertools.product(*GRID.values()):
        config = dict(zip(GRID, values, strict=True))
        key = (config["paper"], *(config[name] for name in OWN[config["paper"]]))
        if key not in known:
            known[key] = measured(config)
        points.append({"config": config, **known[key]})
    text = json.dumps({"version": "1.0.0", "seed": 0, "points": points}, ensure_ascii=False, separators=(",", ":"))
    Path(__file__).with_name("sweep.json").write_text(text + "\n", encoding="utf-8")
