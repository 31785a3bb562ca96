"""The steps of gpu-check on the CPU: the jobs and their ends are real, the meter is not."""

import ast

import pytest

from tests.workers.devices.fakes import FakeMeter, state
from tests.workers.grading import FIXTURES, Grading
from tests.workers.sandbox.driving import Machine
from workers.commands import gpu_check
from workers.devices import trial
from workers.devices.nvml import Holder
from workers.devices.own import OwnGpu
from workers.protocol import Status, Verdict

FIT = (FIXTURES / "weeks/01-fixture/tasks/fit/reference/solution.py").read_text("utf-8")
RAISES = "{fit}\n\ndef train(data, cfg, report, out):\n    import torch\n    raise {error}\n"


def _verdict(status: Status) -> Verdict:
    return Verdict(task="w01/fit", status=status, score=0, max_score=100, tests=[])


@pytest.mark.parametrize(
    "error",
    [
        "torch.OutOfMemoryError('CUDA out of memory. Tried to allocate 2.00 GiB.')",
        "RuntimeError('CUDA error: out of memory')",
        "RuntimeError('CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`')",
    ],
)
def test_a_gpu_out_of_memory_is_told_as_such(grading: Grading, error: str) -> None:
    """Through the real harness and judge: what torch raises on a GPU is raised here on purpose."""
    verdict = grading(RAISES.format(fit=FIT, error=error), "w01/fit").verdict
    assert verdict.status == Status.GPU_MEMORY
    assert "GPU" in verdict.message["en"]


def test_an_exception_that_only_has_the_name_is_an_error(grading: Grading) -> None:
    code = RAISES.format(fit=FIT + "\n\nclass OutOfMemoryError(Exception):\n    pass\n", error="OutOfMemoryError('mine')")
    assert grading(code, "w01/fit").verdict.status == Status.ERROR


def test_a_job_that_hangs_is_ended_and_the_gpu_seen_empty(machine: Machine, own: OwnGpu, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "_HANGS", "while True: pass")
    monkeypatch.setattr(trial, "_HANG_CPU_S", 0.5)
    check = trial.hangs(machine.pool, own)
    assert check.passed, check.detail
    assert check.detail.startswith("cpu_time; GPU empty after")


def test_a_gpu_that_a_killed_job_still_holds_fails_the_trial(
    machine: Machine, own: OwnGpu, meter: FakeMeter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "_HANGS", "import os; os._exit(1)")
    meter.becomes(state(900, Holder(4711, 800)))
    check = trial.hangs(machine.pool, own)
    assert not check.passed
    assert "exit; GPU cpu is not empty after 10 s: process 4711" in check.detail


def test_the_memory_trial_replaces_the_training_function(own: OwnGpu) -> None:
    sources: list[bytes] = []

    def judge(source: bytes) -> Verdict:
        sources.append(source)
        return _verdict(Status.GPU_MEMORY)

    assert trial.runs_out_of_memory(judge, FIT.encode(), "train", own).passed
    functions = [node for node in ast.parse(sources[0]).body if isinstance(node, ast.FunctionDef) and node.name == "train"]
    assert len(functions) == 2
    assert "torch.ones" in ast.unparse(functions[-1])  # the last definition is the one that counts


def test_any_other_end_than_gpu_memory_fails_the_trial(own: OwnGpu) -> None:
    assert not trial.runs_out_of_memory(lambda _: _verdict(Status.MEMORY), FIT.encode(), "train", own).passed
    assert not trial.trains(lambda _: _verdict(Status.FAILED), FIT.encode(), own).passed


def test_a_machine_without_a_gpu_is_told_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(gpu_check, "gpus", list)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    parser = gpu_check.argparse.ArgumentParser()
    gpu_check.add_arguments(parser)
    assert gpu_check.run(parser.parse_args([])) == 1
    assert capsys.readouterr().err == "no GPU found\n"
