"""User ids of jobs. Each running job of a root-started worker has a uid of its own, so that no two can signal or read each other
even if a namespace failed."""

import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

from workers.sandbox.base import SandboxError

_FIRST: Mapping[str, int] = MappingProxyType({"learner": 20000, "judge": 21000})
_MAX_MACHINE_SLOTS = 256
RANGES = tuple((first, first + _MAX_MACHINE_SLOTS - 1) for first in _FIRST.values())  # first and last uid that a job may have


class Slot:
    """A uid (and the gid of the same number) held until `release`. `uid` is None where jobs share this process's uid."""

    def __init__(self, uid: int | None, lock: socket.socket | None = None) -> None:
        self.uid = uid
        self.box: Path | None = None  # the folder of a job that has no namespaces
        self._lock = lock

    def release(self) -> None:
        if self._lock is not None:
            self._lock.close()


class Slots:
    """Hands out slots. An abstract socket's name is the machine-wide lock: it goes with the process that held it."""

    def __init__(self, *, separate: bool, first: Mapping[str, int] = _FIRST) -> None:
        self.separate = separate
        self._first = first

    def take(self, role: str) -> Slot:
        """Raises SandboxError when every uid of the role is in use."""
        if not self.separate:
            return Slot(None)
        for number in range(_MAX_MACHINE_SLOTS):
            uid = self._first[role] + number
            lock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            try:
                lock.bind(f"\0everyday-slot-{uid}")
            except OSError:
                lock.close()
                continue
            return Slot(uid, lock)
        raise SandboxError(f"all {_MAX_MACHINE_SLOTS} {role} slots of this machine are in use")


def can_separate() -> bool:
    """Whether this process may give its children other uids: root with CAP_SETUID and CAP_SETGID."""
    if os.geteuid() != 0:
        return False
    effective = 0
    with suppress(OSError), open("/proc/self/status") as status:  # noqa: PTH123 - one line of it is wanted
        effective = next(int(line.split()[1], 16) for line in status if line.startswith("CapEff:"))
    return bool(effective >> 6 & 1 and effective >> 7 & 1)
