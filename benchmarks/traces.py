"""What a worker and its jobs leave on a machine, looked at from outside the sandbox."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import psutil

from workers.sandbox.cgroup import own_mounts

_SHARED_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm")  # noqa: S108 - looked at, not written to


@dataclass(frozen=True)
class Traces:
    """Each a set of names, so that what is left can be told by its name."""

    processes: frozenset[str]  # descendants of this process, and whatever runs under one of the jobs' uids
    cgroups: frozenset[str]
    files: frozenset[str]  # in the worker's own folder, and what a job's uid owns in the folders that everybody may write
    descriptors: frozenset[str]  # of this process
    threads: frozenset[str]
    mounts: frozenset[str]
    slots: frozenset[str]  # locks on uids

    def beyond(self, before: "Traces") -> dict[str, list[str]]:
        """What is there now and was not before, by kind; empty when nothing was left."""
        new = {field.name: sorted(getattr(self, field.name) - getattr(before, field.name)) for field in fields(self)}
        return {kind: names for kind, names in new.items() if names}


def traces(folder: Path, uids: range) -> Traces:
    return Traces(
        processes=frozenset(_processes(uids)),
        cgroups=frozenset(_cgroups()),
        files=frozenset([str(path) for path in folder.rglob("*")] + list(_owned(uids))),
        descriptors=frozenset(_descriptors(os.getpid())),
        threads=frozenset(str(thread.id) for thread in psutil.Process().threads()),
        mounts=frozenset(line.split()[4] for line in Path("/proc/self/mountinfo").read_text().splitlines()),
        slots=frozenset(_slots(uids)),
    )


def descriptor_count(pid: int) -> int:
    return len(list(_descriptors(pid)))


def _processes(uids: range) -> Iterator[str]:
    mine = {process.pid for process in psutil.Process().children(recursive=True)}
    for process in psutil.process_iter(["pid", "name", "uids"]):
        owner = process.info["uids"]
        if process.pid in mine or (owner is not None and owner.real in uids):
            yield f"{process.pid} {process.info['name']}"


def _cgroups() -> Iterator[str]:
    for mount in own_mounts():
        for place in (mount.own, mount.own.parent):
            if place.is_dir():
                yield from (str(path) for path in place.glob(f"everyday-{os.getpid()}-*"))


def _owned(uids: range) -> Iterator[str]:
    for folder in _SHARED_FOLDERS:
        for entry in os.scandir(folder) if Path(folder).is_dir() else ():
            if entry.stat(follow_symlinks=False).st_uid in uids:
                yield entry.path


def _descriptors(pid: int) -> Iterator[str]:
    """Each as `number → what it is`; the one with which the list is read is left out."""
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = str(link.readlink())
        except OSError:
            continue
        if not target.startswith(f"/proc/{pid}/fd"):
            yield f"{link.name} → {target}"


def _slots(uids: range) -> Iterator[str]:
    for line in Path("/proc/net/unix").read_text().splitlines():
        name = line.split()[-1]
        number = name.removeprefix("@everyday-slot-")
        if number != name and int(number) in uids:
            yield name
