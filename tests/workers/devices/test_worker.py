"""A worker that owns a GPU: its queue, what it says of itself, and that it takes no work while something is left on the GPU."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.workers.devices.fakes import FIRST, SECOND, FakeMeter, add_gpu, state
from tests.workers.grading import FIXTURES, Grading
from workers import configuration, content, station, tasks
from workers.configuration import ConfigurationError, WorkerConfiguration
from workers.devices import nvidia
from workers.devices.nvml import Holder
from workers.devices.own import OwnGpu
from workers.leases import Lease
from workers.protocol import EventKind, RunRequest
from workers.sandbox.base import SandboxError
from workers.sandbox.selftest import Check
from workers.station import Station

HOLDER = Holder(4711, 800)
DOUBLE = "w01/double"


@pytest.fixture
def driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with two GPUs, as far as a worker's settings look."""
    root = tmp_path / "root"
    add_gpu(root, FIRST, bus=0x1B, minor=0)
    add_gpu(root, SECOND, bus=0x8A, minor=1)
    monkeypatch.setattr(configuration, "gpus", lambda: nvidia.gpus(root))
    monkeypatch.setattr(configuration, "gpu", lambda uuid: nvidia.gpu(uuid, root))
    monkeypatch.setenv("EVERYDAY_BROKER_URL", "redis://nowhere:1/0")
    monkeypatch.setenv("EVERYDAY_PROFILE", "gpu")
    return root


def test_each_gpu_has_a_worker_and_a_queue_of_its_own(driver: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    queues = []
    for uuid in (FIRST, SECOND):
        monkeypatch.setenv("EVERYDAY_GPU_UUID", uuid)
        monkeypatch.setenv("EVERYDAY_SLOTS", "8")
        found = WorkerConfiguration.from_environment()
        assert (found.profile, found.device, found.slots) == ("gpu", uuid, 1)
        queues.append(found.queue)
    assert queues == [f"evaluate-gpu-{FIRST}", f"evaluate-gpu-{SECOND}"]


def test_several_gpus_need_a_name_and_one_does_not(driver: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EVERYDAY_GPU_UUID", raising=False)
    with pytest.raises(ConfigurationError, match="EVERYDAY_GPU_UUID is not set, and this machine has 2 GPUs"):
        WorkerConfiguration.from_environment()
    (driver / "proc/driver/nvidia/gpus/0000:8a:00.0/information").unlink()
    assert WorkerConfiguration.from_environment().device == FIRST


def test_a_gpu_of_another_machine_is_refused(driver: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVERYDAY_GPU_UUID", "GPU-of-another-machine")
    with pytest.raises(ConfigurationError, match="EVERYDAY_GPU_UUID: this machine has no GPU GPU-of-another-machine"):
        WorkerConfiguration.from_environment()


class Checked(OwnGpu):
    """Its canary answers what `broken` says; what is left on it is the meter's."""

    broken = ""

    def checks(self, sandbox: object) -> list[Check]:
        return [Check(name="GPU computes", passed=not self.broken, detail=self.broken, needed_for="partial")]


@pytest.fixture
def checked(own: OwnGpu) -> Checked:
    return Checked(replace(own.gpu, uuid=FIRST, name="NVIDIA H200"), own._watch)


@pytest.fixture
def open_worker(
    checked: Checked, grading: Grading, broker: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Any]:
    """Opens a real station on a GPU whose canary and meter are stand-ins; jobs run on the CPU."""
    monkeypatch.setattr(station.OwnGpu, "take", lambda _: checked)
    monkeypatch.setattr(station, "_opened", lambda *_: grading.pool)
    monkeypatch.setattr(grading.pool, "close", lambda: None)
    settings = WorkerConfiguration(
        broker_url=f"redis+socket://{broker}" if broker.startswith("/") else broker,
        state=tmp_path,
        curriculum=FIXTURES,
        slots=1,
        profile="gpu",
        device=FIRST,
        min_isolation=station.Isolation.NONE,
        ready_file=None,
        stop_grace_s=1,
    )
    opened: list[Station] = []

    def open_one() -> Station:
        opened.append(Station(settings))
        return opened[-1]

    yield open_one
    for each in opened:
        each.close()


def test_a_gpu_that_does_not_compute_keeps_the_worker_from_starting(open_worker: Any, checked: Checked) -> None:
    checked.broken = "CUDA error: no kernel image is available"
    with pytest.raises(SandboxError, match=r"GPU computes \(CUDA error: no kernel image"):
        open_worker()


def test_the_worker_says_which_gpu_it_has(open_worker: Any) -> None:
    presence = open_worker().describe()
    assert (presence.profile, presence.queues, presence.slots) == ("gpu", [f"evaluate-gpu-{FIRST}"], 1)
    assert presence.device == "NVIDIA H200 (GPU-11111111)"


@pytest.fixture
def request_(grading: Grading) -> RunRequest:
    folder = content.find(DOUBLE, FIXTURES).folder
    return RunRequest(
        run_id=uuid4().hex,
        attempt_token="t",
        kind="task",
        content_id=DOUBLE,
        content_digest=content.task_digest(folder),
        bundle_url="somewhere",
    )


@pytest.fixture
def outcome(open_worker: Any, request_: RunRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    """One run on the worker, judged for real on the CPU."""
    source = (FIXTURES / "weeks/01-fixture/tasks/double/reference/solution.py").read_bytes()
    monkeypatch.setattr(tasks, "fetch_files", lambda *_: {"solution.py": source})
    here = open_worker()
    here.configuration = replace(here.configuration, device="cpu")

    def run() -> tuple[Station, str, dict[str, Any]]:
        lease = Lease(here.client, request_.run_id, request_.attempt_token, here.worker_id)
        assert lease.claim()
        try:
            return here, *tasks._outcome(here, lease, request_)
        finally:
            lease.close()

    return run


def test_a_run_that_leaves_nothing_keeps_the_queue_open(outcome: Any) -> None:
    here, kind, verdict = outcome()
    assert (kind, verdict["status"], verdict["device"]) == (EventKind.VERDICT, "passed", "NVIDIA H200 (GPU-11111111)")
    assert here.describe().takes_work


def test_a_gpu_that_is_not_empty_after_a_run_drains_the_queue_and_the_verdict_stands(
    outcome: Any, meter: FakeMeter, caplog: pytest.LogCaptureFixture
) -> None:
    meter.becomes(state(900, HOLDER))
    here, kind, verdict = outcome()
    assert (kind, verdict["status"]) == (EventKind.VERDICT, "passed")
    presence = here.describe()
    assert not presence.takes_work
    assert "process 4711 holds 800 MiB" in presence.draining
    assert any(record.levelname == "ERROR" and "not empty" in record.message for record in caplog.records)


def test_the_self_test_names_a_gpu_that_stopped_computing(open_worker: Any, checked: Checked) -> None:
    here = open_worker()
    assert "GPU" not in here._canaries()
    checked.broken = "GPU is lost"
    assert "GPU computes (GPU is lost)" in here._canaries()
