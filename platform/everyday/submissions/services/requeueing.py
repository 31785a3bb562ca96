"""The reaper: finds runs whose worker or message was lost and queues them again, with a new token.

A run is taken back by closing its lease in the broker first. Whoever closes or claims it first wins, so a worker that is
only slow keeps its run, and one that comes back from the dead finds its token closed.
"""

import datetime as dt
import logging
from uuid import UUID

import redis
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from everyday.submissions import broker, fanout
from everyday.submissions.dispatch import release_queued
from everyday.submissions.models import Run
from everyday.submissions.services.transitions import open_runs, write_all
from everyday.submissions.verdicts import RESTARTED
from workers.protocol import CPU_QUEUE, EVENT_STREAM, LEASE_TTL_S

logger = logging.getLogger(__name__)

RECORDER_GROUP = "recorder"
# A message that is neither in the queue nor claimed after this long is lost.
_UNCLAIMED_S = 30
# A closed lease means that the verdict is on its way; only a stream that lost it leaves a run here this long.
_VERDICT_MISSING_S = 120


def requeue_lost() -> int:
    """Takes back every lost run, hands over what waits, and returns the number of runs taken back.

    Does nothing while the broker does not answer: without it nobody can tell whether a worker still holds a run.
    """
    now = timezone.now()
    try:
        lost = [attempt for run in _suspects(now) if (attempt := _take_back(run, now)) is not None]
    except redis.RedisError:
        logger.warning("the broker does not answer: no run is taken back")
        return 0
    taken = [run_id for run_id, token in lost if _give_up(run_id, token)]
    _repeat_wishes()
    release_queued()
    return len(taken)


def mirror_leases() -> int:
    """Copies the leases that workers renewed in the broker to the running runs; the number of runs renewed."""
    running = list(Run.objects.filter(state=Run.State.RUNNING).order_by().values_list("id", "attempt_token"))
    if not running:
        return 0
    held = broker.leases([(str(run_id), token) for run_id, token in running])
    now = timezone.now()
    renewed = 0
    for (run_id, token), lease in zip(running, held, strict=True):
        if lease.alive:
            expires_at = now + dt.timedelta(milliseconds=lease.ttl_ms)
            alive = Run.objects.filter(pk=run_id, attempt_token=token, state=Run.State.RUNNING)
            renewed += alive.update(lease_expires_at=expires_at)
    return renewed


def _suspects(now: dt.datetime) -> list[Run]:
    """Running with an expired lease, or handed over a while ago and still not claimed."""
    silent = Q(state=Run.State.RUNNING) & (Q(lease_expires_at__lt=now) | Q(lease_expires_at=None))
    unclaimed = Q(state=Run.State.QUEUED, dispatched_at__isnull=False, dispatched_at__lt=now - dt.timedelta(seconds=_UNCLAIMED_S))
    return list(Run.objects.filter(silent | unclaimed).order_by("queued_at"))


def _take_back(run: Run, now: dt.datetime) -> tuple[UUID, str] | None:
    """(run id, token) of a suspect that is lost for certain, its lease closed; None for one that is not."""
    if run.state == Run.State.QUEUED and _message_waits(run):
        return None
    if broker.take_back(str(run.pk), run.attempt_token):
        return run.pk, run.attempt_token
    [lease] = broker.leases([(str(run.pk), run.attempt_token)])
    since = run.lease_expires_at or run.dispatched_at or run.queued_at
    overdue = now - since > dt.timedelta(seconds=LEASE_TTL_S + _VERDICT_MISSING_S)
    if lease.closed and overdue and _recorder_is_caught_up():
        return run.pk, run.attempt_token
    return None


def _message_waits(run: Run) -> bool:
    """Whether the message of the run's attempt is still in a queue, where no worker has taken it yet."""
    names = {name for worker in broker.online_workers() if worker.profile == run.profile for name in worker.queues}
    if run.profile == "cpu":
        names.add(CPU_QUEUE)
    return any(broker.message_waits(name, run.attempt_token) for name in names)


def _recorder_is_caught_up() -> bool:
    for group in broker.client().xinfo_groups(EVENT_STREAM):
        if group["name"] == RECORDER_GROUP.encode():
            return bool(group["pending"] == 0 and not group["lag"])
    return False


def _repeat_wishes() -> None:
    """A wish to cancel that the broker did not take, or lost, reaches the worker after all."""
    wished = Run.objects.filter(state__in=[Run.State.QUEUED, Run.State.RUNNING], cancel_requested_at__isnull=False)
    try:
        for run_id in wished.exclude(attempt_token="").values_list("pk", flat=True):
            broker.ask_to_cancel(str(run_id))
    except redis.RedisError:
        logger.warning("the broker does not answer: wishes to cancel wait")


def _give_up(run_id: UUID, token: str) -> bool:
    with transaction.atomic():
        opened = open_runs([run_id])[str(run_id)]
        if opened.run.is_over or opened.run.attempt_token != token:
            return False
        logger.warning("run %s: attempt %d is lost", run_id, opened.run.attempt)
        opened.give_up_attempt(RESTARTED, timezone.now())
        events = write_all([opened])
    try:
        fanout.publish(events)
    except redis.RedisError:
        logger.warning("a requeued run could not be passed on; pages read it from the database")
    return True
