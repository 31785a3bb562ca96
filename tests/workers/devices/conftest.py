from collections.abc import Iterator

import pytest

from tests.workers.devices.fakes import FakeMeter, state
from tests.workers.sandbox.driving import Machine, open_machine
from workers.devices.nvidia import Gpu
from workers.devices.own import OwnGpu
from workers.devices.watch import GpuWatch


@pytest.fixture(scope="session")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    with open_machine(tmp_path_factory.mktemp("state")) as machine:
        yield machine


@pytest.fixture
def on_cpu() -> Gpu:
    """A GPU whose jobs run on the CPU: what surrounds a GPU's job is tried without one."""
    return Gpu(uuid="cpu", name="Stand-in", minor=3, bus="0000:01:00.0")


@pytest.fixture
def meter() -> FakeMeter:
    return FakeMeter(state())


@pytest.fixture
def own(on_cpu: Gpu, meter: FakeMeter) -> OwnGpu:
    return OwnGpu(on_cpu, GpuWatch(meter, "cpu", clock=meter.clock, sleep=meter.sleep))
