"""One worker process: its sandboxes, its slots, its place in the broker. Opened before any work is taken."""

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from workers.configuration import WorkerConfiguration
from workers.presence import Presence
from workers.protocol import WorkerPresence, redis_address
from workers.sandbox.pool import SandboxPool, open_pool

logger = logging.getLogger(__name__)


class Station:
    """What the runs of one worker share. Raises what opening the sandboxes raises; the worker then takes no work."""

    def __init__(self, configuration: WorkerConfiguration) -> None:
        self.configuration = configuration
        self.worker_id = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"
        self.pool: SandboxPool = open_pool(
            curriculum=configuration.curriculum,
            state=configuration.state,
            min_isolation=configuration.min_isolation,
            slots=configuration.slots,
            prefer="zygote",
        )
        # The first learner of the day should not wait for torch to be imported.
        self.pool.warm_up()
        self.client: Any = redis.Redis.from_url(
            redis_address(configuration.broker_url),
            socket_connect_timeout=5,
            socket_timeout=10,
            retry=Retry(NoBackoff(), 1),
        )
        self._busy = 0
        self._lock = threading.Lock()
        self._stop_at: float | None = None
        self._presence = Presence(self.client, self.describe)

    def describe(self) -> WorkerPresence:
        return WorkerPresence(
            worker_id=self.worker_id,
            queues=[self.configuration.queue],
            profile=self.configuration.profile,
            sandbox=self.pool.name,
            isolation=self.pool.isolation,
            device=self.configuration.device,
            slots=self.configuration.slots,
            busy=self._busy,
        )

    def go_online(self) -> None:
        """Called when messages are being taken: tells the site, and whoever started the worker."""
        self._presence.start()
        if self.configuration.ready_file is not None:
            self.configuration.ready_file.write_text(self.worker_id)
        logger.info("ready: %s, isolation %s, %d slots", self.pool.name, self.pool.isolation, self.configuration.slots)

    @contextmanager
    def slot(self) -> Iterator[None]:
        """Counts a run as under way."""
        with self._lock:
            self._busy += 1
        try:
            yield
        finally:
            with self._lock:
                self._busy -= 1

    def stop_soon(self) -> None:
        """Runs under way may finish for a while; then they are handed back."""
        if self._stop_at is None:
            self._stop_at = time.monotonic() + self.configuration.stop_grace_s

    @property
    def stopping(self) -> bool:
        """Whether the time to finish is up."""
        return self._stop_at is not None and time.monotonic() >= self._stop_at

    def close(self) -> None:
        self._presence.stop()
        self.pool.close()
        if self.configuration.ready_file is not None:
            self.configuration.ready_file.unlink(missing_ok=True)


_open: list[Station] = []


def open_station(configuration: WorkerConfiguration) -> Station:
    """Opens the station of this process."""
    _open.append(Station(configuration))
    return _open[0]


def current() -> Station:
    """The station of this process; RuntimeError where no worker runs."""
    if not _open:
        raise RuntimeError("no worker runs in this process")
    return _open[0]


def close_station() -> None:
    while _open:
        _open.pop().close()
