"""What an operator looks at: the workers, the queue, and what went wrong on our side lately."""

import datetime as dt
from dataclasses import dataclass

import redis
from django.utils import timezone

from everyday.submissions import broker
from everyday.submissions.models import Run
from workers.protocol import WorkerPresence

_LATELY = dt.timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class Operations:
    """`workers` is None while the broker does not answer. `oldest` is when the longest waiting run was queued."""

    workers: list[WorkerPresence] | None
    waiting: int
    under_way: int
    oldest: dt.datetime | None
    judged: int
    restarted: int
    gave_up: int

    @property
    def draining(self) -> list[WorkerPresence]:
        return [worker for worker in self.workers or [] if not worker.takes_work]

    @property
    def nobody_takes_work(self) -> bool:
        return not any(worker.takes_work for worker in self.workers or [])


def operations() -> Operations:
    """As the database and the workers' presence tell it now; counts of what ended are of the last 24 hours."""
    waiting = Run.objects.filter(state=Run.State.QUEUED)
    lately = Run.objects.filter(ended_at__gte=timezone.now() - _LATELY, answered_from=Run.AnsweredFrom.WORKER)
    return Operations(
        workers=_workers(),
        waiting=waiting.count(),
        under_way=Run.objects.filter(state=Run.State.RUNNING).count(),
        oldest=waiting.order_by("queued_at").values_list("queued_at", flat=True).first(),
        judged=lately.filter(state=Run.State.FINISHED).count(),
        restarted=lately.filter(attempt__gt=1).count(),
        gave_up=lately.filter(state=Run.State.FAILED).count(),
    )


def _workers() -> list[WorkerPresence] | None:
    try:
        return sorted(broker.online_workers(), key=lambda worker: worker.worker_id)
    except redis.RedisError:
        return None
