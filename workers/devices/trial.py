"""What a GPU has to do before anyone relies on it: train a real task, run out of memory and hang, and be empty after each."""

import time
from collections.abc import Callable
from dataclasses import replace

from workers.content import Content
from workers.devices.own import OwnGpu
from workers.devices.selftest import LIMITS
from workers.evaluation import EvaluationJob, evaluate
from workers.protocol import Status, Verdict
from workers.sandbox.base import Ended
from workers.sandbox.pool import SandboxPool
from workers.sandbox.selftest import CanaryError, Check, probing

_HANG_CPU_S = 30.0  # the import of torch and the context come out of it, too
_HANG_WAIT_S = 180.0
_EATS_ALL = """

def {name}(data, cfg, report, out):
    import torch
    kept = []
    while True:
        kept.append(torch.ones(1 << 28, device=cfg["device"]))
"""
_HANGS = """
import torch
block = torch.ones(4096, 4096, device="cuda")
while True:
    block = block @ block / 4096
"""

Judge = Callable[[bytes], Verdict]


def judge_with(pool: SandboxPool, own: OwnGpu, content: Content, calibration: dict[str, object]) -> Judge:
    """Judges a text as the task's solution.py on the GPU, the way a learner's submission is judged."""

    def judge(source: bytes) -> Verdict:
        job = EvaluationJob(
            kind="task", content_id=content.id, profile="gpu", files={"solution.py": source}, seed=1, device=own.gpu.uuid
        )
        curriculum = content.folder.parents[3]
        return evaluate(job, sandbox_pool=pool, emit=lambda *_: None, curriculum=curriculum, calibration=calibration)

    return judge


def trains(judge: Judge, reference: bytes, own: OwnGpu) -> Check:
    verdict = judge(reference)
    detail = f"{verdict.status}, {verdict.wall_s:.1f} s, {verdict.peak_mib:.0f} MiB on the host"
    return _check("a real training task", verdict.status == Status.PASSED, detail, own)


def runs_out_of_memory(judge: Judge, reference: bytes, train: str, own: OwnGpu) -> Check:
    """The reference with a training function that fills the GPU."""
    verdict = judge(reference + _EATS_ALL.format(name=train).encode())
    return _check("out of GPU memory is told", verdict.status == Status.GPU_MEMORY, str(verdict.status), own)


def hangs(pool: SandboxPool, own: OwnGpu) -> Check:
    """A job that keeps the GPU busy for ever is ended by its limit, and the GPU is free again."""
    limits = replace(LIMITS, cpu_s=_HANG_CPU_S)
    sandbox = pool.sandbox("learner", own.gpu.uuid)
    with probing(sandbox, limits, device=own.gpu.uuid, timeout_s=_HANG_WAIT_S) as (job, ask):
        try:
            ask(_HANGS)
            ended = "it ended by itself"
        except CanaryError:
            usage = job.wait(_HANG_WAIT_S)
            ended = str(usage.ended) if usage is not None else "nothing ended it"
    return _check("a job that hangs is ended", ended in (Ended.CPU_TIME, Ended.WALL_TIME), ended, own)


def _check(name: str, passed: bool, detail: str, own: OwnGpu) -> Check:
    started = time.monotonic()
    left = own.left_behind()
    detail += f"; {left}" if left else f"; GPU empty after {time.monotonic() - started:.1f} s"
    return Check(name=name, passed=passed and not left, detail=detail, needed_for="partial")
