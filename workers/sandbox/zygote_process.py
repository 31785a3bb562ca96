"""One running zygote as the worker sees it: started in an outer sandbox, asked for children, closed when it is old."""

import itertools
import json
import os
import socket
import struct
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from workers.protocol import Limits
from workers.sandbox.base import JobSpec, SandboxError
from workers.sandbox.bubblewrap import zygote_arguments
from workers.sandbox.cgroup import Cgroup
from workers.sandbox.job import Channels
from workers.sandbox.launched import Means, Pipes
from workers.sandbox.launcher import Launch
from workers.sandbox.layers import Layers
from workers.sandbox.limits import MIB, NO_DUMP, environment, rlimits
from workers.sandbox.runtime import Role
from workers.sandbox.seccomp import compile_filter

_READY_S = 120.0
_FORK_S = 20.0
_CREDENTIALS = struct.Struct("3i")  # struct ucred
_INODES_PER_MIB = 64


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A child that waits for its job: in its namespaces, and in its cgroup if there are any."""

    channels: Channels
    pid: int
    pidfd: int
    cgroup: Cgroup | None
    end: Callable[[int], None]  # kills by pidfd

    def kill(self) -> None:
        self.end(self.pidfd)

    def discard(self) -> None:
        """For one that was never used."""
        self.kill()
        self.channels.socket.close()
        for descriptor in (self.channels.stdout, self.channels.stderr, self.channels.status, self.pidfd):
            os.close(descriptor)
        if self.cgroup is not None:
            self.cgroup.remove()


class ZygoteProcess:
    """Raises SandboxError from the constructor when it does not become ready."""

    def __init__(self, means: Means, bwrap: Path, role: Role, layers: Layers, *, preload: tuple[str, ...] = ()) -> None:
        self._means = means
        self._layers = layers
        self._lock = threading.Lock()  # one fork is asked for at a time
        self._waiting: deque[Waiting] = deque()
        self._numbers = itertools.count(1)
        self.started_jobs = 0
        self._slot = means.slots.take(role)
        self._log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the zygote
        self._control, theirs = socket.socketpair()
        try:
            with theirs:
                self._launched = means.launcher.start(self._launch(bwrap, role, preload, theirs.fileno()))
        except SandboxError:
            self._control.close()
            self._slot.release()
            raise
        self._await_ready()

    def _launch(self, bwrap: Path, role: Role, preload: tuple[str, ...], control: int) -> Launch:
        runtime = self._means.runtime
        env = {**environment(Limits()), **runtime.environment(), "EVERYDAY_PRELOAD": json.dumps(preload)}
        words = zygote_arguments(binds=runtime.binds(role, zygote=True), env=env)
        return Launch(
            argv=[runtime.reachable(bwrap), *words, "--", *runtime.command("workers.sandbox.zygote_main")],
            env={},
            descriptors={1: self._log.fileno(), 2: self._log.fileno(), 3: control},
            uid=self._slot.uid,
            rlimits=[("RLIMIT_CORE", NO_DUMP, NO_DUMP)],
        )

    def _await_ready(self) -> None:
        self._control.settimeout(_READY_S)
        try:
            ready = self._control.recv(1)
        except OSError:
            ready = b""
        if ready != b"R":
            self._log.seek(0)
            said = self._log.read()[-2000:].decode(errors="replace").strip()
            self.close()
            raise SandboxError(f"the zygote did not start: {said or 'no output'}")

    def prepare(self) -> None:
        """Forks a child and lets it wait."""
        with self._lock:
            child = self._fork()
        self._waiting.append(child)

    def waiting(self) -> int:
        return len(self._waiting)

    def take(self) -> Waiting:
        """A waiting child, or one forked now."""
        self.started_jobs += 1
        try:
            return self._waiting.popleft()
        except IndexError:
            with self._lock:
                return self._fork()

    def _fork(self) -> Waiting:
        with ExitStack() as stack:
            pipes = Pipes.open(stack)
            status, status_far = os.pipe()
            stack.callback(os.close, status_far)
            channels = pipes.with_status(status)
            channels.socket.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
            try:
                far = [pipes.far[1], pipes.far[2], pipes.far[3], status_far]
                socket.send_fds(self._control, [b"F"], far)
                stack.close()
                return self._admit(channels)
            except (OSError, SandboxError) as error:
                said = _said(channels)
                pipes.discard()
                os.close(status)
                raise SandboxError(f"the zygote gave no child: {error} {said}") from None

    def _admit(self, channels: Channels) -> Waiting:
        """Learns the child's pid from the kernel and moves it into a cgroup of its own before it gets anything to do."""
        connection = channels.socket
        connection.settimeout(_FORK_S)
        data, ancillary, _, _ = connection.recvmsg(1, socket.CMSG_SPACE(_CREDENTIALS.size))
        if data != b"R" or not ancillary:
            raise SandboxError("it ended at once")
        pid = _CREDENTIALS.unpack(ancillary[0][2][: _CREDENTIALS.size])[0]
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 0)
        connection.settimeout(None)
        pidfd = os.pidfd_open(pid)
        cgroup = None
        try:
            if self._means.cgroups is not None and self._layers.cgroup:
                cgroup = self._means.cgroups.create()
                cgroup.add(pid)
        except OSError:
            os.close(pidfd)
            if cgroup is not None:
                cgroup.remove()
            raise
        return Waiting(channels=channels, pid=pid, pidfd=pidfd, cgroup=cgroup, end=self._means.launcher.end)

    def close(self) -> None:
        """Ends the zygote and whatever still runs in it."""
        while self._waiting:
            self._waiting.popleft().discard()
        self._control.close()
        self._means.launcher.kill(self._launched.identifier)
        os.close(self._launched.status)
        self._log.close()
        self._slot.release()


def hand_over(child: Waiting, spec: JobSpec, layers: Layers) -> None:
    """Sends the job; from here on the child is confined and runs it. Raises OSError when it is gone."""
    limits = spec.limits
    sizes = {"/box": limits.box_mib, "/tmp": limits.tmp_mib, "/dev/shm": limits.shm_mib}  # noqa: S108 - the sandbox's own
    cap = 1 if layers.size_caps else 1024
    held = rlimits(limits, own_uid=True, memory_cgroup=child.cgroup is not None) if layers.rlimits else []
    message = {
        "module": spec.module,
        "env": environment(limits),
        "threads": limits.threads,
        "rlimits": held,
        "mounts": {path: [mib * MIB * cap, mib * _INODES_PER_MIB * cap] for path, mib in sizes.items()},
        "filter": compile_filter(hidden_memory=child.cgroup is not None).hex() if layers.seccomp else "",
    }
    data = json.dumps(message).encode()
    child.channels.socket.sendall(struct.pack(">I", len(data)) + data)


def _said(channels: Channels) -> str:
    """What a failed child wrote before it went."""
    os.set_blocking(channels.stderr, False)
    time.sleep(0.05)
    try:
        return os.read(channels.stderr, 4096).decode(errors="replace")
    except OSError:
        return ""
