"""What is not kept for ever: what old runs printed and drew. Submissions, verdicts, test results and scores always stay.

Kept with their logs and curves however old they are: each learner's best run of a task, and a lab's runs of its present
content, since those answer the same configuration again.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from everyday.lib import housekeeping
from everyday.submissions.models import Run, RunEvent
from workers.protocol import EventKind

LOGS = frozenset({EventKind.LOG})
DRAWINGS = frozenset({EventKind.METRIC, EventKind.FIGURE})
_OVER = [Run.State.FINISHED, Run.State.FAILED, Run.State.CANCELLED]
# Runs of one transaction: SQLite has one writer, and learners hand in meanwhile.
_BATCH = 50


@dataclass(frozen=True, kw_only=True)
class Pruned:
    """How much is gone, or would be."""

    log_events: int
    drawing_events: int
    sessions: int
    unfinished_assets: int


def prune(*, now: dt.datetime | None = None, dry_run: bool = False) -> Pruned:
    """Drops what is older than `settings.RETENTION` allows; 0 days there keep it for ever. Safe to stop and to repeat."""
    today = now or timezone.now()
    return Pruned(
        log_events=_prune(today, settings.RETENTION["logs_days"], LOGS, dry_run=dry_run),
        drawing_events=_prune(today, settings.RETENTION["events_days"], DRAWINGS, dry_run=dry_run),
        sessions=housekeeping.expired_sessions(dry_run=dry_run),
        unfinished_assets=len(housekeeping.unfinished_assets(now=today, dry_run=dry_run)),
    )


def _prune(now: dt.datetime, days: int, kinds: frozenset[EventKind], *, dry_run: bool) -> int:
    if not days:
        return 0
    runs = _prunable(now - dt.timedelta(days=days), kinds)
    if dry_run:
        return RunEvent.objects.filter(run__in=runs, kind__in=kinds).count()
    return sum(_drop(batch, kinds, now) for batch in _batches(runs))


def _prunable(before: dt.datetime, kinds: frozenset[EventKind]) -> QuerySet[Run]:
    """Runs that ended before, still have such events, and are nobody's best."""
    best = (
        Run.objects.filter(learner=OuterRef("learner"), submission__task=OuterRef("submission__task"), state=Run.State.FINISHED)
        .order_by(F("score").desc(nulls_last=True), "-ended_at")
        .values("pk")[:1]
    )
    present = Q(lab__isnull=False, content_digest=F("lab__digest"), state=Run.State.FINISHED)
    with_events = RunEvent.objects.filter(kind__in=kinds).values("run")
    old = Run.objects.filter(state__in=_OVER, ended_at__lt=before, pk__in=with_events).exclude(present)
    return old.annotate(best=Subquery(best)).exclude(pk=F("best"), submission__isnull=False)


def _batches(runs: QuerySet[Run]) -> Iterator[list[UUID]]:
    ids = list(runs.order_by("ended_at").values_list("pk", flat=True))
    for start in range(0, len(ids), _BATCH):
        yield ids[start : start + _BATCH]


@transaction.atomic
def _drop(run_ids: list[UUID], kinds: frozenset[EventKind], now: dt.datetime) -> int:
    dropped, _ = RunEvent.objects.filter(run__in=run_ids, kind__in=kinds).delete()
    Run.objects.filter(pk__in=run_ids, trimmed_at=None).update(trimmed_at=now)
    return dropped
