"""How long a job that does not want to go lives after it was killed: until its processes and its control group are gone."""

from typing import Literal

import psutil

from benchmarks.figures import Figure
from benchmarks.jobs import ask, end, opened, start
from benchmarks.yardstick import timed
from workers.sandbox.base import Job, Sandbox, SandboxError
from workers.sandbox.job import RunningJob

_CHILDREN = 16
_PATIENCE_S = 10.0
# Deaf to signals, busy, and with some memory to give back.
_STUBBORN = f"""
import os, signal
for number in range(1, 65):
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError): pass
held = bytearray(16 << 20)
for _ in range({_CHILDREN}):
    if os.fork() == 0:
        while True: pass
result = 1
"""


def measure(runs: int) -> list[Figure]:
    return [_worst("zygote", runs), _worst("cold", runs)]


def _worst(kind: Literal["zygote", "cold"], runs: int) -> Figure:
    with opened(kind) as pool:
        seconds = max(_kill(pool.sandbox("learner")) for _ in range(runs))
    return Figure(
        name=f"kill to nothing left, {kind} sandbox, worst of {runs}",
        value=seconds,
        unit="s",
        target=1.0,
        note=f"{_CHILDREN} busy children that ignore every signal they can",
    )


def _kill(sandbox: Sandbox) -> float:
    job = start(sandbox)
    ask(job, _STUBBORN)
    tree = _tree(job)
    return timed(lambda: _end(job, tree))


def _end(job: Job, tree: list[psutil.Process]) -> None:
    """Kills and waits until the control group is removed and no process is there, not even as an entry to be reaped."""
    end(job, kill=True)
    _, alive = psutil.wait_procs(tree, timeout=_PATIENCE_S)
    if alive or not (isinstance(job, RunningJob) and job.clean):
        raise SandboxError(f"still there after a kill: {alive}, or the control group")


def _tree(job: Job) -> list[psutil.Process]:
    """The job's processes as this side sees them."""
    if not isinstance(job, RunningJob):
        raise SandboxError("not a job of this machine")
    first = psutil.Process(job.pid)
    tree = [first, *first.children(recursive=True)]
    if len(tree) <= _CHILDREN:
        raise SandboxError(f"only {len(tree)} processes to kill")
    return tree
