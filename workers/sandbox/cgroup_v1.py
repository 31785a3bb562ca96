"""Control groups, version 1: one folder per controller. On a hybrid machine the empty version 2 hierarchy gives cgroup.kill."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from workers.protocol import Limits
from workers.sandbox.cgroup import CgroupUnavailableError, Mount, Names, abandoned, read_pids, remove_folder, sweep
from workers.sandbox.limits import MIB

_REQUIRED = ("memory", "pids")
_USED = ("memory", "pids", "cpu", "cpuacct")
_PERIOD_US = 100_000


class CgroupV1:
    """A job's folders: by controller, and the one in the version 2 hierarchy if there is one."""

    def __init__(self, folders: dict[str, Path], removed: Callable[[], None]) -> None:
        self._folders = folders
        self._removed = removed
        self._unique = list(dict.fromkeys(folders.values()))

    def make(self) -> None:
        for folder in self._unique:
            folder.mkdir()

    @property
    def joins(self) -> list[str]:
        return [str(folder / "cgroup.procs") for folder in self._unique]

    @property
    def places(self) -> dict[str, str]:
        return {controller: str(folder) for controller, folder in self._folders.items()}

    def configure(self, limits: Limits) -> None:
        memory = limits.memory_mib * MIB
        # The limit on memory and swap together may never lie below the one on memory, so the order of raising matters.
        with suppress(OSError):
            self._write("memory", "memory.memsw.limit_in_bytes", -1)
        self._write("memory", "memory.limit_in_bytes", memory)
        with suppress(OSError):  # absent where the kernel does not account for swap
            self._write("memory", "memory.memsw.limit_in_bytes", memory)
        with suppress(OSError):
            self._write("memory", "memory.swappiness", 0)
        self._write("pids", "pids.max", limits.pids)
        if "cpu" in self._folders:
            self._write("cpu", "cpu.cfs_period_us", _PERIOD_US)
            self._write("cpu", "cpu.cfs_quota_us", limits.threads * _PERIOD_US)

    def add(self, pid: int) -> None:
        for path in self.joins:
            Path(path).write_text(str(pid))

    def cpu_s(self) -> float:
        if "cpuacct" not in self._folders:
            return 0.0
        return int(self._read("cpuacct", "cpuacct.usage")) / 1e9

    def peak_mib(self) -> float:
        return int(self._read("memory", "memory.max_usage_in_bytes")) / MIB

    def out_of_memory(self) -> bool:
        return "oom_kill 0" not in self._read("memory", "memory.oom_control")

    def kill(self) -> None:
        try:
            self._write("unified", "cgroup.kill", 1)
        except (OSError, KeyError):
            self._kill_each()

    def remove(self, timeout_s: float = 2.0) -> bool:
        deadline = time.monotonic() + timeout_s
        remaining = self._unique
        while remaining := [folder for folder in remaining if not remove_folder(folder)]:
            if time.monotonic() > deadline:
                return False
            self._kill_each()
            time.sleep(0.002)
        self._removed()
        return True

    def _kill_each(self) -> None:
        with suppress(OSError):
            self._write("pids", "pids.max", 0)  # nothing can fork away from the loop below
        for folder in self._unique:
            for pid in read_pids(folder):
                with suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)

    def _read(self, controller: str, name: str) -> str:
        return (self._folders[controller] / name).read_text()

    def _write(self, controller: str, name: str, value: int) -> None:
        (self._folders[controller] / name).write_text(str(value))


class CgroupTreeV1:
    version = 1

    def __init__(self, mounts: list[Mount]) -> None:
        """Raises CgroupUnavailableError when a needed controller is missing or not ours to write."""
        self._parents = {name: mount.own for mount in mounts if mount.version == 1 for name in _USED if name in mount.controllers}
        for name in _REQUIRED:
            if name not in self._parents:
                raise CgroupUnavailableError(f"version 1 has no {name} controller mounted")
        for folder in self._parents.values():
            if not os.access(folder, os.W_OK):
                raise CgroupUnavailableError(f"{folder} cannot be written by this user")
        unified = next((mount.own for mount in mounts if mount.version == 2), None)
        if unified is not None and os.access(unified, os.W_OK):
            self._parents["unified"] = unified
        self._names = Names()
        names = {folder.name for parent in self._parents.values() for folder in abandoned(parent)}
        sweep([CgroupV1(self._folders(name), lambda: None) for name in names])

    def create(self) -> CgroupV1:
        name = self._names.take()
        cgroup = CgroupV1(self._folders(name), partial(self._names.in_use.discard, name))
        cgroup.make()
        return cgroup

    def leftovers(self) -> list[str]:
        folders = {parent / name for parent in self._parents.values() for name in self._names.in_use}
        return sorted(str(folder) for folder in folders if folder.exists())

    def _folders(self, name: str) -> dict[str, Path]:
        return {controller: parent / name for controller, parent in self._parents.items()}
