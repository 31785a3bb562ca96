"""Writes sweep.json: the trainer with seed 0 over all choices, for a lab without a worker. From the repository's folder:

PYTHONPATH=. EVERYDAY_SANDBOX_ROOTS='{"/assets": "var/assets", "/assets-judge": "var/assets-judge"}' python …/sweep.py
"""

import itertools
import json
from pathlib import Path

import trainer

NAMES = ("labels", "start", "trained", "rate")
GRID = itertools.product([16, 64, 256, 800], ["pretrained", "random"], ["head", "upper"], [0.0003, 0.003])


def point(config):
    curves, figures = {}, {}

    def report(step, **values):
        for name, value in values.items():
            curves.setdefault(name, []).append([step, float(f"{value:.4g}")])

    metrics = trainer.run(config, 0, report, figures.__setitem__)
    print(config, metrics, flush=True)
    return {"config": config, "metrics": metrics, "curves": curves, "figures": figures}


if __name__ == "__main__":
    points = [point(dict(zip(NAMES, values, strict=True))) for values in GRID]
    text = json.dumps({"version": "1.0.0", "seed": 0, "points": points}, ensure_ascii=False, separators=(",", ":"))
    Path(__file__).with_name("sweep.json").write_text(text + "\n", encoding="utf-8")
