"""Cancelling: a waiting run ends at once; a running one within a second, by its worker."""

import logging

import redis
from django.db import transaction
from django.utils import timezone

from everyday.accounts.models import User
from everyday.submissions import broker, fanout
from everyday.submissions.dispatch import release_queued
from everyday.submissions.models import Run, RunEvent
from everyday.submissions.policies import may_cancel_run
from everyday.submissions.services.transitions import open_runs, write_all
from everyday.submissions.verdicts import VERDICT_TEXTS

logger = logging.getLogger(__name__)


class NotAllowedError(PermissionError):
    """The user may not do this."""


def cancel(*, user: User, run: Run) -> Run:
    """Cancels the run and returns it as it is now; a run that is over stays as it is. Raises NotAllowedError."""
    if not may_cancel_run(user, run):
        raise NotAllowedError("cancel")
    now = timezone.now()
    with transaction.atomic():
        opened = open_runs([run.pk])[str(run.pk)]
        current = opened.run
        if current.is_over:
            return current
        if current.cancel_requested_at is None:
            opened.set(cancel_requested_at=now)
        waits = current.state == Run.State.QUEUED and _nobody_holds(current)
        if waits:
            opened.end(Run.Status.CANCELLED, VERDICT_TEXTS[Run.Status.CANCELLED].what, now)
        events = write_all([opened])
        transaction.on_commit(lambda: _pass_on(events) if waits else _tell_worker(str(run.pk)))
    return current


def _nobody_holds(run: Run) -> bool:
    """Whether no worker has the run: it was never handed over, or its message is taken back before anyone claims it."""
    if not run.attempt_token:
        return True
    try:
        return broker.take_back(str(run.pk), run.attempt_token)
    except redis.RedisError:
        return False


def _tell_worker(run_id: str) -> None:
    try:
        broker.ask_to_cancel(run_id)
    except redis.RedisError:
        # The wish is in the database: once the lease is lost, the run ends as cancelled instead of being queued again.
        logger.warning("the broker does not answer: run %s cannot be cancelled at once", run_id)


def _pass_on(events: list[RunEvent]) -> None:
    try:
        fanout.publish(events)
    except redis.RedisError:
        logger.warning("a cancelled run could not be passed on; pages read it from the database")
    release_queued()
