"""Who waits, in which order, for how long, and who could take it.

Order: graded work before labs; among learners round robin (whoever has least under way and was served longest ago goes
first); then first come, first served.
"""

import datetime as dt
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

import redis
from django.db.models import Max

from everyday.submissions import broker
from everyday.submissions.models import Run
from workers.protocol import WorkerPresence

_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)
_RECENT_RUNS = 20


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A queued run that has not been handed to the broker."""

    run_id: UUID
    learner_id: int
    is_lab: bool
    profile: str
    queued_at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class QueueState:
    """What a waiting learner is told. `position` counts from 1; `estimate_s` is None while nobody can know."""

    state: str
    status: str
    position: int | None
    estimate_s: float | None
    workers: int

    def to_dict(self) -> dict[str, object]:
        return {
            "state": self.state,
            "status": self.status,
            "position": self.position,
            "estimate_s": self.estimate_s,
            "workers": self.workers,
        }


def capable_workers(profile: str = "cpu") -> list[WorkerPresence]:
    """The online workers that could take a run of `profile`; none when the broker does not answer."""
    try:
        return [worker for worker in broker.online_workers() if worker.profile == profile]
    except redis.RedisError:
        return []


def waiting_runs() -> list[Waiting]:
    """Queued runs that wait for their turn, oldest first."""
    rows = (
        Run.objects.filter(state=Run.State.QUEUED, dispatched_at=None)
        .order_by("queued_at")
        .values_list("id", "learner_id", "lab_id", "profile", "queued_at")
    )
    return [
        Waiting(run_id=run_id, learner_id=learner_id, is_lab=lab_id is not None, profile=profile, queued_at=queued_at)
        for run_id, learner_id, lab_id, profile, queued_at in rows
    ]


def in_order(waiting: Iterable[Waiting], under_way: Mapping[int, int], last_served: Mapping[int, dt.datetime]) -> list[Waiting]:
    """`waiting` (oldest first) in the order of service. The mappings are by learner id."""
    seen: Counter[tuple[int, bool]] = Counter()
    keyed: list[tuple[tuple[bool, int, dt.datetime, dt.datetime, str], Waiting]] = []
    for run in waiting:
        rank = under_way.get(run.learner_id, 0) + seen[run.learner_id, run.is_lab]
        seen[run.learner_id, run.is_lab] += 1
        served = last_served.get(run.learner_id, _NEVER)
        keyed.append(((run.is_lab, rank, served, run.queued_at, str(run.run_id)), run))
    return [run for _, run in sorted(keyed, key=lambda pair: pair[0])]


def under_way_by_learner() -> Counter[int]:
    """Runs handed to the broker or running, by learner id."""
    return Counter(
        Run.objects.filter(state__in=[Run.State.QUEUED, Run.State.RUNNING], dispatched_at__isnull=False)
        .order_by()
        .values_list("learner_id", flat=True)
    )


def last_served(learner_ids: Iterable[int]) -> dict[int, dt.datetime]:
    """When each learner's latest run was handed to the broker."""
    rows = (
        Run.objects.filter(learner_id__in=set(learner_ids), dispatched_at__isnull=False)
        .order_by()
        .values_list("learner_id")
        .annotate(last=Max("dispatched_at"))
    )
    return dict(rows)


def service_order() -> list[Waiting]:
    """All waiting runs in the order in which they would be served now."""
    waiting = waiting_runs()
    if len(waiting) < 2:
        return waiting
    return in_order(waiting, under_way_by_learner(), last_served(run.learner_id for run in waiting))


def queue_state(run: Run) -> QueueState:
    """State, position and estimate of `run` as the database and the workers' presence tell it now."""
    if run.state != Run.State.QUEUED:
        return QueueState(state=run.state, status=run.status, position=None, estimate_s=None, workers=len(_workers_of(run)))
    workers = _workers_of(run)
    position = _position(run)
    return QueueState(
        state=run.state,
        status=run.status,
        position=position,
        estimate_s=_estimate_s(run, position, sum(worker.slots for worker in workers)),
        workers=len(workers),
    )


def _workers_of(run: Run) -> list[WorkerPresence]:
    return [] if run.is_over else capable_workers(run.profile)


def _position(run: Run) -> int:
    """Handed-over runs that nobody has claimed come first, then the waiting ones in their order of service."""
    handed_over = Run.objects.filter(state=Run.State.QUEUED, dispatched_at__isnull=False, profile=run.profile)
    if run.dispatched_at is not None:
        return handed_over.filter(dispatched_at__lt=run.dispatched_at).count() + 1
    ahead = handed_over.count()
    same_profile = [waiting.run_id for waiting in service_order() if waiting.profile == run.profile]
    return ahead + (same_profile.index(run.pk) if run.pk in same_profile else 0) + 1


def _estimate_s(run: Run, position: int, slots: int) -> float | None:
    """Median duration of recent runs of the same task or lab × position / slots; None without history or workers."""
    if slots == 0:
        return None
    recent = Run.objects.filter(state=Run.State.FINISHED, profile=run.profile, started_at__isnull=False, ended_at__isnull=False)
    if run.lab_id is not None:
        recent = recent.filter(lab_id=run.lab_id, answered_from=Run.AnsweredFrom.WORKER)
    else:
        recent = recent.filter(submission__task__submissions=run.submission_id)
    spans = recent.order_by("-ended_at").values_list("started_at", "ended_at")[:_RECENT_RUNS]
    durations = [(ended - started).total_seconds() for started, ended in spans if started and ended]
    if not durations:
        return None
    return round(statistics.median(durations) * position / slots, 1)
