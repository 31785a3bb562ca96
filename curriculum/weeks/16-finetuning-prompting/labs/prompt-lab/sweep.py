"""Writes sweep.json: the trainer with seed 0 over all choices, for a lab without a worker. From the repository's folder:

PYTHONPATH=. EVERYDAY_SANDBOX_ROOTS='{"/assets": "var/assets"}' python …/sweep.py

The three calibrations read the same log-odds, so the model is asked once for each prompt.
"""

import itertools
import json
from pathlib import Path
from typing import Any

import torch
import trainer
from prompts import ORDERS, TEMPLATES, WORDS, exam, shots
from reader import Reader


def asked(reader: Reader, template: str, words: str, count: int) -> trainer.Odds:
    texts = exam(trainer.TEXTS)
    return [trainer.ask(reader, TEMPLATES[template], WORDS[words], shots(p, 0), texts) for p in ORDERS[count]]


def point(config: dict[str, Any], odds: trainer.Odds) -> dict[str, Any]:
    texts = exam(trainer.TEXTS)
    figures: dict[str, Any] = {}
    way = str(config["calibration"])
    metrics = trainer.summary(odds, ORDERS[config["shots"]], way, texts, figures.__setitem__)
    grades = [trainer.graded(row, way, texts) for row in odds]
    curves = {name: [[k, round(g[i], 4)] for k, g in enumerate(grades, 1)] for i, name in enumerate(("acc", "share_positive"))}
    print(config, {name: round(value, 3) for name, value in metrics.items()}, flush=True)
    return {"config": config, "metrics": {k: round(v, 4) for k, v in metrics.items()}, "curves": curves, "figures": figures}


if __name__ == "__main__":
    torch.set_num_threads(1)
    points = []
    for words in WORDS:
        reader = Reader(WORDS[words])
        for template, count in itertools.product(TEMPLATES, ORDERS):
            odds = asked(reader, template, words, count)
            config = {"template": template, "words": words, "shots": count}
            points += [point({**config, "calibration": way}, odds) for way in ("none", "null", "median")]
    text = json.dumps({"version": "1.0.0", "seed": 0, "points": points}, ensure_ascii=False, separators=(",", ":"))
    Path(__file__).with_name("sweep.json").write_text(text + "\n", encoding="utf-8")
