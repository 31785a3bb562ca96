"""What a learner's runs are measured against: reference runs of the course's authors, as far as the content has any.

A task's calibration knows what its reference solution reached at the end, over several seeds: a level band. A lab's
precomputed results know curves: those of its default configuration, a line, or a band where they come from several seeds.
"""

import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from everyday.catalog.models import Lab, Task
from everyday.submissions.configurations import defaults_of

Pair = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Reference:
    """`finals` are (mean, standard deviation) by metric; `curves` rows of (step, mean, standard deviation) by metric."""

    runs: int = 0
    finals: Mapping[str, Pair] = field(default_factory=dict)
    curves: Mapping[str, list[tuple[float, float, float]]] = field(default_factory=dict)

    def band(self, metric: str) -> list[list[float | None]]:
        """[[step, low, high], …] for a chart of `metric`; one row without a step is a level band; empty: there is none."""
        if metric in self.curves:
            return [[step, mean - std, mean + std] for step, mean, std in self.curves[metric]]
        if metric in self.finals:
            mean, std = self.finals[metric]
            return [[None, mean - std, mean + std]]
        return []


def reference_of(content: Task | Lab, profile: str = "cpu") -> Reference:
    """The reference runs of a task in `profile`, or of a lab; an empty Reference where the content has none."""
    if isinstance(content, Lab):
        return _of_lab(content)
    found: dict[str, Any] = (content.spec.get("reference") or {}).get(profile) or {}
    finals = {name: (float(of["mean"]), float(of["std"])) for name, of in found.get("metrics", {}).items()}
    return Reference(runs=found.get("runs", 0), finals=finals)


def _of_lab(lab: Lab) -> Reference:
    defaults = defaults_of(lab)
    points = [point for point in (lab.sweep or {}).get("points") or [] if {**defaults, **point["config"]} == defaults]
    finals: defaultdict[str, list[float]] = defaultdict(list)
    curves: defaultdict[str, defaultdict[float, list[float]]] = defaultdict(lambda: defaultdict(list))
    for point in points:
        for name, value in (point.get("metrics") or {}).items():
            finals[name].append(value)
        for name, values in (point.get("curves") or {}).items():
            for index, value in enumerate(values):
                step, y = value if isinstance(value, list) else (index, value)
                curves[name][step].append(y)
    return Reference(
        runs=len(points),
        finals={name: _spread(values) for name, values in finals.items()},
        curves={name: [(step, *_spread(steps[step])) for step in sorted(steps)] for name, steps in curves.items()},
    )


def _spread(values: Iterable[float]) -> Pair:
    """Mean and standard deviation; a single run has no spread."""
    known = list(values)
    return statistics.fmean(known), statistics.stdev(known) if len(known) > 1 else 0.0
