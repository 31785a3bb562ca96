import pytest

from tests.workers.devices.fakes import FIRST, SECOND, FakeNvml
from workers.devices.nvidia import GpuError
from workers.devices.nvml import GpuState, Holder, Nvml

MIB = 1 << 20


@pytest.fixture
def library() -> FakeNvml:
    return FakeNvml(
        {FIRST: (143_000 * MIB, 900 * MIB, [(4711, 512 * MIB), (4712, (1 << 64) - 1)]), SECOND: (24_000 * MIB, 0, [])}
    )


def test_memory_and_processes_are_read(library: FakeNvml) -> None:
    nvml = Nvml(library)
    assert nvml.state(FIRST) == GpuState(total_mib=143_000, used_mib=900, holders=(Holder(4711, 512), Holder(4712, 0)))
    assert nvml.state(SECOND) == GpuState(total_mib=24_000, used_mib=0, holders=())
    assert nvml.driver() == "570.86.15"
    nvml.close()
    assert library.calls == ["init", "shutdown"]


def test_an_error_is_told_in_the_librarys_words(library: FakeNvml) -> None:
    with pytest.raises(GpuError, match=r"nvmlDeviceGetHandleByUUID: Not Found \(6\)"):
        Nvml(library).state("GPU-none")


def test_a_machine_without_the_library_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.devices.nvml._LIBRARY", "libnvidia-ml-of-no-machine.so.1")
    with pytest.raises(GpuError, match="install the driver's libraries"):
        Nvml()
