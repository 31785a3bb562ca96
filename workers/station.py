"""One worker process: its sandboxes, its slots, its place in the broker. Opened before any work is taken."""

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from workers.configuration import WorkerConfiguration
from workers.devices.own import OwnGpu
from workers.health import Health
from workers.leftovers import sweep
from workers.presence import Presence
from workers.protocol import WorkerPresence, redis_address
from workers.sandbox.base import Isolation, SandboxError
from workers.sandbox.launcher import Launcher
from workers.sandbox.pool import IsolationRefused, SandboxPool, open_pool
from workers.sandbox.selftest import Check

logger = logging.getLogger(__name__)

_HANDING_BACK_S = 5.0


def _stay() -> None:
    """Nobody is to be told: a station that no Celery worker drives."""


class Station:
    """What the runs of one worker share. Raises what opening the sandboxes raises; the worker then takes no work."""

    def __init__(
        self, configuration: WorkerConfiguration, launcher: Launcher | None = None, leave: Callable[[], None] = _stay
    ) -> None:
        """launcher: the one that stayed root when this process gave it up; from here on the station's to close.
        leave: called, from any thread, when this process cannot judge any more and must be started anew."""
        self.configuration = configuration
        self.worker_id = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"
        self._leave = leave
        sweep(configuration.state)
        self._launcher = launcher
        try:
            self.gpu = OwnGpu.take(configuration.device) if configuration.profile == "gpu" else None
            self.pool = _opened(self.configuration, self._launcher)
            self._refuse_a_broken_gpu()
        except BaseException:
            self._close_launcher()
            raise
        self.client: Any = redis.Redis.from_url(
            redis_address(configuration.broker_url),
            socket_connect_timeout=5,
            socket_timeout=10,
            retry=Retry(NoBackoff(), 1),
        )
        self._busy = 0
        self._lock = threading.Lock()
        self._stop_at: float | None = None
        self._take: Callable[[bool], None] | None = None
        self.health = Health(self._self_test, self._health_changed, lambda: self._busy == 0)
        self._presence = Presence(self.client, self.describe, self.health.wish)
        if self._launcher is not None:
            self._launcher.on_loss(self._launcher_lost)

    @property
    def device(self) -> str:
        """As pages show it: cpu, or the GPU's name with the beginning of its UUID."""
        return self.gpu.label if self.gpu is not None else self.configuration.device

    @property
    def lost(self) -> str:
        """Why nothing that is judged now counts: empty while the launcher of a worker that gave root up is alive."""
        return "the launcher died" if self._launcher is not None and self._launcher.gone else ""

    def _refuse_a_broken_gpu(self) -> None:
        failed = [f"{check.name} ({check.detail})" for check in self._gpu_checks() if not check.passed]
        if failed:
            self.pool.close()
            raise SandboxError("; ".join(failed))

    def _gpu_checks(self) -> list[Check]:
        return self.gpu.checks(self.pool.sandbox("learner", self.configuration.device)) if self.gpu is not None else []

    def left_on_gpu(self) -> str:
        """What a run that is over has left on the GPU; empty when nothing, or where there is none."""
        return self.gpu.left_behind() if self.gpu is not None else ""

    def describe(self) -> WorkerPresence:
        return WorkerPresence(
            worker_id=self.worker_id,
            queues=[self.configuration.queue],
            profile=self.configuration.profile,
            sandbox=self.pool.name,
            isolation=self.pool.isolation,
            device=self.device,
            slots=self.configuration.slots,
            busy=self._busy,
            draining=self.health.reason,
        )

    def go_online(self, take: Callable[[bool], None]) -> None:
        """Called when messages are being taken: tells the site, and whoever started the worker.

        `take` says to Celery whether the queue is to be read, from any thread.
        """
        self._take = take
        self._presence.start()
        self.health.start()
        if self.configuration.ready_file is not None:
            self.configuration.ready_file.write_text(self.worker_id)
        logger.info("ready: %s, isolation %s, %d slots", self.pool.name, self.pool.isolation, self.configuration.slots)

    def _self_test(self) -> str:
        """What is broken. An idle worker opens its sandboxes anew before it says so: a helper process may have died."""
        if self.lost:
            return self.lost
        broken = self._canaries()
        if broken and self._falls_idle():
            logger.warning("the self-test failed: %s; the sandboxes are opened anew", broken)
            try:
                fresh = _opened(self.configuration, self._launcher)
            except (IsolationRefused, SandboxError) as error:
                return str(error)
            old, self.pool = self.pool, fresh
            old.close()
            broken = self._canaries()
        return broken

    def _falls_idle(self) -> bool:
        """The run whose failure led here is still being handed back."""
        deadline = time.monotonic() + _HANDING_BACK_S
        while self._busy and time.monotonic() < deadline:
            time.sleep(0.05)
        return self._busy == 0

    def _canaries(self) -> str:
        """What less isolation than full does not hold was seen at the start, and accepted: it is no fault of the machine."""
        try:
            failed = [check for check in [*self.pool.self_test(), *self._gpu_checks()] if not check.passed]
        except SandboxError as error:
            return str(error)
        if self.pool.isolation is Isolation.PARTIAL:
            failed = [check for check in failed if check.needed_for == "partial"]
        if self.pool.isolation is Isolation.NONE:
            failed = [check for check in failed if check.name == "starts"]
        return "; ".join(f"{check.name} ({check.detail})" for check in failed)

    def _health_changed(self) -> None:
        if self._take is not None:
            self._take(not self.health.reason)
        with suppress(redis.RedisError):  # the presence is written again within seconds
            self._presence.write()

    def _launcher_lost(self) -> None:
        """What is root for this worker has died, its jobs with it, and nobody here can start another."""
        logger.error("the launcher died: the worker hands back what it runs, and ends")
        self.health.failed("the launcher died")
        self._leave()

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
        self.health.stop()
        self._presence.stop()
        self.pool.close()
        self._close_launcher()
        if self.configuration.ready_file is not None:
            self.configuration.ready_file.unlink(missing_ok=True)

    def _close_launcher(self) -> None:
        if self._launcher is not None:
            self._launcher.close()


def _opened(configuration: WorkerConfiguration, launcher: Launcher | None) -> SandboxPool:
    pool = open_pool(
        curriculum=configuration.curriculum,
        state=configuration.state,
        min_isolation=configuration.min_isolation,
        slots=configuration.slots,
        prefer="zygote",
        launcher=launcher,
    )
    # The first learner of the day should not wait for torch to be imported.
    pool.warm_up()
    return pool


_open: list[Station] = []


def open_station(
    configuration: WorkerConfiguration, launcher: Launcher | None = None, leave: Callable[[], None] = _stay
) -> Station:
    """Opens the station of this process."""
    _open.append(Station(configuration, launcher, leave))
    return _open[0]


def current() -> Station:
    """The station of this process; RuntimeError where no worker runs."""
    if not _open:
        raise RuntimeError("no worker runs in this process")
    return _open[0]


def close_station() -> None:
    while _open:
        _open.pop().close()
