"""Runs of one task or lab side by side: which runs, and the table and curves of a comparison."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from everyday.accounts.models import User
from everyday.catalog.models import Lab, Task
from everyday.lib.i18n import pick
from everyday.submissions.configurations import params_of
from everyday.submissions.models import Run
from everyday.submissions.policies import Visitor, may_see_run, may_see_work_of
from everyday.submissions.references import Pair, Reference, reference_of
from everyday.submissions.selectors.curves import Series, curves_of

MOST_RUNS = 50
_OFFERED = 100
_PER_TITLE = 3  # parameters that a lab's run is told apart by in a legend
_UNUSED = ("prediction", "message", "worker_id", "attempt_token")


@dataclass(frozen=True, kw_only=True)
class Cell:
    """`value` goes into files, `text` onto the page. `differs`: from the first run's. `best`: of all the runs."""

    value: object
    text: str
    differs: bool = False
    best: bool = False


@dataclass(frozen=True, kw_only=True)
class Row:
    """One thing about every run, in the order of the columns."""

    key: str
    title: str
    cells: list[Cell]
    reference: str = ""

    @property
    def differs(self) -> bool:
        return any(cell.differs for cell in self.cells)


@dataclass(frozen=True, kw_only=True)
class Column:
    """A run. `detail` tells it from the others where its number does not."""

    run: Run
    label: str
    detail: str

    @property
    def title(self) -> str:
        return f"{self.label} · {self.detail}" if self.detail else self.label


@dataclass(frozen=True, kw_only=True)
class Chart:
    """One metric over steps. `lines` are (index of the column, series); `band` is as references.Reference.band gives it.

    `summary` says the same in words: (run, last, lowest, highest value).
    """

    metric: str
    title: str
    unit: str
    self_reported: bool
    lines: list[tuple[int, Series]]
    band: list[list[float | None]]
    summary: list[tuple[str, str, str, str]]

    def to_dict(self) -> dict[str, Any]:
        """What the browser draws: per line its column, steps and values."""
        lines = [
            {
                "run": index,
                "x": [step for step, _ in series.points],
                "y": [_short(value) for _, value in series.points],
            }
            for index, series in self.lines
        ]
        return {"title": self.title, "unit": self.unit, "dashed": self.self_reported, "lines": lines, "band": self.band}


@dataclass(frozen=True, kw_only=True)
class Comparison:
    columns: list[Column]
    groups: list[tuple[str, list[Row]]]
    charts: list[Chart]
    reference: Reference
    learner: User

    @property
    def trimmed(self) -> bool:
        """Whether the curves of some run may have been dropped for their age."""
        return any(column.run.trimmed_at is not None for column in self.columns)

    @property
    def rows(self) -> Iterable[Row]:
        return (row for _, rows in self.groups for row in rows)


@dataclass
class _Fact:
    """What becomes a row: its title, what it is of a run, and how that is written."""

    key: str
    title: str
    of: Callable[[Run], object]
    text: Callable[[Any], str] = field(default=lambda value: str(value))
    goal: str = ""
    compared: bool = False
    reference: str = ""


def runs_offered(learner: User, content: Task | Lab) -> QuerySet[Run]:
    """The learner's own runs that could be compared, newest first."""
    return _with_content(Run.objects.filter(_of(content, standing=True), learner=learner)).order_by("-queued_at")[:_OFFERED]


def runs_to_compare(user: Visitor, content: Task | Lab, ids: Iterable[UUID]) -> list[Run] | None:
    """The named runs, oldest first; None where one does not exist for `user`, or where they are not one learner's."""
    wanted = set(ids)
    runs = list(_with_content(Run.objects.filter(_of(content, standing=False), pk__in=wanted)).order_by("queued_at", "pk"))
    if len(runs) != len(wanted) or len({run.learner_id for run in runs}) > 1:
        return None
    if runs and not may_see_work_of(user, runs[0].learner):
        return None
    if not all(may_see_run(user, run) for run in runs if run.aside_of_id is not None):
        return None
    return runs


def _of(content: Task | Lab, *, standing: bool) -> Q:
    if isinstance(content, Lab):
        return Q(lab=content)
    # An address that someone kept still opens the run that a re-grade has replaced since.
    return Q(submission__task=content) if standing else Q(submission__task=content) | Q(aside_of__task=content)


def _with_content(runs: QuerySet[Run]) -> QuerySet[Run]:
    heavy = [f"{of}__files" for of in ("submission", "aside_of")]
    return runs.select_related("learner", "submission", "aside_of").defer(*_UNUSED, *heavy)


def comparison(content: Task | Lab, runs: Sequence[Run]) -> Comparison:
    """The table and the curves of `runs` (one or more, of one learner), in the active language."""
    reference = reference_of(content, runs[0].profile)
    groups = [(title, [_row(fact, runs) for fact in facts]) for title, facts in _facts(content, runs, reference) if facts]
    columns = _columns(content, runs, groups[0][1])
    return Comparison(
        columns=columns,
        groups=groups,
        charts=_charts(content, columns, reference),
        reference=reference,
        learner=runs[0].learner,
    )


def _facts(content: Task | Lab, runs: Sequence[Run], reference: Reference) -> list[tuple[str, list[_Fact]]]:
    result = [_Fact("status", _("Result"), lambda run: run.status or run.state, _status_text)]
    if isinstance(content, Task):
        result.append(_Fact("score", _("Points"), lambda run: run.score, _number, goal="max"))
        result.append(_Fact("max_score", _("Points at most"), lambda run: run.max_score, _number))
    return [
        (_("Configuration"), [*_choices(content), *_provenance()]),
        (_("Result"), result),
        (_("Metrics"), _metrics(content, runs, reference)),
        (_("Time and memory"), _resources()),
    ]


def _choices(content: Task | Lab) -> list[_Fact]:
    """What the learner chose: a lab's parameters, a task's profile."""
    if isinstance(content, Task):
        return [_Fact("profile", _("Profile"), lambda run: run.profile, compared=True)]
    return [_parameter(param) for param in params_of(content)]


def _parameter(param: dict[str, Any]) -> _Fact:
    name = param["name"]
    return _Fact(name, pick(param.get("title")) or name, lambda run: run.config.get(name), _value_text, compared=True)


def _provenance() -> list[_Fact]:
    return [
        # Of a run that is still to come the seed is the judge's secret.
        _Fact("seed", _("Seed"), lambda run: run.seed if run.is_over else None, compared=True),
        _Fact("version", _("Version"), lambda run: f"{run.content_version} {run.content_digest[:8]}".strip(), compared=True),
    ]


def _metrics(content: Task | Lab, runs: Sequence[Run], reference: Reference) -> list[_Fact]:
    """The declared metrics that some run has, then the others by name."""
    declared = _declared(content)
    had = {name for run in runs for name in run.metrics}
    names = [name for name in declared if name in had] + sorted(had - declared.keys())
    return [_metric(name, declared.get(name, {}), reference.finals.get(name)) for name in names]


def _metric(name: str, about: dict[str, Any], reference: Pair | None) -> _Fact:
    title, unit = pick(about.get("title")) or name, about.get("unit") or ""
    return _Fact(
        name,
        f"{title} ({unit})" if unit and unit != "1" else title,
        lambda run: run.metrics.get(name),
        _number,
        goal=about.get("goal") or "",
        reference=_spread_text(reference) if reference else "",
    )


def _resources() -> list[_Fact]:
    return [
        _Fact("cpu_s", _("Processor time (s)"), lambda run: run.cpu_s, _number),
        _Fact("wall_s", _("Elapsed (s)"), lambda run: run.wall_s, _number),
        _Fact("peak_mib", _("Peak memory (MiB)"), lambda run: run.peak_mib, _number),
        _Fact("device", _("Device"), lambda run: run.device or None),
        _Fact("answered_from", _("Answered by"), lambda run: run.answered_from, _answered_text),
        _Fact("queued_at", _("When"), lambda run: run.queued_at, _when_text),
    ]


def _row(fact: _Fact, runs: Sequence[Run]) -> Row:
    values = [fact.of(run) for run in runs]
    best = _best(values, fact.goal)
    cells = [
        Cell(
            value=value,
            text="–" if value is None else fact.text(value),
            differs=fact.compared and value != values[0],
            best=best is not None and value == best,
        )
        for value in values
    ]
    return Row(key=fact.key, title=fact.title, cells=cells, reference=fact.reference)


def _best(values: Sequence[object], goal: str) -> float | None:
    """The best of several numbers; None where all are equal, or nothing says which way is better."""
    numbers = [value for value in values if isinstance(value, int | float)]
    if goal not in ("max", "min") or len(numbers) < 2 or min(numbers) == max(numbers):
        return None
    return max(numbers) if goal == "max" else min(numbers)


def _columns(content: Task | Lab, runs: Sequence[Run], configuration: Sequence[Row]) -> list[Column]:
    names = {param["name"] for param in params_of(content)} if isinstance(content, Lab) else set()
    telling = [row for row in configuration if row.differs and row.key in names][:_PER_TITLE]
    return [
        Column(
            run=run,
            label=_("Attempt %(number)d") % {"number": run.judged.number}
            if run.judged
            else _("Run %(number)d") % {"number": at + 1},
            detail=", ".join(f"{row.key} {row.cells[at].text}" for row in telling),
        )
        for at, run in enumerate(runs)
    ]


def _label(run: Run, place: int) -> str:
    if run.judged is not None:
        return _("Attempt %(number)d") % {"number": run.judged.number}
    return _("Run %(number)d") % {"number": place}


def _charts(content: Task | Lab, columns: Sequence[Column], reference: Reference) -> list[Chart]:
    """What the judge measured before what learners report; the declared metrics first, the others as they come."""
    declared = _declared(content)
    curves = curves_of([column.run for column in columns])
    lines: dict[tuple[str, str], list[tuple[int, Series]]] = {}
    for index, column in enumerate(columns):
        for series in curves[column.run.pk]:
            lines.setdefault((series.metric, series.source), []).append((index, series))
    order = {name: place for place, name in enumerate(declared)}
    keys = sorted(lines, key=lambda key: (key[1] != "judge", order.get(key[0], len(order))))
    return [
        Chart(
            metric=metric,
            title=pick(declared.get(metric, {}).get("title")) or metric,
            unit=declared.get(metric, {}).get("unit") or "",
            self_reported=source != "judge",
            lines=lines[metric, source],
            band=reference.band(metric) if source == "judge" else [],
            summary=[_summary(columns[at], series) for at, series in lines[metric, source]],
        )
        for metric, source in keys
    ]


def _summary(column: Column, series: Series) -> tuple[str, str, str, str]:
    return column.title, _number(series.last), _number(series.low), _number(series.high)


def _declared(content: Task | Lab) -> dict[str, dict[str, Any]]:
    return {metric["name"]: metric for metric in content.spec.get("metrics") or []}


def _short(value: float) -> float:
    """Five digits are more than a chart can show."""
    return float(f"{value:.5g}")


def _number(value: float) -> str:
    return f"{value:.4g}" if abs(value) < 1e4 else f"{value:,.0f}"


def _spread_text(pair: Pair) -> str:
    mean, std = pair
    return f"{mean:.4g} ± {std:.2g}" if std else f"{mean:.4g}"


def _value_text(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return f"{value:g}" if isinstance(value, float) else str(value)


def _status_text(value: str) -> str:
    return str(dict(Run.Status.choices).get(value) or dict(Run.State.choices)[value])


def _answered_text(value: str) -> str:
    return str(Run.AnsweredFrom(value).label)


def _when_text(value: dt.datetime) -> str:
    return date_format(localtime(value), "SHORT_DATETIME_FORMAT")
