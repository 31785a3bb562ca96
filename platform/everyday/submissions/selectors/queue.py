"""Who waits, in which order, for how long, and who could take it.

Order: graded work before labs and opened demos, re-grades last; among learners round robin (whoever has least under way goes
first, then whoever has waited longest since they came or were last served).
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

import redis
from django.db.models import Max, Q

from everyday.submissions import broker
from everyday.submissions.models import Run
from everyday.submissions.selectors import estimates
from workers.protocol import WorkerPresence

_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)
# A whole course judged again is thousands of runs; no more than these could be handed over at once.
_REGRADES_LOOKED_AT = 50


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A queued run that has not been handed to the broker."""

    run_id: UUID
    learner_id: int
    is_lab: bool  # or an opened demo: nothing that is graded waits for it
    profile: str
    queued_at: dt.datetime
    is_regrade: bool = False


@dataclass(frozen=True, kw_only=True)
class QueueState:
    """What a waiting learner is told. `position` counts from 1; `estimate_s`, to the result, is None while nobody can know."""

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
    """The online workers that could take a run of `profile` now; none when the broker does not answer."""
    try:
        return [worker for worker in broker.online_workers() if worker.profile == profile and worker.takes_work]
    except redis.RedisError:
        return []


def waiting_runs() -> list[Waiting]:
    """Queued runs that wait for their turn, oldest first; of the re-grades only the first few."""
    return [*_waiting(is_regrade=False), *_waiting(is_regrade=True, most=_REGRADES_LOOKED_AT)]


def _waiting(*, is_regrade: bool, most: int | None = None) -> list[Waiting]:
    rows = (
        Run.objects.filter(state=Run.State.QUEUED, dispatched_at=None, is_regrade=is_regrade)
        .order_by("queued_at")
        .values_list("id", "learner_id", "lab_id", "demo_of_id", "profile", "queued_at")
    )
    return [
        Waiting(
            run_id=run_id,
            learner_id=learner_id,
            is_lab=any(of is not None for of in (lab_id, demo_of_id)),
            profile=profile,
            queued_at=queued_at,
            is_regrade=is_regrade,
        )
        for run_id, learner_id, lab_id, demo_of_id, profile, queued_at in rows[:most]
    ]


def in_order(waiting: Iterable[Waiting], under_way: Mapping[int, int], last_served: Mapping[int, dt.datetime]) -> list[Waiting]:
    """`waiting` (oldest first) in the order of service. The mappings are by learner id."""
    seen: Counter[tuple[int, bool]] = Counter()
    keyed: list[tuple[tuple[bool, bool, int, dt.datetime, dt.datetime, str], Waiting]] = []
    for run in waiting:
        if run.is_regrade:
            # What a learner sends in meanwhile must neither wait for these nor make them wait.
            keyed.append(((True, False, 0, _NEVER, run.queued_at, str(run.run_id)), run))
            continue
        rank = under_way.get(run.learner_id, 0) + seen[run.learner_id, run.is_lab]
        seen[run.learner_id, run.is_lab] += 1
        # Waiting counts from the last service on, and no further back: whoever comes later overtakes nobody for having been
        # away for longer.
        since = max(run.queued_at, last_served.get(run.learner_id, _NEVER))
        keyed.append(((False, run.is_lab, rank, since, run.queued_at, str(run.run_id)), run))
    return [run for _, run in sorted(keyed, key=lambda pair: pair[0])]


def under_way_by_learner() -> Counter[int]:
    """Runs handed to the broker or running, by learner id; a re-grade is nothing that a learner has under way."""
    return Counter(
        Run.objects.filter(state__in=[Run.State.QUEUED, Run.State.RUNNING], dispatched_at__isnull=False, is_regrade=False)
        .order_by()
        .values_list("learner_id", flat=True)
    )


def last_served(learner_ids: Iterable[int]) -> dict[int, dt.datetime]:
    """When each learner's latest run was handed to the broker."""
    rows = (
        Run.objects.filter(learner_id__in=set(learner_ids), dispatched_at__isnull=False, is_regrade=False)
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
    ahead = _ahead_of(run)
    return QueueState(
        state=run.state,
        status=run.status,
        position=len(ahead) + 1,
        estimate_s=estimates.estimate_s(run, ahead, sum(worker.slots for worker in workers)),
        workers=len(workers),
    )


def _workers_of(run: Run) -> list[WorkerPresence]:
    return [] if run.is_over else capable_workers(run.profile)


def _ahead_of(run: Run) -> list[UUID]:
    """Handed-over runs that nobody has claimed come first, then the waiting ones in their order of service."""
    handed_over = Run.objects.filter(state=Run.State.QUEUED, dispatched_at__isnull=False, profile=run.profile)
    if run.dispatched_at is not None:
        return list(handed_over.filter(dispatched_at__lt=run.dispatched_at).values_list("pk", flat=True))
    ahead = list(handed_over.order_by("dispatched_at").values_list("pk", flat=True))
    if run.is_regrade:
        waiting = Run.objects.filter(state=Run.State.QUEUED, dispatched_at=None, profile=run.profile)
        return ahead + list(waiting.filter(Q(is_regrade=False) | Q(queued_at__lt=run.queued_at)).values_list("pk", flat=True))
    same_profile = [waiting.run_id for waiting in service_order() if waiting.profile == run.profile]
    return ahead + (same_profile[: same_profile.index(run.pk)] if run.pk in same_profile else [])
