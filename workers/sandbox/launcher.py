"""This process's side of the launcher."""

import itertools
import json
import os
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workers.sandbox.base import SandboxError
from workers.sandbox.limits import OOM_SCORE, Rlimit

_LENGTH = struct.Struct(">I")
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


@dataclass
class Launcher:
    """Started once per pool; safe to use from several threads."""

    sources: Mapping[str, Path]
    sweep: bool = True  # kill orphans; off in the tests only
    paths: dict[str, str] = field(init=False)

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
        sources = {name: str(path) for name, path in self.sources.items()}
        self.paths = self._ask({"sources": sources, "sweep": self.sweep})["paths"]

    @property
    def pid(self) -> int:
        return self._process.pid

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
        except SandboxError:
            os.close(reader)
            raise
        finally:
            os.close(writer)
        if "error" in answer:
            os.close(reader)
            raise SandboxError(f"could not start a sandbox: {answer['error']}")
        return Launched(identifier=identifier, pid=answer["pid"], status=reader)

    def kill(self, identifier: int) -> None:
        """Ends the process and its descendants; nothing happens when it is over."""
        with suppress(SandboxError):  # a launcher that is gone has taken its jobs along
            self._ask({"kill": identifier})

    def close(self) -> None:
        """Ends every job that is still running."""
        self._control.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
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
