"""Control groups, version 2. Groups with processes cannot have children with controllers, so this process moves itself (and
whatever shares its delegated group) into a leaf and makes the jobs' groups beside it."""

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

_REQUIRED = frozenset({"memory", "pids"})
_WANTED = ("memory", "pids", "cpu")
_PERIOD_US = 100_000
_LEAF = "everyday-worker"
_ROUNDS = 3
FIX = "start with `systemd-run --user --scope -p Delegate=yes …`, or set Delegate=cpu memory pids in the service"


class CgroupV2:
    """A job's folder. `memory.peak` came with Linux 5.19; before, the peak is the highest value seen while polling."""

    def __init__(self, folder: Path, removed: Callable[[], None]) -> None:
        self._folder = folder
        self._removed = removed
        self._seen_peak = 0

    @property
    def joins(self) -> list[str]:
        return [str(self._folder / "cgroup.procs")]

    @property
    def places(self) -> dict[str, str]:
        return {"": str(self._folder)}

    def configure(self, limits: Limits) -> None:
        self._write("memory.max", limits.memory_mib * MIB)
        self._write("memory.oom.group", 1)
        with suppress(OSError):  # absent without swap accounting
            self._write("memory.swap.max", 0)
        self._write("pids.max", limits.pids)
        with suppress(OSError):  # the cpu controller may not be delegated
            self._write("cpu.max", f"{limits.threads * _PERIOD_US} {_PERIOD_US}")

    def add(self, pid: int) -> None:
        self._write("cgroup.procs", pid)

    def cpu_s(self) -> float:
        return self._table("cpu.stat").get("usage_usec", 0) / 1e6

    def peak_mib(self) -> float:
        try:
            return int(self._read("memory.peak")) / MIB
        except FileNotFoundError:
            self._seen_peak = max(self._seen_peak, int(self._read("memory.current")))
            return self._seen_peak / MIB

    def out_of_memory(self) -> bool:
        return self._table("memory.events").get("oom_kill", 0) > 0

    def kill(self) -> None:
        try:
            self._write("cgroup.kill", 1)
        except OSError:  # before Linux 5.14
            with suppress(OSError):
                self._write("pids.max", 0)
            for pid in read_pids(self._folder):
                with suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)

    def remove(self, timeout_s: float = 2.0) -> bool:
        deadline = time.monotonic() + timeout_s
        while not remove_folder(self._folder):
            if time.monotonic() > deadline:
                return False
            self.kill()
            time.sleep(0.002)
        self._removed()
        return True

    def _table(self, name: str) -> dict[str, int]:
        rows = (line.split() for line in self._read(name).splitlines())
        return {row[0]: int(row[1]) for row in rows}

    def _read(self, name: str) -> str:
        return (self._folder / name).read_text()

    def _write(self, name: str, value: int | str) -> None:
        (self._folder / name).write_text(str(value))


class CgroupTreeV2:
    version = 2

    def __init__(self, mounts: list[Mount]) -> None:
        """Raises CgroupUnavailableError when the group is not delegated to us or lacks a controller."""
        own = next((mount.own for mount in mounts if mount.version == 2), None)
        if own is None:
            raise CgroupUnavailableError("no version 2 hierarchy is mounted")
        self._parent = _delegated(own)
        if not self._enabled():
            _require_delegation(self._parent)
            self._enable()
        self._names = Names()
        sweep([CgroupV2(folder, lambda: None) for folder in abandoned(self._parent)])

    def create(self) -> CgroupV2:
        name = self._names.take()
        folder = self._parent / name
        folder.mkdir()
        return CgroupV2(folder, partial(self._names.in_use.discard, name))

    def leftovers(self) -> list[str]:
        folders = (self._parent / name for name in self._names.in_use)
        return sorted(str(folder) for folder in folders if folder.exists())

    def _enabled(self) -> bool:
        return set((self._parent / "cgroup.subtree_control").read_text().split()) >= _REQUIRED

    def _enable(self) -> None:
        try:
            if (self._parent / "cgroup.type").exists():  # the machine's root group may keep its processes, and has kernel threads
                self._vacate()
            for name in _WANTED:
                with suppress(OSError):
                    (self._parent / "cgroup.subtree_control").write_text(f"+{name}")
        except OSError as error:
            raise CgroupUnavailableError(f"{self._parent} is not delegated to this process ({error}): {FIX}") from None
        if not self._enabled():
            raise CgroupUnavailableError(f"{self._parent} refuses the memory and pids controllers: {FIX}")

    def _vacate(self) -> None:
        """Moves everybody into the leaf; what forks meanwhile is met in the next round."""
        leaf = self._parent / _LEAF
        leaf.mkdir(exist_ok=True)
        for _ in range(_ROUNDS):
            for pid in read_pids(self._parent):
                with suppress(ProcessLookupError):
                    (leaf / "cgroup.procs").write_text(str(pid))


def _delegated(own: Path) -> Path:
    """The group handed to us: our own, or the one above where we sit in a leaf of it (ours, or systemd's DelegateSubgroup).
    A leaf has controllers, too, once a worker has enabled them above it, so a group that systemd has marked goes first."""
    choices = [own.parent, own] if own.name == _LEAF else [own, own.parent]
    for folder in sorted(choices, key=lambda folder: not _marked(folder)):
        controllers = folder / "cgroup.controllers"
        usable = folder is choices[0] or os.access(folder / "cgroup.subtree_control", os.W_OK)
        if usable and controllers.exists() and set(controllers.read_text().split()) >= _REQUIRED:
            return folder
    raise CgroupUnavailableError(f"version 2 offers no memory and pids controllers at {own}: {FIX}")


def _require_delegation(folder: Path) -> None:
    """Root could rearrange any group; it may do so only where the group was handed to it or is a container's own root."""
    if not os.access(folder, os.W_OK):
        raise CgroupUnavailableError(f"{folder} cannot be written by this user: {FIX}")
    if os.geteuid() != 0 or folder == Path("/sys/fs/cgroup"):
        return
    if not _marked(folder):
        raise CgroupUnavailableError(f"{folder} is not delegated to us: {FIX}")


def _marked(folder: Path) -> bool:
    """Whether systemd says that the group is delegated."""
    for attribute in ("trusted.delegate", "user.delegate"):
        with suppress(OSError):
            if os.getxattr(folder, attribute) == b"1":
                return True
    return False
