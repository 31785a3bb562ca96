"""A started job: one thread follows it from its start until nothing of it is left."""

import json
import logging
import os
import selectors
import socket as socketlib
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from workers.sandbox.base import Ended, JobSpec, Usage
from workers.sandbox.layers import Layers
from workers.sandbox.leaving import is_leaving
from workers.sandbox.limits import MIB
from workers.sandbox.meter import Meter, Reading

logger = logging.getLogger(__name__)

_POLL_S = 0.03
_LEAVING_S = 0.2  # how long a process that is ending by itself may take to be reaped
_CHUNK = 64 << 10
_DRAIN_S = 0.5  # what a job that is gone left in its pipes
_SIGKILL, _SIGXCPU = 9, 24
_LAST_SIGNAL = 64


@dataclass(frozen=True, kw_only=True)
class Channels:
    """Our ends. `status` tells the end of the main process as {"code", "cpu_s", "peak_mib"}."""

    socket: socketlib.socket
    stdout: int
    stderr: int
    status: int


class RunningJob:
    """`kill_main` ends the main process; `release` is called once when everything is gone (slot, bookkeeping)."""

    def __init__(
        self,
        *,
        spec: JobSpec,
        channels: Channels,
        meter: Meter,
        layers: Layers,
        kill_main: Callable[[], None],
        release: Callable[[], None],
        started_at: float,
        pid: int,
        watched_by_parent: bool = False,
    ) -> None:
        self.socket = channels.socket
        self.pid = pid  # of the outermost process, as this process sees it
        self.clean = True  # False once something of the job could not be removed
        self._spec = spec
        self._channels = channels
        self._meter = meter
        self._layers = layers
        self._kill_main = kill_main
        self._release = release
        self._started_at = started_at
        self._watched_by_parent = watched_by_parent
        self._kill_at: float | None = None
        self._lock = threading.Lock()
        self._reason: Ended | None = None
        self._usage: Usage | None = None
        self._gone = threading.Event()
        self._over = False
        self._output_bytes = 0
        self._report = b""
        threading.Thread(target=self._follow, name="sandbox-job", daemon=True).start()

    @property
    def running(self) -> bool:
        return not self._gone.is_set()

    def kill(self, ended: Ended = Ended.KILLED) -> None:
        with self._lock:
            if self._over:
                return
            self._reason = self._reason or ended
            if (
                ended is Ended.KILLED
                and self._kill_at is None
                and is_leaving(self.pid, watched_by_parent=self._watched_by_parent)
            ):
                self._kill_at = time.monotonic() + _LEAVING_S
                return
        self._kill_now()

    def _kill_now(self) -> None:
        with self._lock, suppress(OSError):
            if not self._over:
                self._meter.kill()
        self._kill_main()

    def wait(self, timeout_s: float) -> Usage | None:
        return self._usage if self._gone.wait(timeout_s) else None

    def _follow(self) -> None:
        try:
            with selectors.DefaultSelector() as selector:
                self._watch(selector)
        except Exception:
            logger.exception("following a job failed; it is killed")
            self.kill()
        finally:
            self._finish()

    def _watch(self, selector: selectors.BaseSelector) -> None:
        """Until the main process has ended and its output is read."""
        channels = self._channels
        selector.register(channels.stdout, selectors.EVENT_READ, "stdout")
        selector.register(channels.stderr, selectors.EVENT_READ, "stderr")
        selector.register(channels.status, selectors.EVENT_READ, "status")
        next_look = 0.0
        ended = False
        while not ended:
            for key, _ in selector.select(_POLL_S):
                if key.data == "status":
                    ended = True
                else:
                    self._read_output(selector, key)
            if time.monotonic() >= next_look and not ended:
                self._enforce()
                next_look = time.monotonic() + _POLL_S
        self._read_status()
        self._meter.kill()  # whatever the main process left behind
        self._drain(selector)

    def _read_status(self) -> None:
        while chunk := os.read(self._channels.status, 4096):
            self._report += chunk

    def _drain(self, selector: selectors.BaseSelector) -> None:
        deadline = time.monotonic() + _DRAIN_S
        selector.unregister(self._channels.status)
        while selector.get_map() and time.monotonic() < deadline:
            for key, _ in selector.select(0.01):
                self._read_output(selector, key)

    def _read_output(self, selector: selectors.BaseSelector, key: selectors.SelectorKey) -> None:
        chunk = os.read(key.fd, _CHUNK)
        if not chunk:
            selector.unregister(key.fd)
            return
        self._output_bytes += len(chunk)
        if self._layers.output_cap and self._output_bytes > self._spec.limits.log_kill_mib * MIB:
            self.kill(Ended.OUTPUT)
        elif self._spec.on_output is not None:
            try:
                self._spec.on_output(str(key.data), chunk)
            except Exception:
                logger.exception("the receiver of a job's output failed")

    def _enforce(self) -> None:
        if self._kill_at is not None and time.monotonic() >= self._kill_at:
            self._kill_now()
        limits = self._spec.limits
        reading = self._meter.read()
        if reading.out_of_memory:
            self.kill(Ended.MEMORY)
        elif reading.too_many_processes:
            self.kill(Ended.KILLED)
        elif not self._layers.time_limit:
            return
        elif reading.cpu_s > limits.cpu_s:
            self.kill(Ended.CPU_TIME)
        elif time.monotonic() - self._started_at > limits.wall_s:
            self.kill(Ended.WALL_TIME)

    def _finish(self) -> None:
        with self._lock:
            self._over = True
        try:
            reading = self._meter.read()
        except OSError:
            reading = Reading(0.0, 0.0, out_of_memory=False)
        self.clean = self._meter.close()
        if not self.clean:
            logger.error("a job's cgroup could not be removed")
        for descriptor in (self._channels.stdout, self._channels.stderr, self._channels.status):
            os.close(descriptor)
        self._usage = self._account(reading)
        self._release()
        self._gone.set()

    def _account(self, reading: Reading) -> Usage:
        report: dict[str, Any] = json.loads(self._report) if self._report else {}
        code = exit_code(report.get("code"))
        cpu_s = max(reading.cpu_s, report.get("cpu_s", 0.0))
        return Usage(
            ended=self._why(code, cpu_s, reading.out_of_memory),
            exit_code=code,
            cpu_s=cpu_s,
            wall_s=time.monotonic() - self._started_at,
            peak_mib=max(reading.peak_mib, report.get("peak_mib", 0.0) if not reading.peak_mib else 0.0),
        )

    def _why(self, code: int | None, cpu_s: float, out_of_memory: bool) -> Ended:
        """The cause, where several things happened at once: somebody may kill a job because it has just died by itself."""
        if out_of_memory and self._reason in (None, Ended.MEMORY, Ended.KILLED):
            return Ended.MEMORY
        by_itself = code is not None and code != -_SIGKILL
        if self._reason is not None and not (self._reason is Ended.KILLED and by_itself):
            return self._reason
        if code == -_SIGXCPU or (code is not None and code < 0 and cpu_s >= self._spec.limits.cpu_s):
            return Ended.CPU_TIME
        return Ended.SIGNAL if code is None or code < 0 else Ended.EXIT


def exit_code(status: int | None) -> int | None:
    """A wait status as an exit code, negative for a signal. bubblewrap tells its child's signal as 128 + number, as shells do.
    None when the process that would have told is gone."""
    if status is None:
        return None
    code = os.waitstatus_to_exitcode(status)
    return 128 - code if 128 < code <= 128 + _LAST_SIGNAL else code
