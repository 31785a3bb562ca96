"""Workers that are to take no more work, before an upgrade or when their machine is doubted."""

from django.utils.translation import gettext_noop

from everyday.submissions import broker

BY_OPERATOR = gettext_noop("drained by an operator")


class UnknownWorkerError(LookupError):
    """No worker of this id is online."""


def drain_worker(*, worker_id: str, reason: str = BY_OPERATOR) -> None:
    """The worker finishes what it runs and takes no more, within seconds. Raises UnknownWorkerError, redis.RedisError."""
    _known(worker_id)
    broker.ask_to_drain(worker_id, reason)


def resume_worker(*, worker_id: str) -> None:
    """Takes a wish to drain back; a worker that drains because its machine fails goes on draining."""
    _known(worker_id)
    broker.ask_to_drain(worker_id, "")


def _known(worker_id: str) -> None:
    if worker_id not in {worker.worker_id for worker in broker.online_workers()}:
        raise UnknownWorkerError(worker_id)
