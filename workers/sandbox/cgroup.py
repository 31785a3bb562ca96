"""Control groups, as a sandbox uses them: one per job, found beneath our own at run time.

`find_tree` answers with version 2, version 1 or the reason why there is neither.
"""

import itertools
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from workers.protocol import Limits

NAME = re.compile(r"everyday-(\d+)-\d+")
_numbers = itertools.count(1)  # of the whole process: two pools may live in it


class Cgroup(Protocol):
    """One job's group. Reading from it after `remove` is an error."""

    @property
    def joins(self) -> list[str]:
        """The files a process writes "0" to in order to join."""
        ...

    @property
    def places(self) -> dict[str, str]:
        """The folders by controller; under "" the one of version 2."""
        ...

    def configure(self, limits: Limits) -> None: ...

    def add(self, pid: int) -> None: ...

    def cpu_s(self) -> float: ...

    def peak_mib(self) -> float: ...

    def out_of_memory(self) -> bool:
        """Whether the kernel has killed a process of the group for want of memory."""
        ...

    def kill(self) -> None:
        """Sends SIGKILL to every process of the group; returns at once."""
        ...

    def remove(self, timeout_s: float = 2.0) -> bool:
        """Kills until the group is empty and removes it. False when it could not be removed in time."""
        ...


class CgroupTree(Protocol):
    """Where groups are made."""

    version: int

    def create(self) -> Cgroup: ...

    def leftovers(self) -> list[str]:
        """Folders of groups made here that still exist."""
        ...


class CgroupUnavailableError(RuntimeError):
    """No usable control groups; the message says why and what would help."""


@dataclass(frozen=True)
class Mount:
    """A cgroup hierarchy and our own place in it. `controllers` is empty for version 2."""

    version: int
    controllers: frozenset[str]
    own: Path


def read_mounts(mountinfo: str, own_cgroups: str) -> list[Mount]:
    """Parses /proc/self/mountinfo and /proc/self/cgroup."""
    places: dict[str, str] = {}
    for line in own_cgroups.splitlines():
        _, names, place = line.split(":", 2)
        for name in names.split(","):
            places[name] = place
    mounts = []
    for line in mountinfo.splitlines():
        left, _, right = line.partition(" - ")
        root, point = left.split()[3:5]
        kind, _, options = right.split(" ", 2)
        if kind == "cgroup2" and "" in places:
            mounts.append(Mount(2, frozenset(), _beneath(point, root, places[""])))
        elif kind == "cgroup":
            controllers = frozenset(options.split(",")) & frozenset(places)
            if controllers:
                mounts.append(Mount(1, controllers, _beneath(point, root, places[min(controllers)])))
    return mounts


def _beneath(point: str, root: str, place: str) -> Path:
    """Our place as a folder. In a container the mount shows only the part of the hierarchy below `root`."""
    if root != "/" and place.startswith(root):
        place = place[len(root) :]
    return Path(point) / place.strip("/")


class Names:
    """Names of the groups that one tree has made and not yet removed."""

    def __init__(self) -> None:
        self.in_use: set[str] = set()

    def take(self) -> str:
        name = f"everyday-{os.getpid()}-{next(_numbers)}"
        self.in_use.add(name)
        return name


def own_mounts() -> list[Mount]:
    """The hierarchies of this machine; none outside Linux."""
    try:
        return read_mounts(Path("/proc/self/mountinfo").read_text(), Path("/proc/self/cgroup").read_text())
    except FileNotFoundError:
        return []


def remove_folder(folder: Path) -> bool:
    """False while processes are still in it."""
    try:
        folder.rmdir()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def read_pids(folder: Path) -> list[int]:
    try:
        return [int(word) for word in (folder / "cgroup.procs").read_text().split()]
    except OSError:
        return []


def abandoned(folder: Path) -> list[Path]:
    """Groups in `folder` whose maker is dead: it was killed before it could clean up."""
    found = []
    for child in folder.iterdir():
        match = NAME.fullmatch(child.name)
        if match and child.is_dir() and not _alive(int(match[1])):
            found.append(child)
    return found


def sweep(groups: Sequence[Cgroup]) -> None:
    """Ends what dead workers left and removes their groups. One that will not go is left to the next worker."""
    for group in groups:
        group.kill()
    for group in groups:
        group.remove()


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
