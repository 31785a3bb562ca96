"""Runs inside an outer sandbox without one writable mount and without a secret: imports torch once, then forks a child per job.

Control socket at descriptor 3: `R` is sent when the imports are done; each `F` received, with the descriptors
[stdout, stderr, socket, status], makes one child. The child is in namespaces of its own at once, sends `R` on its socket (with
its credentials, by which the worker learns its pid and moves it into its cgroup) and waits for one message `u32 length | JSON`:
{"module", "env", "threads", "rlimits", "mounts": {path: [bytes, inodes]}, "filter"}.
This process runs no learner's code and no torch operation: a fork after one could hang.
"""

import fcntl
import gc
import importlib
import json
import os
import random
import resource
import select
import signal
import socket
import struct
import sys
import tempfile
import traceback
from typing import Any, NoReturn

from workers.sandbox import kernel

_PRELOADED = (
    "numpy",
    "torch",
    "torch.nn.functional",
    "torch.optim",
    "torch._dynamo",  # the first optimizer imports it: 1.5 s
    "torch.utils.data",
    "inspect",
    "multiprocessing.pool",
)
_NAMESPACES = (
    kernel.CLONE_NEWUSER
    | kernel.CLONE_NEWNS
    | kernel.CLONE_NEWPID
    | kernel.CLONE_NEWNET
    | kernel.CLONE_NEWIPC
    | kernel.CLONE_NEWUTS
    | kernel.CLONE_NEWCGROUP
)
_LENGTH = struct.Struct(">I")
_SIOCSIFFLAGS, _IFF_UP_RUNNING = 0x8914, 0x1 | 0x40
_SAFE_DESCRIPTOR = 64


def main(control: socket.socket) -> int:
    tempfile.tempdir = "/tmp"  # noqa: S108 - a writable one is only mounted there, for each child; looking for one now would fail
    for name in _PRELOADED:
        importlib.import_module(name)
    for name in json.loads(os.environ["EVERYDAY_PRELOAD"]):
        importlib.import_module(name)
    sys.modules["torch"].set_num_threads(1)
    threads = len(os.listdir("/proc/self/task"))  # noqa: PTH208 - a count
    if threads != 1:
        raise RuntimeError(f"the imports left {threads} threads: forking would not be safe")
    gc.collect()
    gc.freeze()  # the collector does not touch, and so does not copy, what was imported
    control.sendall(b"R")
    _serve(control)
    return 0


def _serve(control: socket.socket) -> None:
    statuses: dict[int, int] = {}  # pid of a child → the pipe on which its end is told
    wake_reader, wake_writer = os.pipe()
    os.set_blocking(wake_writer, False)
    signal.set_wakeup_fd(wake_writer, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    poller = select.poll()
    poller.register(control, select.POLLIN)
    poller.register(wake_reader, select.POLLIN)
    while True:
        ready = dict(poller.poll())
        if wake_reader in ready:
            os.read(wake_reader, 4096)
        if control.fileno() in ready:
            command, descriptors, _, _ = socket.recv_fds(control, 1, 4)
            for descriptor in descriptors:
                os.set_inheritable(descriptor, False)
            if not command:
                return  # the worker is gone, and with this process go all its children
            pid = _fork(control, descriptors[:3])
            if pid is None:
                os.close(descriptors[3])
            else:
                statuses[pid] = descriptors[3]
            for descriptor in descriptors[:3]:
                os.close(descriptor)
        _reap(statuses)


def _reap(statuses: dict[int, int]) -> None:
    while True:
        try:
            pid, code, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        status = statuses.pop(pid, None)
        if status is not None:
            report = {"code": code, "cpu_s": usage.ru_utime + usage.ru_stime, "peak_mib": 0.0}
            try:
                os.write(status, json.dumps(report).encode())
            except BrokenPipeError:
                continue
            finally:
                os.close(status)


def _fork(control: socket.socket, descriptors: list[int]) -> int | None:
    """The pid of a waiting child. Two forks: the first process enters the namespaces, the second is pid 1 of the new one and,
    when the first exits, becomes a child of this process. None when the namespaces were refused."""
    reader, writer = os.pipe()
    first = os.fork()
    if first == 0:
        os.close(reader)
        _enter(control, descriptors, writer)
    os.close(writer)
    os.waitpid(first, 0)
    with os.fdopen(reader, "rb") as pipe:
        told = pipe.read()
    return int(told) if told else None


def _enter(control: socket.socket, descriptors: list[int], writer: int) -> NoReturn:
    try:
        uid, gid = os.getuid(), os.getgid()
        kernel.unshare(_NAMESPACES)
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"{uid} {uid} 1")
        _write("/proc/self/gid_map", f"{gid} {gid} 1")
        pid = os.fork()
        if pid:
            os.write(writer, str(pid).encode())
            os._exit(0)
        os.close(writer)
        control.detach()
        _become_job(descriptors)
    except BaseException:
        os.write(descriptors[1], traceback.format_exc().encode())
    os._exit(111)


def _become_job(descriptors: list[int]) -> NoReturn:
    os.setsid()
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    moved = [fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, _SAFE_DESCRIPTOR) for descriptor in descriptors]
    for target, descriptor in enumerate(moved, start=1):
        os.dup2(descriptor, target, inheritable=target < 3)
    os.closerange(4, 1024)
    kernel.mount(None, "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    kernel.mount("proc", "/proc", "proc", kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC)
    with socket.socket() as device:
        fcntl.ioctl(device, _SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", _IFF_UP_RUNNING))
    connection = socket.socket(fileno=3)
    connection.send(b"R")
    job = _receive(connection)
    _confine(job)
    _reseed(int(job["threads"]))
    code = _run(job["module"], connection)
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code & 0xFF)


def _receive(connection: socket.socket) -> dict[str, Any]:
    header = connection.recv(_LENGTH.size, socket.MSG_WAITALL)
    if len(header) < _LENGTH.size:
        os._exit(0)  # never needed: the zygote is being recycled
    data = connection.recv(_LENGTH.unpack(header)[0], socket.MSG_WAITALL)
    job: dict[str, Any] = json.loads(data)
    return job


def _confine(job: dict[str, Any]) -> None:
    for path, (size, inodes) in job["mounts"].items():
        options = f"size={size},nr_inodes={inodes},mode=700"
        kernel.mount("tmpfs", path, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, options)
    _write("/proc/sys/user/max_user_namespaces", "0")
    os.chdir("/box")
    os.umask(0o077)
    os.environ.clear()
    os.environ.update(job["env"])
    for name, soft, hard in job["rlimits"]:
        kind = getattr(resource, name)
        current = resource.getrlimit(kind)[1]
        highest = hard if current == resource.RLIM_INFINITY else min(hard, current)  # never raised
        resource.setrlimit(kind, (min(soft, highest), highest))
    kernel.drop_capabilities()
    kernel.no_new_privileges()
    if job["filter"]:
        kernel.install_filter(bytes.fromhex(job["filter"]))


def _reseed(threads: int) -> None:
    """Every child would otherwise draw the same random numbers."""
    seed = int.from_bytes(os.urandom(8), "little") >> 1
    random.seed(seed)
    sys.modules["numpy"].random.seed(seed & 0xFFFFFFFF)
    torch = sys.modules["torch"]
    # Not torch.manual_seed: it also leaves word for every kind of GPU that a child of a zygote never has, with a stack trace.
    torch.default_generator.manual_seed(seed)
    if threads > 1:
        torch.set_num_threads(threads)


def _run(module: str, connection: socket.socket) -> int:
    try:
        return int(importlib.import_module(module).main(connection))
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except BaseException:
        traceback.print_exc()
        return 1


def _write(path: str, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)
