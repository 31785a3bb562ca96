"""Writes sweep.json: the trainer with seed 0 over the choices below, for a lab without a worker: `python sweep.py`.

Peak rates and depths are crossed with norm and warm-up; positions other than sine waves run at depth 2 and the lower peak.
"""

import itertools
import json
from pathlib import Path
from typing import Any

import trainer

NAMES = ("norm", "warmup", "depth", "peak", "positions")
STABILITY = itertools.product(["post", "pre"], [False, True], [2, 6, 12], [0.003, 0.01], ["sin"])
POSITIONS = itertools.product(["post", "pre"], [False, True], [2], [0.003], ["none", "learned"])


def point(config: dict[str, Any]) -> dict[str, Any]:
    curves: dict[str, list[list[float]]] = {}
    figures: dict[str, Any] = {}

    def report(step: int, **values: float) -> None:
        for name, value in values.items():
            curves.setdefault(name, []).append([step, float(f"{value:.4g}")])

    metrics = trainer.run(config, 0, report, figures.__setitem__)
    print(config, metrics, flush=True)
    return {"config": config, "metrics": {k: float(f"{v:.4g}") for k, v in metrics.items()}, "curves": curves, "figures": figures}


if __name__ == "__main__":
    points = [point(dict(zip(NAMES, values, strict=True))) for values in itertools.chain(STABILITY, POSITIONS)]
    text = json.dumps({"version": "1.0.0", "seed": 0, "points": points}, ensure_ascii=False, separators=(",", ":"))
    Path(__file__).with_name("sweep.json").write_text(text + "\n", encoding="utf-8")
