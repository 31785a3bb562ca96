"""What every sandbox offers. A sandbox starts jobs; a job is one process tree that talks over one socket.

The roles differ in what they can see, never in how hard they are held:
  judge    workers/, curriculum/, $EVERYDAY_STATE/assets and assets-judge; tests and answers live here
  learner  workers/harness/ and $EVERYDAY_STATE/assets only; the GPU, if any
"""

import socket as socketlib
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, Protocol

from workers.protocol import Limits


class Isolation(StrEnum):
    """How much holds, found by the self-test and never assumed (docs/threat-model.md)."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"

    def at_least(self, other: "Isolation") -> bool:
        order = [Isolation.NONE, Isolation.PARTIAL, Isolation.FULL]
        return order.index(self) >= order.index(other)


class Ended(StrEnum):
    """Why a job is over."""

    EXIT = "exit"  # by itself; `exit_code` tells how
    SIGNAL = "signal"
    CPU_TIME = "cpu_time"
    WALL_TIME = "wall_time"
    MEMORY = "memory"
    OUTPUT = "output"
    KILLED = "killed"  # by us, on purpose


@dataclass(frozen=True, kw_only=True)
class Usage:
    """What a finished job used. `peak_mib` is the whole process tree's, from its cgroup where there is one."""

    ended: Ended
    exit_code: int | None
    cpu_s: float
    wall_s: float
    peak_mib: float


@dataclass(frozen=True, kw_only=True)
class JobSpec:
    """One process to start. `module` is run as `python -I <harness entry>`; it finds its socket at descriptor 3."""

    role: Literal["judge", "learner"]
    module: str  # "workers.harness.main" (learner) or "workers.judge.main" (judge): both import numpy and torch lazily
    limits: Limits = field(default_factory=Limits)
    device: str = "cpu"  # "cpu" or a GPU's UUID
    on_output: Callable[[str, bytes], None] | None = None  # (stream, chunk), called from a reader thread


class Job(Protocol):
    """A started job. `socket` is our end of the pair whose other end is descriptor 3 in the child."""

    socket: socketlib.socket

    def kill(self, ended: Ended = Ended.KILLED) -> None:
        """Ends the whole process tree; returns at once."""

    def wait(self, timeout_s: float) -> Usage | None:
        """The usage once everything of the job is gone (cgroup removed, log drained), or None on time-out."""

    @property
    def running(self) -> bool: ...


class Sandbox(Protocol):
    """A way of starting jobs."""

    @property
    def name(self) -> str:
        """cold | zygote | container | landlock | process"""
        ...

    @property
    def isolation(self) -> Isolation: ...

    def start(self, spec: JobSpec) -> Job: ...

    def close(self) -> None: ...


class SandboxError(RuntimeError):
    """The sandbox could not do its work: infrastructure, never the learner's fault."""
