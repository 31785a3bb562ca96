import pytest

from tests.workers.devices.fakes import FIRST, FakeMeter, state
from workers.devices.nvidia import GpuError
from workers.devices.nvml import GpuState, Holder
from workers.devices.watch import EMPTY_WITHIN_S, GpuWatch


def _watch(*states: GpuState | GpuError) -> tuple[GpuWatch, FakeMeter]:
    meter = FakeMeter(*states)
    return GpuWatch(meter, FIRST, clock=meter.clock, sleep=meter.sleep), meter


def test_an_empty_gpu_is_seen_at_once() -> None:
    watch, meter = _watch(state())
    assert watch.left_behind() == ""
    assert meter.now == 0


def test_a_process_that_is_going_is_waited_for() -> None:
    holder = Holder(4711, 512)
    watch, meter = _watch(state(), state(), state(900, holder), state(900, holder), state())
    assert watch.left_behind() == ""
    assert 0 < meter.now < 1


def test_a_process_that_stays_is_named() -> None:
    watch, meter = _watch(state(), state(), state(900, Holder(4711, 512)))
    assert watch.left_behind() == f"GPU {FIRST} is not empty after 10 s: process 4711 holds 512 MiB"
    assert meter.now == pytest.approx(EMPTY_WITHIN_S, abs=0.2)


def test_memory_without_a_process_counts_too() -> None:
    """A driver in a container does not see the host's processes."""
    watch, _ = _watch(state(4), state(4), state(700))
    assert "700 MiB in use, 4 MiB when idle" in watch.left_behind()


def test_what_the_driver_keeps_for_itself_does_not_count() -> None:
    watch, _ = _watch(state(500), state(500), state(560))
    assert watch.left_behind() == ""


def test_a_gpu_that_is_in_use_cannot_be_taken() -> None:
    with pytest.raises(GpuError, match="process 4711 holds 512 MiB"):
        _watch(state(900, Holder(4711, 512)))


def test_a_gpu_that_fell_off_the_bus_is_not_empty() -> None:
    watch, _ = _watch(state(), state(), GpuError("nvmlDeviceGetMemoryInfo: GPU is lost (15)"))
    assert "GPU is lost" in watch.left_behind()
