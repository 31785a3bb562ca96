"""Running a lab: a checked configuration goes to a worker, unless the very same one has been answered before."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from everyday.accounts.models import User
from everyday.accounts.selectors import local_date
from everyday.catalog.models import Lab
from everyday.submissions import answers, configurations, selectors
from everyday.submissions.dispatch import release_queued
from everyday.submissions.models import Run, RunEvent
from everyday.submissions.verdicts import FROM_CACHE, FROM_SWEEP, FROM_SWEEP_NEAREST, Bilingual
from workers.protocol import EventKind

_ANSWERS = [Run.Status.PASSED, Run.Status.FAILED]  # a lab that missed its goal is answered too
_COPIED = [EventKind.LOG, EventKind.METRIC, EventKind.FIGURE, EventKind.VERDICT]


class LabRefusedError(ValueError):
    """The lab cannot be run now; `message` is for the learner, in the active language."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def run_lab(*, learner: User, lab: Lab, config: Mapping[str, Any], seed: int, prediction: Mapping[str, Any] | None = None) -> Run:
    """The run that answers the configuration; `answered_from` says whether a worker will, or something earlier did.

    Raises ConfigurationInvalidError (errors per parameter, both languages) and LabRefusedError.
    """
    if not lab.is_ready:
        raise LabRefusedError("not-ready", _("This lab is still being prepared."))
    checked = configurations.validate(lab, config)
    new = Run(
        learner=learner,
        lab=lab,
        config=checked,
        config_digest=configurations.digest_of(lab, checked, configurations.check_seed(seed)),
        seed=seed,
        prediction=answers.checked(lab.spec.get("predict") or [], prediction or {}),
        content_digest=lab.digest,
        content_version=lab.version,
    )
    with transaction.atomic():
        if _answer_from_cache(new) or _answer_from_sweep(new):
            return new
        _check_budget(learner, lab)
        new.save(force_insert=True)
        transaction.on_commit(release_queued)
    return new


def _check_budget(learner: User, lab: Lab) -> None:
    per_day = (lab.spec.get("budget") or {}).get("runs_per_day")
    if per_day is None:
        return
    now = timezone.now()
    today = local_date(learner, now)
    recent = Run.objects.filter(
        learner=learner, lab=lab, answered_from=Run.AnsweredFrom.WORKER, queued_at__gte=now - dt.timedelta(days=2)
    ).exclude(status__in=[Run.Status.INFRASTRUCTURE, Run.Status.CANCELLED])
    used = sum(local_date(learner, queued_at) == today for queued_at in recent.values_list("queued_at", flat=True))
    if used >= per_day:
        raise LabRefusedError(
            "budget", _("This lab's %(runs)d runs for today are used up. It opens again at midnight.") % {"runs": per_day}
        )


def _answer_from_cache(new: Run) -> bool:
    """Answers from a finished run of the same configuration, content and seed, whoever ran it."""
    source = (
        Run.objects.filter(
            config_digest=new.config_digest,
            state=Run.State.FINISHED,
            status__in=_ANSWERS,
            answered_from=Run.AnsweredFrom.WORKER,
            trimmed_at=None,
        )
        .order_by("ended_at")
        .first()
    )
    if source is None:
        return False
    for name in ("status", "profile", "score", "max_score", "metrics", "sandbox", "isolation", "device", "cpu_s", "wall_s"):
        setattr(new, name, getattr(source, name))
    _finish(new, Run.AnsweredFrom.CACHE, FROM_CACHE)
    events = list(source.events.filter(kind__in=_COPIED).order_by("seq"))
    _store(new, [(event.kind, event.data) for event in events], {"note": FROM_CACHE, "answered_from": "cache"})
    return True


def _answer_from_sweep(new: Run) -> bool:
    """Answers from the precomputed points while no worker is online to run the lab."""
    if selectors.capable_workers(new.profile):
        return False
    found = configurations.nearest_point(new.lab, new.config) if new.lab else None
    if found is None:
        return False
    point, exact = found
    note = FROM_SWEEP if exact else FROM_SWEEP_NEAREST
    new.status = Run.Status.PASSED
    new.metrics = dict(point.get("metrics") or {})
    _finish(new, Run.AnsweredFrom.SWEEP, note)
    verdict = {"status": "passed", "metrics": new.metrics, "tests": [], "message": note}
    events = [*_curve_events(point), *_figure_events(point), (EventKind.VERDICT, verdict)]
    _store(new, events, {"note": note, "answered_from": "sweep", "config": point["config"], "exact": exact})
    return True


def _finish(new: Run, answered_from: Run.AnsweredFrom, note: Bilingual) -> None:
    new.state = Run.State.FINISHED
    new.answered_from = answered_from
    new.message = note
    new.started_at = new.ended_at = timezone.now()


def _store(new: Run, events: list[tuple[str, dict[str, Any]]], label: dict[str, Any]) -> None:
    """Inserts the answered run with its events; the verdict carries where the answer came from."""
    new.event_seq = len(events)
    new.save(force_insert=True)
    now = timezone.now()
    RunEvent.objects.bulk_create(
        RunEvent(run=new, seq=seq, kind=kind, at=now, data={**data, **label} if kind == EventKind.VERDICT else data)
        for seq, (kind, data) in enumerate(events, start=1)
    )


def _figure_events(point: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    figures = point.get("figures") or {}
    pairs = figures.items() if isinstance(figures, dict) else [(figure["id"], figure.get("plotly", figure)) for figure in figures]
    for figure_id, plotly in pairs:
        yield EventKind.FIGURE, {"id": figure_id, "plotly": plotly, "source": "judge"}


def _curve_events(point: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """`curves` is {metric: [value, …]} or {metric: [[step, value], …]}."""
    steps: dict[int, dict[str, float]] = {}
    for name, values in (point.get("curves") or {}).items():
        for index, value in enumerate(values):
            step, y = value if isinstance(value, list) else (index, value)
            steps.setdefault(int(step), {})[name] = y
    for step in sorted(steps):
        yield EventKind.METRIC, {"step": step, "values": steps[step], "source": "judge"}
