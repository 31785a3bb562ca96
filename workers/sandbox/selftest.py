"""Canaries: what a sandbox must hold back is tried from inside it before any work is taken.

Each check names the layer it proves. Nothing here is assumed from the machine's looks; a check that was not run has not passed.
"""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psutil

from workers.harness import probe
from workers.protocol import Limits
from workers.sandbox.base import Ended, JobSpec, Sandbox
from workers.sandbox.cgroup import CgroupTree
from workers.sandbox.job import RunningJob
from workers.sandbox.limits import PIDS_SPARE

TIMEOUT_S = 30.0  # a busy machine takes its time to start an interpreter
_CANARY_MIB = 64
_OVER_MIB = 128  # how far past the limit the memory canary goes before it gives up
_CANARY_PIDS = 16

_LOOK_AROUND = """
import errno, os, socket
import workers.harness.probe
def attempt(action):
    try: action()
    except OSError as error: return errno.errorcode.get(error.errno, "?")
    return "allowed"
def connect():
    with socket.create_connection(("127.0.0.1", {port}), 2): pass
def write():
    path = workers.harness.probe.__file__ + ".canary"
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY))
    os.unlink(path)
def visible():
    try: return len([name for name in os.listdir("/proc") if name.isdigit()])
    except OSError: return 0
result = {{
    "loopback": attempt(connect),
    "vsock": attempt(lambda: socket.socket(40, 1).close()),
    "passwd": attempt(lambda: open("/etc/passwd").close()),
    "host_pids": visible(),
    "filter": next((line.split()[1] for line in open("/proc/self/status") if line.startswith("Seccomp:")), "0"),
    "write": attempt(write),
}}
"""
# A memfd belongs to no process's resident memory: only a memory cgroup counts it, and without one it is refused.
_EAT_MEMORY = """
import os, time
try:
    canary = os.memfd_create("canary")
    for _ in range({mib}): os.write(canary, bytes(1 << 20))
except OSError:
    canary = [b"x" * (1 << 20) for _ in range({mib})]
    time.sleep(0.3)
result = "survived"
"""
_FORK = """
import os, time
children = 0
try:
    for _ in range({attempts}):
        if os.fork() == 0:
            time.sleep(20)
            os._exit(0)
        children += 1
except OSError: pass
time.sleep(0.2)
result = children
"""


@dataclass(frozen=True, kw_only=True)
class Check:
    """One canary's outcome. `needed_for` is the isolation that cannot be reached without it: partial or full."""

    name: str
    passed: bool
    detail: str
    needed_for: str


class CanaryError(RuntimeError):
    """A canary could not be run at all."""


def check_sandbox(sandbox: Sandbox, cgroups: CgroupTree | None) -> list[Check]:
    """Runs every canary; a sandbox that cannot even start gives one failed check with the reason."""
    try:
        checks = _confinement(sandbox)
    except (CanaryError, RuntimeError, OSError, KeyError) as error:
        return [Check(name="starts", passed=False, detail=str(error), needed_for="partial")]
    checks += [_memory(sandbox), _processes(sandbox), _control_group(sandbox, cgroups)]
    return checks


@contextmanager
def probing(
    sandbox: Sandbox, limits: Limits, *, device: str = "cpu", timeout_s: float | None = None
) -> Iterator[tuple[RunningJob, Callable[[str], Any]]]:
    """A job, and a function that runs code in it and returns what that set as `result`. Raises CanaryError."""
    said: list[bytes] = []

    def keep(_stream: str, chunk: bytes) -> None:
        said.append(chunk)

    spec = JobSpec(role="learner", module="workers.harness.probe", limits=limits, device=device, on_output=keep)
    job = sandbox.start(spec)
    assert isinstance(job, RunningJob)

    def ask(code: str) -> Any:
        try:
            job.socket.settimeout(timeout_s or TIMEOUT_S)
            probe.send(job.socket, {"code": code})
            answer = probe.receive(job.socket)
        except (EOFError, OSError, ValueError) as error:
            if job.wait(1) is None:
                job.kill()
                job.wait(TIMEOUT_S)
            raise CanaryError(b"".join(said).decode(errors="replace").strip() or repr(error)) from None
        if "error" in answer:
            raise CanaryError(": ".join(answer["error"]))
        return answer["result"]

    try:
        yield job, ask
    finally:
        job.kill()
        job.wait(TIMEOUT_S)
        job.socket.close()


def _confinement(sandbox: Sandbox) -> list[Check]:
    with socket.create_server(("127.0.0.1", 0)) as server, probing(sandbox, Limits()) as (job, ask):
        seen = ask(_LOOK_AROUND.format(port=server.getsockname()[1]))
        uids = _host_uids(job.pid)

    def refused(name: str, key: str) -> Check:
        return Check(name=name, passed=seen[key] != "allowed", detail=str(seen[key]), needed_for="partial")

    return [
        Check(name="starts", passed=True, detail=sandbox.name, needed_for="partial"),
        refused("loopback unreachable", "loopback"),
        refused("AF_VSOCK denied", "vsock"),
        refused("/etc/passwd out of sight", "passwd"),
        refused("code read-only", "write"),
        Check(name="seccomp filter", passed=seen["filter"] == "2", detail=f"mode {seen['filter']}", needed_for="partial"),
        Check(name="own processes only", passed=seen["host_pids"] <= 3, detail=f"{seen['host_pids']} seen", needed_for="full"),
        Check(name="host uid is not 0", passed=bool(uids) and 0 not in uids, detail=f"uid {sorted(uids)}", needed_for="partial"),
    ]


def _host_uids(pid: int) -> set[int]:
    """The real uids of a job's processes as the host knows them: inside, the map reads the same whether it is safe or not."""
    try:
        root = psutil.Process(pid)
        return {process.uids().real for process in [root, *root.children(recursive=True)]}
    except psutil.Error:
        return set()


def _memory(sandbox: Sandbox) -> Check:
    name = "memory canary killed"
    limits = Limits(memory_mib=_CANARY_MIB, box_mib=2 * (_CANARY_MIB + _OVER_MIB))
    with probing(sandbox, limits) as (job, ask):
        try:
            outcome = ask(_EAT_MEMORY.format(mib=_CANARY_MIB + _OVER_MIB))
        except CanaryError as error:
            outcome = str(error)
        usage = job.wait(TIMEOUT_S) if outcome != "survived" else None
    killed = usage is not None and usage.ended is Ended.MEMORY
    return Check(name=name, passed=killed, detail=f"ended: {usage.ended}" if usage else str(outcome), needed_for="full")


def _processes(sandbox: Sandbox) -> Check:
    name = "fork canary stopped"
    with probing(sandbox, Limits(pids=_CANARY_PIDS)) as (job, ask):
        try:
            children = ask(_FORK.format(attempts=2 * _CANARY_PIDS + 8))
        except CanaryError as error:
            usage = job.wait(TIMEOUT_S)
            watched = usage is not None and usage.ended is Ended.KILLED
            return Check(name=name, passed=watched, detail="by the watchdog" if watched else str(error), needed_for="full")
    return Check(name=name, passed=children <= _CANARY_PIDS + PIDS_SPARE, detail=f"{children} children", needed_for="full")


def _control_group(sandbox: Sandbox, cgroups: CgroupTree | None) -> Check:
    name = "control group comes and goes"
    if cgroups is None:
        return Check(name=name, passed=False, detail="no usable control groups", needed_for="full")
    with probing(sandbox, Limits()) as (job, _):
        pass
    return Check(name=name, passed=job.clean and not job.running, detail=f"version {cgroups.version}", needed_for="full")
