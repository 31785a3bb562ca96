"""Figures of runs: which there are, and one of them as Plotly draws it. Curves are drawn from what the run reported."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Max

from everyday.submissions.models import Run, RunEvent
from everyday.submissions.selectors.curves import Series, curves_of

MOST_FIGURES = 12  # of one run
_NAME = re.compile(r"(?P<kind>[cf])(?P<number>[0-9]{1,9})")
# `train_loss` and `val_loss` are drawn together, as on the run's own page (run-curves.js).
_SPLIT = re.compile(r"(?:train|val|valid|test|dev)[_/](.+)|(.+)[_/](?:train|val|valid|test|dev)")
_STEP = {"zh": "步", "en": "step"}
_SELF_REPORTED = {"zh": "自报", "en": "self-reported"}


@dataclass(frozen=True)
class Drawing:
    """`name` stands in its address: c<n> for the n-th group of curves, f<seq> for a figure that the run posted."""

    name: str
    title: Mapping[str, str]


def drawings_of(runs: Sequence[Run]) -> dict[UUID, list[Drawing]]:
    """Run id → its curves and figures, without their data (3 queries)."""
    curves = curves_of(runs)
    posted = _posted(runs)
    found = {}
    for run in runs:
        titles = _metric_titles(run)
        groups = _groups(curves.get(run.pk, []))
        drawn = [
            Drawing(f"c{number}", _group_title(name, series, titles)) for number, (name, series) in enumerate(groups.items())
        ]
        figures = _figure_titles(run)
        drawn += [Drawing(f"f{seq}", figures.get(one, _same(one))) for one, seq in posted.get(run.pk, {}).items()]
        found[run.pk] = drawn[:MOST_FIGURES]
    return found


def drawing(run: Run, name: str) -> dict[str, Any] | None:
    """The Plotly drawing {data, layout} of that name; None where the run has none of it."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    number = int(found["number"])
    if found["kind"] == "c":
        groups = list(_groups(curves_of([run]).get(run.pk, [])).values())
        return _curves(groups[number], _metric_titles(run)) if number < len(groups) else None
    data = RunEvent.objects.filter(run=run, kind="figure", seq=number).values_list("data", flat=True).first()
    return data.get("plotly") if data else None


def _posted(runs: Iterable[Run]) -> dict[UUID, dict[str, int]]:
    """Run → {figure id: seq of its last posting}, of the attempt that came to the end."""
    events = RunEvent.objects.filter(run__in=[run.pk for run in runs]).order_by()
    claimed = dict(events.filter(kind="claimed").values_list("run").annotate(last=Max("seq")))
    posted: defaultdict[UUID, dict[str, int]] = defaultdict(dict)
    for run_id, seq, figure_id in events.filter(kind="figure").order_by("seq").values_list("run", "seq", "data__id"):
        if seq > claimed.get(run_id, 0):
            posted[run_id][str(figure_id)] = seq
    return posted


def _groups(series: Iterable[Series]) -> dict[str, list[Series]]:
    groups: dict[str, list[Series]] = {}
    for one in series:
        if len(one.points) > 1:
            groups.setdefault(_group_of(one.metric), []).append(one)
    return groups


def _group_of(metric: str) -> str:
    found = _SPLIT.fullmatch(metric)
    return (found[1] or found[2]) if found else metric


def _curves(group: Sequence[Series], titles: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines",
                "name": _line_name(one, titles),
                "x": [x for x, _ in one.points],
                "y": [y for _, y in one.points],
                "line": {"width": 2, "dash": "solid" if one.source == "judge" else "dash"},
            }
            for one in group
        ],
        "layout": {"xaxis": {"title": {"text": _STEP}}, "showlegend": True, "legend": {"itemclick": False}},
    }


def _line_name(series: Series, titles: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    title = titles.get(series.metric) or _same(series.metric)
    if series.source == "judge":
        return dict(title)
    return {language: f"{title.get(language) or series.metric} · {_SELF_REPORTED[language]}" for language in ("zh", "en")}


def _group_title(name: str, group: Sequence[Series], titles: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    """The declared title where the group is one metric or bears its name, else the group's name."""
    if name in titles:
        return titles[name]
    return titles.get(group[0].metric, _same(name)) if len(group) == 1 else _same(name)


def _metric_titles(run: Run) -> dict[str, Mapping[str, str]]:
    return {one["name"]: one["title"] for one in _spec(run).get("metrics") or [] if one.get("title")}


def _figure_titles(run: Run) -> dict[str, Mapping[str, str]]:
    return {one["id"]: one["title"] for one in _spec(run).get("figures") or [] if one.get("title")}


def _spec(run: Run) -> dict[str, Any]:
    content = run.submission.task if run.submission else run.lab
    spec: dict[str, Any] = content.spec if content else {}
    return spec


def _same(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}
