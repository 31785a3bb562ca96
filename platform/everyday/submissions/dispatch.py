"""Hands queued runs to the broker, a few at a time: no more than the online workers could start soon.

The broker's queue is first come, first served and knows no learners, so fairness is decided here, as late as possible.
`release_queued` is called after a submission commits, after each verdict, and by the reaper every ten seconds.
"""

import logging
import secrets
from collections import Counter
from functools import cache
from typing import Literal
from uuid import UUID

import redis
from celery import Celery
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import OperationalError

from everyday.submissions import broker, bundles
from everyday.submissions.models import Run
from everyday.submissions.selectors import queue
from workers.protocol import CPU_QUEUE, EVALUATE_TASK, RunRequest, WorkerPresence

logger = logging.getLogger(__name__)

MAX_RUNNING_PER_LEARNER = 2
# One message more than there are slots, so that a worker that has just finished finds its next run at once.
_SPARE = 1
_ADVISORY_LOCK = 0x45564459


@cache
def _producer() -> Celery:
    """An app of its own: Celery's current app is per thread, and views run in many."""
    app = Celery("everyday-dispatch", set_as_current=False)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    # By default a producer tries for ever to reach a broker that is down, and the page that submitted waits with it.
    bounded = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.2}
    app.conf.broker_transport_options = {**app.conf.broker_transport_options, **bounded}
    return app


def release_queued() -> int:
    """Hands over as many waiting runs as fairness and free slots allow; the number of runs chosen.

    Messages leave after the commit. A run whose message cannot be sent goes back to waiting; one whose message gets lost is
    found by the reaper.
    """
    try:
        workers = broker.online_workers()
        with transaction.atomic():
            _serialise()
            chosen = _choose(workers)
            for run_id, queue_name in chosen:
                _hand_over(run_id, queue_name)
    except redis.RedisError:
        logger.warning("the broker does not answer: queued runs wait")
        return 0
    return len(chosen)


def _serialise() -> None:
    """One dispatcher at a time. SQLite's immediate transactions do that by themselves."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ADVISORY_LOCK])


def _choose(workers: list[WorkerPresence]) -> list[tuple[UUID, str]]:
    """(run id, queue) of the waiting runs to hand over now."""
    order = queue.service_order()
    if not order:
        return []
    per_learner = queue.under_way_by_learner()
    per_profile = _under_way_by_profile()
    chosen = []
    for run in order:
        online = [worker for worker in workers if worker.profile == run.profile]
        capable = [worker for worker in online if worker.takes_work]
        # What a draining worker still runs is under way, and must not count against the slots of the others.
        slots = sum(worker.slots if worker.takes_work else worker.busy for worker in online)
        queue_name = CPU_QUEUE if run.profile == "cpu" else _least_busy_queue(capable)
        if queue_name is None or per_profile[run.profile] >= slots + _SPARE:
            continue
        if run.is_regrade:
            # Nobody waits for it, so it never fills the last free slot and never lies in the broker's queue before others.
            if per_profile[run.profile] >= max(1, slots - 1) or slots == 0:
                continue
        elif per_learner[run.learner_id] >= MAX_RUNNING_PER_LEARNER:
            continue
        else:
            per_learner[run.learner_id] += 1
        per_profile[run.profile] += 1
        chosen.append((run.run_id, queue_name))
    return chosen


def _under_way_by_profile() -> Counter[str]:
    return Counter(
        Run.objects.filter(state__in=[Run.State.QUEUED, Run.State.RUNNING], dispatched_at__isnull=False)
        .order_by()
        .values_list("profile", flat=True)
    )


def _least_busy_queue(workers: list[WorkerPresence]) -> str | None:
    """The queue of the GPU worker with the least before it; None without one."""
    queues = [(worker.busy + broker.queue_length(name), name) for worker in workers for name in worker.queues]
    return min(queues)[1] if queues else None


def _hand_over(run_id: UUID, queue_name: str) -> None:
    """Mints an attempt; only a run that is still waiting gets one."""
    token = secrets.token_urlsafe(24)
    moved = Run.objects.filter(pk=run_id, state=Run.State.QUEUED, dispatched_at=None).update(
        attempt=F("attempt") + 1, attempt_token=token, attempt_seq=0, dispatched_at=timezone.now()
    )
    if moved:
        transaction.on_commit(lambda: _send(run_id, token, queue_name))


def _send(run_id: UUID, token: str, queue_name: str) -> None:
    contents = ("submission__task", "aside_of__task", "demo_of__task", "lab")
    run = Run.objects.select_related(*contents).filter(pk=run_id, attempt_token=token).first()
    if run is None:
        return
    try:
        _producer().send_task(
            EVALUATE_TASK,
            args=[request_of(run).to_dict()],
            # So that the reaper recognises the message while it waits.
            task_id=token,
            queue=queue_name,
            retry=False,
            ignore_result=True,
        )
    except (OperationalError, redis.RedisError, OSError):
        logger.warning("run %s could not be handed to the broker; it waits", run_id)
        Run.objects.filter(pk=run_id, attempt_token=token, state=Run.State.QUEUED).update(
            attempt=F("attempt") - 1, attempt_token="", dispatched_at=None
        )


def request_of(run: Run) -> RunRequest:
    """What the worker is told about the run's current attempt."""
    submission, lab = run.bundled, run.lab
    if submission is not None:
        kind: Literal["task", "lab", "demo"] = "demo" if run.demo_of_id else "task"
        content_id = submission.task.task_id
    elif lab is not None:
        kind, content_id = "lab", lab.lab_id
    else:
        raise ValueError(f"run {run.pk} has neither submission nor lab")
    return RunRequest(
        run_id=str(run.pk),
        attempt_token=run.attempt_token,
        kind=kind,
        content_id=content_id,
        content_digest=run.content_digest,
        profile="gpu" if run.profile == "gpu" else "cpu",
        bundle_url=bundles.signed_url(run) if submission else "",
        bundle_sha256=bundles.sha256_of(run) if submission else "",
        config=run.config,
        seed=run.seed,
    )
