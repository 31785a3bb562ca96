"""What a running job has used so far, from its cgroup or, where there is none, by looking at its process tree."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

import psutil

from workers.protocol import Limits
from workers.sandbox.cgroup import Cgroup
from workers.sandbox.limits import MIB


@dataclass(frozen=True)
class Reading:
    cpu_s: float
    peak_mib: float
    out_of_memory: bool
    too_many_processes: bool = False


class Meter(Protocol):
    def read(self) -> Reading: ...

    def kill(self) -> None:
        """Kills everything the meter sees."""
        ...

    def close(self) -> bool:
        """Gives the means of measuring back; False when something was left."""
        ...


class CgroupMeter:
    """Exact: the kernel counts the whole tree, children that are gone included."""

    def __init__(self, cgroup: Cgroup) -> None:
        self._cgroup = cgroup

    def read(self) -> Reading:
        cgroup = self._cgroup
        return Reading(cgroup.cpu_s(), cgroup.peak_mib(), cgroup.out_of_memory())

    def kill(self) -> None:
        self._cgroup.kill()

    def close(self) -> bool:
        return self._cgroup.remove()


class NoMeter:
    """Sees nothing: for the tests' controls."""

    def read(self) -> Reading:
        return Reading(0.0, 0.0, out_of_memory=False)

    def kill(self) -> None:
        return None

    def close(self) -> bool:
        return True


class TreeMeter:
    """A watchdog: sums the resident memory and CPU time of the processes it can see, and calls it out of memory when the sum
    passes the limit. Between two looks a job can pass by it, which is why this never counts as full isolation."""

    def __init__(self, pid: int, limits: Limits, proportional: Callable[[int], int] | None = None) -> None:
        """proportional: a process's resident bytes with shared pages counted in parts, where this process may not look."""
        self._pid = pid
        self._proportional = proportional or _proportional
        self._limits = limits
        self._cpu_s: dict[int, float] = {}
        self._peak = 0
        self._over_memory = False
        self._over_processes = False

    def read(self) -> Reading:
        resident = 0
        processes = self._processes()
        for process in processes:
            with suppress(psutil.Error):
                times = process.cpu_times()
                self._cpu_s[process.pid] = times.user + times.system
                resident += process.memory_info().rss
        if resident > self._limits.memory_mib * MIB:
            resident = sum(self._proportional(process.pid) for process in processes)
        self._peak = max(self._peak, resident)
        self._over_memory = self._over_memory or resident > self._limits.memory_mib * MIB
        self._over_processes = self._over_processes or len(processes) > self._limits.pids
        return Reading(sum(self._cpu_s.values()), self._peak / MIB, self._over_memory, self._over_processes)

    def kill(self) -> None:
        for process in self._processes():
            with suppress(psutil.Error):
                process.kill()

    def close(self) -> bool:
        return True

    def _processes(self) -> list[psutil.Process]:
        with suppress(psutil.Error):
            root = psutil.Process(self._pid)
            return [root, *root.children(recursive=True)]
        return []


def _proportional(pid: int) -> int:
    """Resident bytes, shared pages counted in parts: forks of one process share most of theirs. Too slow for every look."""
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        try:
            return int(process.memory_full_info().pss)
        except (psutil.Error, AttributeError):  # not ours to read any more, or no Linux
            return int(process.memory_info().rss)
    return 0
