"""The GPU's canary in a real sandbox. What a GPU would answer is given; everything around it is real."""

import pytest

from tests.workers.devices.fakes import FakeMeter, state
from tests.workers.sandbox.driving import Machine
from workers.devices import selftest
from workers.devices.nvidia import Gpu, GpuError
from workers.devices.nvml import Holder
from workers.devices.own import OwnGpu
from workers.sandbox.base import SandboxError

_ANSWER = """
result = {{"wrong": {wrong}, "visible": {visible}, "name": "Stand-in", "nodes": {nodes!r}}}
"""
NODES = ["nvidia-uvm", "nvidia3", "nvidiactl"]


def _answers(monkeypatch: pytest.MonkeyPatch, wrong: int = 0, visible: int = 1, nodes: list[str] | None = None) -> None:
    monkeypatch.setattr(selftest, "_COMPUTE", _ANSWER.format(wrong=wrong, visible=visible, nodes=nodes or NODES))


def _failed(own: OwnGpu, machine: Machine) -> dict[str, str]:
    return {check.name: check.detail for check in own.checks(machine.cold()) if not check.passed}


@pytest.fixture(autouse=True)
def _needs_bubblewrap(machine: Machine) -> None:
    if reason := machine.missing("cold"):
        pytest.skip(reason)


def test_a_gpu_that_computes_alone_and_is_left_empty_passes(
    own: OwnGpu, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    _answers(monkeypatch)
    assert _failed(own, machine) == {}


def test_wrong_values_are_seen(own: OwnGpu, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    _answers(monkeypatch, wrong=7)
    assert _failed(own, machine) == {"GPU computes": "Stand-in: 7 wrong values"}


@pytest.mark.parametrize(("nodes", "visible"), [([*NODES, "nvidia0"], 1), (NODES, 2), (["nvidia0", "nvidiactl"], 1)])
def test_another_gpu_in_sight_is_seen(
    own: OwnGpu, machine: Machine, monkeypatch: pytest.MonkeyPatch, nodes: list[str], visible: int
) -> None:
    _answers(monkeypatch, nodes=nodes, visible=visible)
    assert list(_failed(own, machine)) == ["its own GPU only"]


def test_what_stays_on_the_gpu_is_seen(own: OwnGpu, machine: Machine, meter: FakeMeter, monkeypatch: pytest.MonkeyPatch) -> None:
    _answers(monkeypatch)
    meter.becomes(state(700, Holder(4711, 600)))
    assert "process 4711 holds 600 MiB" in _failed(own, machine)["GPU empty afterwards"]


def test_without_cuda_the_reason_is_torchs(own: OwnGpu, machine: Machine) -> None:
    """The real canary, where the job has no GPU."""
    [(name, detail)] = _failed(own, machine).items()
    assert name == "GPU computes"
    assert "CUDA" in detail or "NVIDIA" in detail


def test_a_gpu_that_is_not_there_cannot_be_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(uuid: str) -> Gpu:
        raise GpuError(f"this machine has no GPU {uuid}; it has none")

    monkeypatch.setattr("workers.devices.own.gpu", absent)
    with pytest.raises(SandboxError, match="no GPU GPU-x"):
        OwnGpu.take("GPU-x")
