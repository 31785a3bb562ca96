"""Control groups of a worker that gave root up: the launcher makes, limits, fills and removes them, this process reads them."""

import os
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from workers.protocol import Limits
from workers.sandbox.base import SandboxError
from workers.sandbox.cgroup import Cgroup
from workers.sandbox.cgroup_v1 import CgroupV1
from workers.sandbox.cgroup_v2 import CgroupV2
from workers.sandbox.launcher import Launcher


class DelegatedCgroup:
    """A job's group, known to the launcher by its number. Raises OSError where a group of this process's own would."""

    def __init__(self, tree: "DelegatedTree", number: int, reader: Cgroup) -> None:
        self._tree = tree
        self._number = number
        self._reader = reader

    @property
    def joins(self) -> list[str]:
        return self._reader.joins

    @property
    def places(self) -> dict[str, str]:
        return self._reader.places

    def configure(self, limits: Limits) -> None:
        wanted = {"memory_mib": limits.memory_mib, "pids": limits.pids, "threads": limits.threads}
        self._tree.ask("limit", self._number, {"limits": wanted})

    def add(self, pid: int) -> None:
        pidfd = os.pidfd_open(pid)
        try:
            self._tree.ask("join", self._number, {}, [pidfd])
        finally:
            os.close(pidfd)

    def cpu_s(self) -> float:
        return self._reader.cpu_s()

    def peak_mib(self) -> float:
        return self._reader.peak_mib()

    def out_of_memory(self) -> bool:
        return self._reader.out_of_memory()

    def kill(self) -> None:
        with suppress(OSError):  # a launcher that is gone has taken its jobs along
            self._tree.ask("kill", self._number, {})

    def remove(self, timeout_s: float = 2.0) -> bool:
        """False, too, when the launcher is gone: the next worker that starts as root removes what it left."""
        deadline = time.monotonic() + timeout_s
        with suppress(OSError):
            while not self._tree.ask("remove", self._number, {})["removed"]:
                if time.monotonic() > deadline:
                    return False
                time.sleep(0.002)
            self._tree.removed(self)
            return True
        return False


class DelegatedTree:
    """Implements CgroupTree. `launcher` serves this process and has found control groups."""

    def __init__(self, launcher: Launcher) -> None:
        assert launcher.cgroups is not None
        self.version = launcher.cgroups
        self._launcher = launcher
        self._lock = threading.Lock()
        self._in_use: set[DelegatedCgroup] = set()

    def create(self) -> DelegatedCgroup:
        made = self.ask("make", None, {})
        group = DelegatedCgroup(self, made["number"], self._reader(made["folders"]))
        with self._lock:
            self._in_use.add(group)
        return group

    def leftovers(self) -> list[str]:
        with self._lock:
            folders = {folder for group in self._in_use for folder in group.places.values()}
        return sorted(folder for folder in folders if Path(folder).exists())

    def removed(self, group: DelegatedCgroup) -> None:
        with self._lock:
            self._in_use.discard(group)

    def ask(self, what: str, number: int | None, more: dict[str, Any], descriptors: tuple[int, ...] | list[int] = ()) -> Any:
        try:
            return self._launcher.request({"group": what, "number": number, **more}, descriptors)
        except SandboxError as error:
            raise OSError(str(error)) from None

    def _reader(self, folders: dict[str, str]) -> Cgroup:
        places = {name: Path(folder) for name, folder in folders.items()}
        return CgroupV2(places[""], _nothing) if self.version == 2 else CgroupV1(places, _nothing)


def _nothing() -> None:
    """It is not this process that removes the group."""
