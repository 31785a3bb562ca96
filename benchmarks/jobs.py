"""Sandboxed jobs to measure: a process that runs what it is sent, and a whole run of the trivial task."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from benchmarks.course import TASK, solution, trivial_course
from workers.evaluation import EvaluationJob, evaluate
from workers.harness import probe
from workers.protocol import Limits, Status
from workers.sandbox.base import Ended, Isolation, Job, JobSpec, Sandbox, SandboxError, Usage
from workers.sandbox.pool import SandboxPool, open_pool

_PROBE = "workers.harness.probe"
_PATIENCE_S = 120.0
ONE_OPERATION = "import torch; result = float((torch.ones(2, 2) @ torch.ones(2, 2)).sum())"


@contextmanager
def opened(kind: Literal["zygote", "cold"], *, slots: int = 2, curriculum: Path | None = None) -> Iterator[SandboxPool]:
    """A pool of its own, warm; SandboxError where this machine cannot isolate what is to be measured."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        state = Path(folder)
        pool = open_pool(
            curriculum=curriculum or state / "none", state=state, min_isolation=Isolation.PARTIAL, slots=slots, prefer=kind
        )
        try:
            if kind == "zygote":
                pool.warm_up()
            if pool.name != kind:
                raise SandboxError(f"this machine offers the {pool.name} sandbox, not {kind}")
            yield pool
        finally:
            pool.close()


def ask(job: Job, code: str) -> Any:
    """What the code sets as `result` inside the job."""
    job.socket.settimeout(_PATIENCE_S)
    probe.send(job.socket, {"code": code})
    answer = probe.receive(job.socket)
    if "error" in answer:
        raise SandboxError(": ".join(answer["error"]))
    return answer["result"]


def start(sandbox: Sandbox, limits: Limits | None = None) -> Job:
    return sandbox.start(JobSpec(role="learner", module=_PROBE, limits=limits or Limits()))


def end(job: Job, *, kill: bool = False) -> Usage:
    """Returns when nothing of the job is left."""
    if kill:
        job.kill(Ended.KILLED)
    job.socket.close()
    usage = job.wait(_PATIENCE_S)
    if usage is None:
        raise SandboxError("a job did not end")
    return usage


def whole_life(sandbox: Sandbox, code: str) -> None:
    """Start, one answer, gone."""
    job = start(sandbox)
    ask(job, code)
    end(job)


@contextmanager
def judged_runs(kind: Literal["zygote", "cold"]) -> Iterator["JudgedRuns"]:
    """The trivial task, judged by a pool of its own."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        course = trivial_course(Path(folder) / "curriculum")
        with opened(kind, curriculum=course) as pool:
            yield JudgedRuns(pool, course)


class JudgedRuns:
    """Runs with a judge, a learner and one call; each must pass."""

    def __init__(self, pool: SandboxPool, course: Path) -> None:
        self._pool = pool
        self._course = course
        self._job = EvaluationJob(kind="task", content_id=TASK, files={"solution.py": solution().encode()})

    def one(self) -> None:
        verdict = evaluate(self._job, sandbox_pool=self._pool, emit=_nobody, curriculum=self._course)
        if verdict.status != Status.PASSED:
            raise SandboxError(f"a run to be timed ended as {verdict.status}: {verdict.message.get('en', '')}")


def _nobody(_kind: str, _data: dict[str, Any]) -> None:
    """Nobody watches."""
