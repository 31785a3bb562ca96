"""The Celery app of an evaluation worker: `celery -A workers.app worker`. No Django, no database, no web secret.

One thread a slot: the work itself happens in sandboxed processes, the thread only waits for them.
"""

import logging
import sys
from typing import Any, NoReturn

from celery import Celery
from celery.signals import worker_init, worker_ready, worker_shutdown, worker_shutting_down
from celery.worker import state

from workers import station
from workers.configuration import ConfigurationError, WorkerConfiguration
from workers.sandbox.base import SandboxError
from workers.sandbox.pool import IsolationRefused
from workers.standing import give_up_root

logger = logging.getLogger(__name__)

EXIT_USAGE = 2
EXIT_REFUSED = 3
EXIT_LOST = 4


def _settings() -> dict[str, Any]:
    """Read when Celery first looks at its settings, so that importing this module asks nothing of the environment."""
    configuration = _configuration()
    return {
        "broker_url": configuration.broker_url,
        "task_default_queue": configuration.queue,
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_ignore_result": True,
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "worker_prefetch_multiplier": 1,
        "worker_concurrency": configuration.slots,
        "worker_pool": "threads",
        "worker_enable_remote_control": False,
        "timezone": "UTC",
        # As the web side's: longer than any job; a lost run comes back through its lease, not through this.
        "broker_transport_options": {"visibility_timeout": 4 * 3600, "unacked_restore_interval": 10},
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
    }


app = Celery("workers", include=["workers.tasks"])
app.add_defaults(_settings)


@worker_init.connect  # type: ignore[untyped-decorator]
def _open(**kwargs: Any) -> None:
    """Before the broker is spoken to: root is given up and the sandboxes pass their self-test, or the worker does not start and
    says why."""
    try:
        configuration = _configuration()
        station.open_station(configuration, give_up_root(configuration), _leave)
    except (IsolationRefused, SandboxError) as error:
        _refuse(str(error), EXIT_REFUSED)
    except Exception as error:
        # Celery would log it and go on, without sandboxes and perhaps as root.
        logger.exception("the worker could not be opened")
        _refuse(f"{type(error).__name__}: {error}", EXIT_REFUSED)


@worker_ready.connect  # type: ignore[untyped-decorator]
def _go_online(sender: Any, **kwargs: Any) -> None:
    """`sender` is Celery's consumer, which keeps its choice of queues over a lost connection."""
    queue = app.conf.task_default_queue

    def choose(takes: bool) -> None:
        try:
            (sender.add_task_queue if takes else sender.cancel_task_queue)(queue)
        except Exception:
            # The connection is being made anew, and the new one begins with this choice.
            logger.warning("the broker was not told at once to %s", "send work" if takes else "send no work", exc_info=True)

    station.current().go_online(lambda takes: sender.call_soon(choose, takes))


def _leave() -> None:
    """Celery looks at this between two reads of the queue, and ends once the runs under way are handed back."""
    state.should_stop = EXIT_LOST


@worker_shutting_down.connect  # type: ignore[untyped-decorator]
def _stop_soon(**kwargs: Any) -> None:
    station.current().stop_soon()


@worker_shutdown.connect  # type: ignore[untyped-decorator]
def _close(**kwargs: Any) -> None:
    station.close_station()


def _configuration() -> WorkerConfiguration:
    try:
        return WorkerConfiguration.from_environment()
    except ConfigurationError as error:
        _refuse(str(error), EXIT_USAGE)


def _refuse(message: str, code: int) -> NoReturn:
    sys.stderr.write(f"the worker does not start: {message}\n")
    raise SystemExit(code)
