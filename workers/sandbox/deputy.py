"""What the launcher does as root for a worker that is not root any more, and what it refuses. Standard library only.

The worker reads what learners' processes answer, so one day it may be taken over; whoever asks here counts as hostile. A request
never names a path or a process that is believed: groups and boxes are of this module's own making, processes are given as
descriptors and must descend from the launcher, and nothing is started or touched but with a uid of the slots.

  {"group": "make"}                        → {"number", "folders", "joins"}
  {"group": "limit", "number", "limits"}   → {}                limits: {"memory_mib", "pids", "threads"}
  {"group": "join", "number"} + [pidfd]    → {}
  {"group": "kill", "number"}              → {}
  {"group": "remove", "number"}            → {"removed"}       False while processes are still ending
  {"end": true} + [pidfd]                  → {}
  {"memory": pid}                          → {"bytes"}         resident, shared pages counted in parts
  {"box": uid}                             → {"path"}          an empty folder of that uid
  {"unbox": path}                          → {}
"""

import contextlib
import os
import shutil
import signal
import stat
from pathlib import Path
from typing import Any

from workers.protocol import Limits
from workers.sandbox.cgroup import Cgroup, CgroupTree
from workers.sandbox.limits import OOM_SCORE

_MOST = 512  # groups or boxes at a time; a worker needs a few for each slot
_LARGEST = 1 << 40
_DEEPEST = 64  # generations between the launcher and a process of a job
_OOM_SCORES = range(OOM_SCORE, 1001)


class RefusedError(Exception):
    """The request is not one that a worker has any business to make."""


class Deputy:
    """`slots` are the ranges [first, last] of the uids that jobs may have; `boxes` is the folder for jobs without a mount
    namespace. `groups` is None where the machine has none to offer."""

    def __init__(self, slots: list[list[int]], boxes: str, groups: CgroupTree | None) -> None:
        self._uids = [range(first, last + 1) for first, last in slots]
        if not self._uids or any(0 in uids for uids in self._uids):
            raise RefusedError("uid 0 is no slot")
        self._boxes = boxes
        self._tree = groups
        self._groups: dict[int, Cgroup] = {}
        self._made_boxes: set[str] = set()
        self._made = 0

    def permit(self, message: dict[str, Any], descriptors: list[int]) -> None:
        """Whether a process may be started so; raises RefusedError. What happens after the uid was taken needs no look."""
        self._slot(message["uid"])
        if message["cgroup"] and message["cgroup"] not in [group.joins for group in self._groups.values()]:
            raise RefusedError("this control group was not made here")
        if message["session"] is not True:
            raise RefusedError("a job has a session of its own")
        if type(message["oom_score"]) is not int or message["oom_score"] not in _OOM_SCORES:
            raise RefusedError("a job is not spared when memory runs out")
        # Root will write to it: never to a file whose writers the kernel looks at.
        if not descriptors or not stat.S_ISFIFO(os.fstat(descriptors[0]).st_mode):
            raise RefusedError("the end of a job is told on a pipe")

    def answer(self, message: dict[str, Any], descriptors: list[int]) -> dict[str, Any]:
        """Raises RefusedError, or OSError where the kernel refuses."""
        if "group" in message:
            return self._group(message, descriptors)
        if "end" in message:
            if self._process(descriptors):
                signal.pidfd_send_signal(descriptors[0], signal.SIGKILL)
            return {}
        if "memory" in message:
            return {"bytes": self._memory(message["memory"])}
        if "box" in message:
            return {"path": self._box(self._slot(message["box"]))}
        if "unbox" in message:
            return self._unbox(message["unbox"])
        raise RefusedError("no such request")

    def close(self) -> None:
        """Removes what was made here, once no job runs any more."""
        for group in self._groups.values():
            with contextlib.suppress(OSError):
                group.remove()
        for path in self._made_boxes:
            shutil.rmtree(path, ignore_errors=True)

    def _group(self, message: dict[str, Any], descriptors: list[int]) -> dict[str, Any]:
        if message["group"] == "make":
            return self._make_group()
        number = message["number"]
        group = self._groups.get(number) if type(number) is int else None
        if group is None:
            raise RefusedError("no such group was made here")
        match message["group"]:
            case "limit":
                group.configure(_limits(message["limits"]))
            case "join":
                if pid := self._process(descriptors):
                    group.add(pid)
            case "kill":
                group.kill()
            case "remove":
                return {"removed": self._remove_group(number, group)}
            case _:
                raise RefusedError("no such request")
        return {}

    def _make_group(self) -> dict[str, Any]:
        if self._tree is None:
            raise RefusedError("there are no control groups")
        self._room(len(self._groups))
        group = self._tree.create()
        self._made += 1
        self._groups[self._made] = group
        return {"number": self._made, "folders": group.places, "joins": group.joins}

    def _remove_group(self, number: int, group: Cgroup) -> bool:
        """One try, so that no other request waits for processes that take their time."""
        if not group.remove(0.0):
            group.kill()
            return False
        del self._groups[number]
        return True

    def _process(self, descriptors: list[int]) -> int:
        """The pid behind a pidfd, 0 when it is over. It must be a job's: below the launcher, and with a uid of the slots."""
        pid = _pid_of(descriptors[0]) if descriptors else None
        if pid is None:
            raise RefusedError("a process is given as a pidfd")
        if pid > 0:
            self._own(pid)
        return max(pid, 0)

    def _own(self, pid: int) -> None:
        try:
            uids, descends = _uids_of(pid), _below_us(pid)
        except FileNotFoundError:
            raise RefusedError("no process of a job") from None
        if not descends or not all(any(uid in slots for slots in self._uids) for uid in uids):
            raise RefusedError("no process of a job")

    def _memory(self, pid: Any) -> int:
        if type(pid) is not int or pid < 1:
            raise RefusedError("no process of a job")
        self._own(pid)
        with open(f"/proc/{pid}/smaps_rollup") as file:  # noqa: PTH123 - one of many small reads
            return next((int(line.split()[1]) << 10 for line in file if line.startswith("Pss:")), 0)

    def _slot(self, uid: Any) -> int:
        if type(uid) is not int or not any(uid in slots for slots in self._uids):
            raise RefusedError(f"{uid} is no slot's uid")
        return uid

    def _box(self, uid: int) -> str:
        self._room(len(self._made_boxes))
        box = Path(self._boxes) / f"everyday-box-{os.urandom(4).hex()}"
        box.mkdir(mode=0o700)
        self._made_boxes.add(str(box))
        (box / "tmp").mkdir(mode=0o700)
        for folder in (box / "tmp", box):  # the outer one last: from then on the job's user may change what is in it
            os.chown(folder, uid, uid)
        return str(box)

    def _unbox(self, path: Any) -> dict[str, Any]:
        if path not in self._made_boxes:
            raise RefusedError("no such box was made here")
        shutil.rmtree(path, ignore_errors=True)  # never follows a link
        self._made_boxes.discard(path)
        return {}

    def _room(self, count: int) -> None:
        if count >= _MOST:
            raise RefusedError(f"{_MOST} at a time are enough")


def _limits(wanted: dict[str, Any]) -> Limits:
    if set(wanted) != {"memory_mib", "pids", "threads"}:
        raise RefusedError("these are not a group's limits")
    if any(type(value) is not int or not 0 < value < _LARGEST for value in wanted.values()):
        raise RefusedError("a limit is a whole number above 0")
    return Limits(**wanted)


def _pid_of(descriptor: int) -> int | None:
    """None where it is no pidfd; not above 0 when the process is over."""
    with open(f"/proc/self/fdinfo/{descriptor}") as file:  # noqa: PTH123
        return next((int(line.split()[1]) for line in file if line.startswith("Pid:")), None)


def _uids_of(pid: int) -> list[int]:
    """Real, effective, saved and of the file system."""
    with open(f"/proc/{pid}/status") as file:  # noqa: PTH123
        return [int(word) for line in file if line.startswith("Uid:") for word in line.split()[1:]]


def _below_us(pid: int) -> bool:
    for _ in range(_DEEPEST):
        with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123
            pid = int(file.read().rpartition(")")[2].split()[1])
        if pid == os.getpid():
            return True
        if pid <= 1:
            return False
    return False
