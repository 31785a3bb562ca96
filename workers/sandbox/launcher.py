"""This process's side of the launcher."""

import itertools
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workers.sandbox.base import SandboxError
from workers.sandbox.limits import OOM_SCORE, Rlimit

_LENGTH = struct.Struct(">I")
_CLOSE_S = 5.0
_CLEAN_UP_S = 30.0  # where it also removes control groups and boxes
_ROOT = Path(__file__).resolve().parents[2]
_BOOTSTRAP = (
    "import os, sys; sys.path.insert(0, sys.argv[1]); given = int(sys.argv[2])\n"
    "if given != 3: os.dup2(given, 3); os.close(given)\n"
    "from workers.sandbox.launcher_main import main; main()"
)


@dataclass(frozen=True, kw_only=True)
class Confinement:
    """For jobs without namespaces. `program` is a seccomp filter, empty for none."""

    landlock: bool = False
    readable: Sequence[str] = ()
    writable: Sequence[str] = ()
    devices: Sequence[str] = ()
    program: bytes = b""

    def to_dict(self) -> dict[str, Any]:
        return {
            "landlock": self.landlock,
            "readable": list(self.readable),
            "writable": list(self.writable),
            "devices": list(self.devices),
            "filter": self.program.hex(),
        }


@dataclass(frozen=True, kw_only=True)
class Launch:
    """One process to start. `descriptors` maps the number inside to our own descriptor, which stays ours to close."""

    argv: Sequence[str]
    env: Mapping[str, str]
    descriptors: Mapping[int, int]
    uid: int | None = None
    cwd: str = "/"
    rlimits: Sequence[Rlimit] = ()
    cgroup: Sequence[str] = ()
    session: bool = True
    oom_score: int | None = OOM_SCORE  # None: the launcher's own priority and score are handed down
    confine: Confinement | None = None


@dataclass(frozen=True, kw_only=True)
class Launched:
    """`status` is the read end of the pipe on which the end of the process is told."""

    identifier: int
    pid: int
    status: int


@dataclass(frozen=True, kw_only=True)
class Serving:
    """What a launcher is told that stays root for a worker that does not: the uids it may use, [first, last] each, and where
    jobs without a mount namespace have their boxes."""

    slots: Sequence[tuple[int, int]]
    boxes: Path


@dataclass
class Launcher:
    """Started once per pool, or once per worker where that gives root up; safe to use from several threads."""

    sources: Mapping[str, Path]
    sweep: bool = True  # kill orphans; off in the tests only
    serves: Serving | None = None
    paths: dict[str, str] = field(init=False)
    cgroups: int | None = field(init=False)  # the version of those that it makes for us, where it serves
    cgroup_reason: str = field(init=False)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._control, theirs = socket.socketpair()
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _BOOTSTRAP, str(_ROOT), str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            env={},
            cwd="/",
            start_new_session=True,
        )
        theirs.close()
        self._closing = False
        try:
            self._open()
        except BaseException:
            self.close()
            raise

    def _open(self) -> None:
        serves = None
        if self.serves is not None:
            serves = {"slots": [list(pair) for pair in self.serves.slots], "boxes": str(self.serves.boxes)}
        sources = {name: str(path) for name, path in self.sources.items()}
        found = self.request({"sources": sources, "sweep": self.sweep, "serves": serves})
        self.paths, self.cgroups, self.cgroup_reason = found["paths"], found["cgroups"], found["reason"]

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def gone(self) -> bool:
        """Whether it has ended, for whatever reason. Its jobs end after its end of the socket has closed, and so are seen to end
        after this has become true."""
        with self._lock:
            try:
                return self._closing or not self._control.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
            except BlockingIOError:
                return False
            except OSError:
                return True

    def on_loss(self, tell: Callable[[], None]) -> None:
        """Calls `tell` from a thread of its own when the launcher ends though nobody closed it."""

        def wait() -> None:
            self._process.wait()
            if not self._closing:
                tell()

        threading.Thread(target=wait, name="launcher-watch", daemon=True).start()

    def start(self, launch: Launch) -> Launched:
        """Raises SandboxError when the process could not be started."""
        identifier = next(self._numbers)
        reader, writer = os.pipe()
        message = {
            "id": identifier,
            "argv": list(launch.argv),
            "env": dict(launch.env),
            "uid": launch.uid,
            "cwd": launch.cwd,
            "rlimits": list(launch.rlimits),
            "cgroup": list(launch.cgroup),
            "session": launch.session,
            "oom_score": launch.oom_score,
            "confine": launch.confine.to_dict() if launch.confine else None,
            "targets": list(launch.descriptors),
        }
        try:
            answer = self._ask(message, [writer, *launch.descriptors.values()])
            if "error" in answer:
                raise SandboxError(f"could not start a sandbox: {answer['error']}")
        except SandboxError:
            os.close(reader)
            raise
        finally:
            os.close(writer)
        return Launched(identifier=identifier, pid=answer["pid"], status=reader)

    def kill(self, identifier: int) -> None:
        """Ends the process and its descendants; nothing happens when it is over."""
        with suppress(SandboxError):  # a launcher that is gone has taken its jobs along
            self._ask({"kill": identifier})

    def end(self, pidfd: int) -> None:
        """SIGKILL for one process below a job, by its descriptor."""
        with suppress(SandboxError, OSError):
            if self.serves is None:
                signal.pidfd_send_signal(pidfd, signal.SIGKILL)
            else:
                self.request({"end": True}, [pidfd])

    def memory_of(self, pid: int) -> int:
        """A job's process: resident bytes, shared pages counted in parts. 0 when it is over."""
        try:
            return int(self.request({"memory": pid})["bytes"])
        except SandboxError:
            return 0

    def request(self, message: dict[str, Any], descriptors: Sequence[int] = ()) -> dict[str, Any]:
        """What the launcher does for us as root. Raises SandboxError when it refuses, fails or is gone."""
        answer = self._ask(message, descriptors)
        if "error" in answer:
            raise SandboxError(f"the launcher: {answer['error']}")
        return answer

    def close(self) -> None:
        """Ends every job that is still running."""
        self._closing = True
        self._control.close()
        try:
            self._process.wait(_CLOSE_S if self.serves is None else _CLEAN_UP_S)
        except subprocess.TimeoutExpired:
            if self.serves is None:  # root's is not ours to kill; it ends by itself when it has cleaned up
                self._process.kill()
                self._process.wait()

    def _ask(self, message: dict[str, Any], descriptors: Sequence[int] = ()) -> dict[str, Any]:
        data = json.dumps(message).encode()
        with self._lock:
            try:
                socket.send_fds(self._control, [_LENGTH.pack(len(data))], list(descriptors))
                self._control.sendall(data)
                answer: dict[str, Any] = json.loads(self._receive(_LENGTH.unpack(self._receive(_LENGTH.size))[0]))
            except OSError as error:
                raise SandboxError(f"the launcher is gone: {error}") from None
        return answer

    def _receive(self, length: int) -> bytes:
        data = b""
        while len(data) < length:
            chunk = self._control.recv(length - len(data))
            if not chunk:
                raise ConnectionResetError("end of stream")
            data += chunk
        return data
