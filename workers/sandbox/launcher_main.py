"""The launcher: a small single-threaded process that starts every job. Standard library only; started once per pool.

It exists because forking from a large process with threads is slow and unsafe, because a job's uid and cgroup must be set between
fork and exec, and because it, and nothing else, stays root where the worker was started as root.

Control socket at descriptor 3. A message is `u32 length | JSON`, descriptors attached to the length:
  {"sources": {name: path}, "sweep", "serves"}    → {"paths": {name: path}, "cgroups", "reason"}   once, as the first one
  {"id", "argv", "env", "uid", "cwd", "rlimits", "cgroup", "session", "oom_score", "confine", "targets"}
    + [status, *descriptors]                      → {"pid"} or {"error"}
  {"kill": id}                                    → {}
`status` is a pipe: when the job is reaped and none of its descendants is left, {"code", "cpu_s", "peak_mib"} is written to it.

`serves` is null where the worker keeps its user. {"slots", "boxes"} says that it is about to give root up: this process then does
on its behalf what only root can, as deputy.py tells, believes nothing that comes later, and answers {"error"} to what it refuses.
"""

import contextlib
import fcntl
import json
import os
import resource
import select
import signal
import socket
import struct
import sys
import time
from typing import Any

from workers.sandbox import kernel
from workers.sandbox.cgroup_trees import find_cgroups
from workers.sandbox.deputy import Deputy, RefusedError
from workers.sandbox.staging import stage

_LENGTH = struct.Struct(">I")
_MAX_DESCRIPTORS = 8
_SAFE_DESCRIPTOR = 64  # above every target
_ORPHAN_SWEEP_S = 0.1
_LONGEST = 1 << 20  # of a message, in bytes


class _Child:
    def __init__(self, pid: int, status: int, session: bool) -> None:
        self.pid = pid
        self.status = status
        self.session = session


class Launcher:
    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._children: dict[int, _Child] = {}
        self._sweep = True
        self._open = False
        self._deputy: Deputy | None = None
        if sys.platform == "linux":
            kernel.become_subreaper()

    def serve(self) -> None:
        """Until the other end closes; then every job goes with it."""
        wake_reader, wake_writer = os.pipe()
        os.set_blocking(wake_writer, False)
        signal.set_wakeup_fd(wake_writer, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        poller = select.poll()
        poller.register(self._control, select.POLLIN)
        poller.register(wake_reader, select.POLLIN)
        try:
            while True:
                timeout_ms = _ORPHAN_SWEEP_S * 1000 if self._children else None
                ready = dict(poller.poll(timeout_ms))
                if wake_reader in ready:
                    os.read(wake_reader, 4096)
                self._reap()
                if self._control.fileno() in ready and not self._answer():
                    break
        finally:
            for identifier in list(self._children):
                self._kill(identifier)
            if self._deputy is not None:
                self._deputy.close()

    def _answer(self) -> bool:
        header, descriptors, _, _ = socket.recv_fds(self._control, _LENGTH.size, _MAX_DESCRIPTORS)
        for descriptor in descriptors:
            os.set_inheritable(descriptor, False)  # else every job would hold the ends of its own and its status pipe
        if len(header) < _LENGTH.size:
            return False
        length = _LENGTH.unpack(header)[0]
        if length > _LONGEST:
            return False
        self._reply(self._obey(json.loads(self._read(length)), descriptors))
        return True

    def _obey(self, message: dict[str, Any], descriptors: list[int]) -> dict[str, Any]:
        """Takes the descriptors over."""
        try:
            if "argv" in message:
                return self._spawn(message, descriptors)
            if "kill" in message:
                self._kill(message["kill"])
                return {}
            return self._deputed(message, descriptors) if self._open else self._prepare(message)
        except Exception as error:  # whatever is wrong with a message, the jobs of the others go on
            return {"error": f"{type(error).__name__}: {error}"}
        finally:
            _close(*descriptors)

    def _prepare(self, message: dict[str, Any]) -> dict[str, Any]:
        self._open = True
        self._sweep = message["sweep"]
        serves = message["serves"]
        tree, reason = find_cgroups() if serves is not None else (None, "")
        if serves is not None:
            self._deputy = Deputy(serves["slots"], serves["boxes"], tree)
            kernel.no_new_privileges()  # and so none for any job
        return {"paths": stage(message["sources"]), "cgroups": tree.version if tree is not None else None, "reason": reason}

    def _deputed(self, message: dict[str, Any], descriptors: list[int]) -> dict[str, Any]:
        if self._deputy is None:
            raise RefusedError("the worker can do this itself")
        return self._deputy.answer(message, descriptors)

    def _read(self, length: int) -> bytes:
        data = b""
        while len(data) < length:
            chunk = self._control.recv(length - len(data))
            if not chunk:
                raise EOFError
            data += chunk
        return data

    def _reply(self, message: dict[str, Any]) -> None:
        data = json.dumps(message).encode()
        self._control.sendall(_LENGTH.pack(len(data)) + data)

    def _spawn(self, message: dict[str, Any], descriptors: list[int]) -> dict[str, Any]:
        if self._deputy is not None:
            self._deputy.permit(message, descriptors)
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            _become(message, descriptors[1:], writer)
        os.close(writer)
        with os.fdopen(reader, "rb") as pipe:
            failure = pipe.read()
        if failure:
            os.waitpid(pid, 0)
            return {"error": failure.decode(errors="replace")}
        status = descriptors.pop(0)
        os.set_blocking(status, False)  # nobody may hold this process up by not reading
        self._children[message["id"]] = _Child(pid, status, message["session"])
        return {"pid": pid}

    def _kill(self, identifier: int) -> None:
        child = self._children.get(identifier)
        if child is not None:
            _kill_tree(child.pid, session=child.session)

    def _reap(self) -> None:
        known = {child.pid: identifier for identifier, child in self._children.items()}
        self._kill_orphans(set(known))
        while True:
            try:
                pid, code, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid in known:
                child = self._children.pop(known[pid])
                if child.session:
                    with contextlib.suppress(ProcessLookupError, PermissionError):
                        os.killpg(pid, signal.SIGKILL)
                self._kill_orphans({other.pid for other in self._children.values()})
                report = {"code": code, "cpu_s": usage.ru_utime + usage.ru_stime, "peak_mib": usage.ru_maxrss / 1024}
                with contextlib.suppress(BrokenPipeError, BlockingIOError):
                    os.write(child.status, json.dumps(report).encode())
                os.close(child.status)

    def _kill_orphans(self, known: set[int]) -> None:
        """A process whose parents are gone lands here. It belongs to a job that is over or wanted to hide: it is killed."""
        for pid in _children_of(os.getpid()) if self._sweep else ():
            if pid not in known:
                _kill_tree(pid, session=False)


def _become(message: dict[str, Any], descriptors: list[int], errors: int) -> None:
    """In the child: take the cgroup, the limits and the uid, then exec. Never returns."""
    try:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD, signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(number, signal.SIG_DFL)
        if message["session"]:
            os.setsid()
        for path in message["cgroup"]:
            with open(path, "w") as joins:  # noqa: PTH123 - between fork and exec
                joins.write("0")
        moved = [_move_up(descriptor) for descriptor in descriptors]
        for name, soft, hard in message["rlimits"]:
            _set_limit(name, soft, hard)
        _hold_back(message["oom_score"])
        uid = message["uid"]
        if uid is not None:
            os.setgroups([])
            os.setresgid(uid, uid, uid)
            os.setresuid(uid, uid, uid)
        if os.getuid() == 0 or os.geteuid() == 0:
            raise PermissionError("a job is never started as root")
        if sys.platform == "linux":
            kernel.die_with_parent()
        for descriptor, target in zip(moved, message["targets"], strict=True):
            os.dup2(descriptor, target, inheritable=True)
        os.umask(0o077)
        os.chdir(message["cwd"])
        _confine(message["confine"])
        os.execve(message["argv"][0], message["argv"], message["env"])  # noqa: S606 - no shell is what we want
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.write(errors, f"{type(error).__name__}: {error}".encode())
    finally:
        os._exit(127)


def _move_up(descriptor: int) -> int:
    return fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, _SAFE_DESCRIPTOR)


def _set_limit(name: str, soft: int, hard: int) -> None:
    """Never raises a limit: the one that is already lower stays."""
    kind = getattr(resource, name, None)
    if kind is None:
        return
    current = resource.getrlimit(kind)[1]
    if current != resource.RLIM_INFINITY:
        soft, hard = min(soft, current), min(hard, current)
    resource.setrlimit(kind, (soft, hard))


def _hold_back(oom_score: int | None) -> None:
    """A worker may have been started with privileges of its own: a negative nice value, a score that spares it when memory runs
    out. A job does not inherit them."""
    if oom_score is None or sys.platform != "linux":
        return
    if os.getpriority(os.PRIO_PROCESS, 0) < 0:
        os.setpriority(os.PRIO_PROCESS, 0, 0)
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:  # noqa: PTH123 - between fork and exec
        file.write(str(oom_score))


def _confine(rules: dict[str, Any] | None) -> None:
    """Landlock and the filter, for jobs that have no namespaces."""
    if rules is None:
        return
    kernel.no_new_privileges()
    if rules["landlock"]:
        kernel.landlock_restrict(readable=rules["readable"], writable=rules["writable"], devices=rules["devices"])
    if rules["filter"]:
        kernel.install_filter(bytes.fromhex(rules["filter"]))


def _kill_tree(pid: int, *, session: bool) -> None:
    """SIGKILL for a process and, again and again until none is found, for its descendants."""
    deadline = time.monotonic() + 0.5
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGSTOP)  # it cannot fork while its children are looked for
    while time.monotonic() < deadline:
        below = _descendants(pid)
        for each in below:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(each, signal.SIGKILL)
        if not below:
            break
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if session:
            os.killpg(pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGKILL)


def _descendants(pid: int) -> list[int]:
    found: list[int] = []
    queue = [pid]
    while queue:
        below = _children_of(queue.pop())
        found += below
        queue += below
    return found


def _children_of(pid: int) -> list[int]:
    """Living children; none where there is no /proc."""
    children: list[int] = []
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):  # noqa: PTH208 - no pathlib in this process
            with open(f"/proc/{pid}/task/{thread}/children") as file:  # noqa: PTH123
                children += [int(word) for word in file.read().split()]
    except OSError:
        return children
    return [child for child in children if not _zombie(child)]


def _zombie(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123
            return file.read().rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True


def _close(*descriptors: int) -> None:
    for descriptor in descriptors:
        os.close(descriptor)


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.umask(0o022)  # what is staged must be readable for the slots
    with socket.socket(fileno=3) as control:
        control.set_inheritable(False)
        with contextlib.suppress(EOFError, ConnectionError):
            Launcher(control).serve()
