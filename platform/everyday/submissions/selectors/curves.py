"""What runs reported step by step, thinned to what a chart can show.

A hundred thousand reports are read as text and parsed run by run; what a run that is over reported is kept in the cache.
"""

import json
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.cache import cache
from django.db.models import TextField
from django.db.models.functions import Cast

from everyday.submissions.downsampling import Point, thinned
from everyday.submissions.models import Run, RunEvent
from workers.protocol import EventKind

MOST_POINTS = 300
_KEPT_S = 24 * 3600
_FORMAT = 1  # of what the cache keeps; count up when it changes
_MOST_REPORTS = 20_000  # of one run; what comes after them is left out


@dataclass(frozen=True, kw_only=True)
class Series:
    """One metric of one run. `last`, `low` and `high` are of all its reports, also of those that `points` leaves out."""

    metric: str
    source: str  # learner (self-reported) or judge
    points: list[Point]
    last: float
    low: float
    high: float


_Plain = list[tuple[str, str, list[Point], float, float, float]]


def curves_of(runs: Sequence[Run]) -> dict[UUID, list[Series]]:
    """Run id → its series in the order in which they were first reported (1 query, none for what the cache knows)."""
    keys = {run.pk: f"curves:{_FORMAT}:{run.pk}:{run.event_seq}" for run in runs}
    kept = cache.get_many(keys.values()) or {}
    missing = [run for run in runs if keys[run.pk] not in kept]
    read = {run.pk: _plain(run_reports) for run, run_reports in _reports(missing)}
    over = {keys[run.pk]: read[run.pk] for run in missing if run.is_over}
    if over:
        cache.set_many(over, _KEPT_S)
    return {run_id: _series(read[run_id] if run_id in read else kept[key]) for run_id, key in keys.items()}


def _series(plain: _Plain) -> list[Series]:
    return [
        Series(metric=metric, source=source, points=points, last=last, low=low, high=high)
        for metric, source, points, last, low, high in plain
    ]


def _reports(runs: list[Run]) -> list[tuple[Run, list[str]]]:
    """The data of each run's metric events as JSON texts: turning ids and rows into objects one by one takes three times
    as long.
    """
    texts: defaultdict[str, list[str]] = defaultdict(list)
    if runs:
        events = RunEvent.objects.filter(run__in=runs, kind=EventKind.METRIC).order_by("run", "seq")
        events = events.annotate(text=Cast("data", TextField()), of=Cast("run_id", TextField()))
        for run_id, text in events.values_list("of", "text").iterator():
            texts[run_id].append(text)
    by_run = {UUID(run_id): found for run_id, found in texts.items()}
    return [(run, by_run.get(run.pk, [])[:_MOST_REPORTS]) for run in runs]


def _plain(texts: list[str]) -> _Plain:
    values: dict[tuple[str, str], dict[float, float]] = {}
    for report in json.loads(f"[{','.join(texts)}]"):
        step, source = report.get("step"), report.get("source") or "learner"
        if not _is_number(step):
            continue
        for name, value in (report.get("values") or {}).items():
            if _is_number(value):
                # A step that is reported again counts once, with what came last.
                values.setdefault((name, source), {})[step] = value
    return [(name, source, *_summary(by_step)) for (name, source), by_step in values.items()]


def _summary(by_step: dict[float, float]) -> tuple[list[Point], float, float, float]:
    points = sorted(by_step.items())
    ys = by_step.values()
    return thinned(points, MOST_POINTS), points[-1][1], min(ys), max(ys)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
