"""One supervised child process: start, watch, restart with back-off, stop."""

import ctypes
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1
_FIRST_RESTART_S = 0.5
_LONGEST_RESTART_S = 30.0
_HEALTHY_AFTER_S = 60.0
_POLL_S = 0.03
_LOG_MIB = 10  # of one file; the one before it is kept
_libc = ctypes.CDLL(None, use_errno=True)


class ServiceFailed(RuntimeError):
    """A service ended or did not become ready in time while it was being started."""


@dataclass
class Service:
    """A child of the supervisor. `ready` is asked until it is true; `grace_s` is what a stop may take before SIGKILL."""

    name: str
    argv: list[str]
    environment: Mapping[str, str]
    ready: Callable[[], bool]
    log_path: Path
    ready_within_s: float = 60.0
    grace_s: float = 15.0
    process: subprocess.Popen[bytes] | None = None
    restarts: int = 0
    started_at: float = 0.0
    restart_at: float = field(default=0.0)

    def start(self) -> None:
        """Starts the process and returns at once."""
        with self.log_path.open("ab") as log:
            self.process = _spawn(self.argv, self.environment, log)
        self.started_at = time.monotonic()
        self.restart_at = 0.0

    def wait_ready(self) -> None:
        """Blocks until `ready()`; raises ServiceFailed with the end of its log otherwise."""
        deadline = time.monotonic() + self.ready_within_s
        while not self.ready():
            if self.process is None or self.process.poll() is not None:
                raise ServiceFailed(f"{self.name} stopped while starting\n{self.log_tail()}")
            if time.monotonic() > deadline:
                raise ServiceFailed(f"{self.name} was not ready within {self.ready_within_s:.0f} s\n{self.log_tail()}")
            time.sleep(_POLL_S)

    def supervise(self) -> str | None:
        """Restarts an ended process after 0.5, 1, 2 … 30 s; a message when something happened."""
        self._keep_log_small()
        if self.process is None or self.process.poll() is None:
            return None
        now = time.monotonic()
        if not self.restart_at:
            if now - self.started_at > _HEALTHY_AFTER_S:
                self.restarts = 0
            delay_s = min(_LONGEST_RESTART_S, _FIRST_RESTART_S * 2**self.restarts)
            self.restarts += 1
            self.restart_at = now + delay_s
            return f"{self.name} ended with {self.process.returncode}; restarting in {delay_s:.1f} s"
        if now >= self.restart_at:
            self.start()
            return f"{self.name} restarted"
        return None

    def _keep_log_small(self) -> None:
        """Copies a log that has grown large and empties it: the process goes on writing to the same file, at its end."""
        try:
            if self.log_path.stat().st_size > _LOG_MIB << 20:
                shutil.copyfile(self.log_path, self.log_path.with_suffix(".log.1"))
                os.truncate(self.log_path, 0)
        except OSError:
            return  # a full disk must not end the supervisor

    def ask_to_stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def wait_stopped(self) -> None:
        """Waits out the grace period, then kills the whole process group."""
        if self.process is None:
            return
        try:
            self.process.wait(self.grace_s)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def log_tail(self, lines: int = 20) -> str:
        try:
            return "\n".join(self.log_path.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return ""


def _spawn(argv: list[str], environment: Mapping[str, str], log: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        argv, env=dict(environment), stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=child_of_supervisor
    )


def child_of_supervisor() -> None:
    """Run in a child between fork and exec."""
    # Its own session, so that Ctrl-C reaches the supervisor alone and stops happen in order; and when the
    # supervisor is killed outright the kernel ends the child, so that nothing is left behind.
    os.setsid()
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
