"""Runs a lab's trainer.py: our own code on a learner's chosen configuration, which the parent has already validated."""

import importlib.util
import sys
from pathlib import Path
from typing import Any

import numpy as np

from workers.judge.errors import Infrastructure
from workers.judge.judging import plain_figure
from workers.judge.link import ParentLink


def run_lab(link: ParentLink, folder: Path, trainer: str, config: dict[str, Any], seed: int) -> dict[str, Any]:
    """The outcome for the parent: {metrics, nan}. Curves and figures go out as events."""
    path = folder / trainer
    module_spec = importlib.util.spec_from_file_location("lab_trainer", path)
    if module_spec is None or module_spec.loader is None:
        raise Infrastructure(f"{path} cannot be loaded")
    module = importlib.util.module_from_spec(module_spec)
    sys.modules["lab_trainer"] = module
    sys.path.insert(0, str(folder))
    module_spec.loader.exec_module(module)
    diverged = False

    def report(step: int, **values: float) -> None:
        nonlocal diverged
        finite = {name: float(value) for name, value in values.items() if np.isfinite(float(value))}
        diverged = diverged or len(finite) < len(values)
        if finite:
            link.event("metric", {"step": int(step), "values": finite, "source": "judge"})

    def figure(name: str, plotly: dict[str, Any]) -> None:
        link.event("figure", {"id": name, "plotly": plain_figure(plotly), "source": "judge"})

    link.event("phase", {"name": "train", "text": {"zh": "训练", "en": "Training"}})
    metrics = module.run(dict(config), seed, report, figure)
    finite = {str(name): float(value) for name, value in metrics.items() if np.isfinite(float(value))}
    return {"metrics": finite, "nan": diverged or len(finite) < len(metrics)}
