"""A driver's files, a management library and a meter, as far as the product looks at them."""

import ctypes
from collections.abc import Callable
from pathlib import Path
from typing import Any

from workers.devices.nvidia import GpuError
from workers.devices.nvml import GpuState, Holder

FIRST, SECOND = "GPU-11111111-aaaa-bbbb-cccc-000000000001", "GPU-22222222-aaaa-bbbb-cccc-000000000002"
_INFORMATION = """\
Model: \t\t {name}
IRQ:   \t\t 17
GPU UUID: \t {uuid}
Video BIOS: \t 96.00.5e.00.01
Bus Type: \t PCIe
DMA Size: \t 52 bits
Bus Location: \t 0000:{bus:02x}:00.0
Device Minor: \t {minor}
GPU Excluded:\t No
"""


def add_gpu(root: Path, uuid: str, *, bus: int, minor: int, name: str = "NVIDIA H200") -> None:
    folder = root / f"proc/driver/nvidia/gpus/0000:{bus:02x}:00.0"
    folder.mkdir(parents=True)
    (folder / "information").write_text(_INFORMATION.format(name=name, uuid=uuid, bus=bus, minor=minor))


def add_nodes(root: Path, *names: str) -> None:
    (root / "dev").mkdir(exist_ok=True)
    for name in names:
        (root / "dev" / name).touch()


class FakeNvml:
    """Fills the structures that the real library fills. `table` is uuid → (total, used, [(pid, used)]), in bytes."""

    def __init__(self, table: dict[str, tuple[int, int, list[tuple[int, int]]]]) -> None:
        self.table = table
        self.calls: list[str] = []
        self._handles: list[str] = []

        def say(code: int) -> bytes:
            return {2: b"Invalid Argument", 6: b"Not Found"}.get(code, b"Unknown Error")

        self.nvmlErrorString = say

    def nvmlInit_v2(self) -> int:  # noqa: N802 - the library's name
        self.calls.append("init")
        return 0

    def nvmlShutdown(self) -> int:  # noqa: N802
        self.calls.append("shutdown")
        return 0

    def nvmlDeviceGetHandleByUUID(self, uuid: bytes, handle: Any) -> int:  # noqa: N802
        if uuid.decode() not in self.table:
            return 6
        self._handles.append(uuid.decode())
        handle._obj.value = len(self._handles)
        return 0

    def nvmlDeviceGetMemoryInfo(self, handle: ctypes.c_void_p, memory: Any) -> int:  # noqa: N802
        total, used, _ = self._of(handle)
        memory._obj.total, memory._obj.used, memory._obj.free = total, used, total - used
        return 0

    def nvmlDeviceGetComputeRunningProcesses_v3(self, handle: ctypes.c_void_p, count: Any, table: Any) -> int:  # noqa: N802
        holders = self._of(handle)[2]
        count._obj.value = len(holders)
        for row, (pid, used) in zip(table, holders, strict=False):
            row.pid, row.used = pid, used
        return 0

    def nvmlSystemGetDriverVersion(self, text: Any, size: ctypes.c_uint) -> int:  # noqa: N802
        text.value = b"570.86.15"
        return 0

    def _of(self, handle: ctypes.c_void_p) -> tuple[int, int, list[tuple[int, int]]]:
        assert handle.value is not None
        return self.table[self._handles[handle.value - 1]]


class FakeMeter:
    """States in the order in which they will be asked for; the last one stays. `now` is the clock that its sleeping moves."""

    def __init__(self, *states: GpuState | GpuError) -> None:
        self._states = list(states)
        self.now = 0.0

    def state(self, uuid: str) -> GpuState:
        state = self._states.pop(0) if len(self._states) > 1 else self._states[0]
        if isinstance(state, GpuError):
            raise state
        return state

    def becomes(self, *states: GpuState | GpuError) -> None:
        self._states = list(states)

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    @property
    def clock(self) -> Callable[[], float]:
        return lambda: self.now


def state(used_mib: int = 4, *holders: Holder) -> GpuState:
    return GpuState(total_mib=143_000, used_mib=used_mib, holders=holders)
