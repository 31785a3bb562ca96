"""What runs on a GPU and how much of its memory is taken, from the driver's management library (NVML), which creates no CUDA
context: whoever uses it may still fork."""

import ctypes
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from workers.devices.nvidia import DRIVER_FOLDER, GpuError

_LIBRARY = "libnvidia-ml.so.1"
_SUCCESS, _INSUFFICIENT_SIZE = 0, 7
_MAX_PROCESSES = 256
_MIB = 1 << 20
_NOT_KNOWN = (1 << 64) - 1


@dataclass(frozen=True)
class Holder:
    """A process that has a CUDA context on the GPU. `pid` is the host's."""

    pid: int
    used_mib: int


@dataclass(frozen=True, kw_only=True)
class GpuState:
    total_mib: int
    used_mib: int
    holders: tuple[Holder, ...]


class GpuMeter(Protocol):
    def state(self, uuid: str) -> GpuState:
        """Raises GpuError when the GPU does not answer."""
        ...


class _Memory(ctypes.Structure):
    _fields_ = (("total", ctypes.c_ulonglong), ("free", ctypes.c_ulonglong), ("used", ctypes.c_ulonglong))


class _Process(ctypes.Structure):
    _fields_ = (
        ("pid", ctypes.c_uint),
        ("used", ctypes.c_ulonglong),
        ("gpu_instance", ctypes.c_uint),
        ("compute_instance", ctypes.c_uint),
    )


class Nvml:
    """The library, loaded and started once. `library` stands in for it in tests."""

    def __init__(self, library: Any = None) -> None:
        self._library = _load() if library is None else library
        self._call("nvmlInit_v2")

    def state(self, uuid: str) -> GpuState:
        handle = ctypes.c_void_p()
        self._call("nvmlDeviceGetHandleByUUID", uuid.encode(), ctypes.byref(handle))
        memory = _Memory()
        self._call("nvmlDeviceGetMemoryInfo", handle, ctypes.byref(memory))
        holders = tuple(self._holders(handle))
        return GpuState(total_mib=memory.total // _MIB, used_mib=memory.used // _MIB, holders=holders)

    def driver(self) -> str:
        """The driver's version."""
        text = ctypes.create_string_buffer(80)
        self._call("nvmlSystemGetDriverVersion", text, ctypes.c_uint(len(text)))
        return text.value.decode()

    def close(self) -> None:
        with suppress(GpuError):
            self._call("nvmlShutdown")

    def _holders(self, handle: ctypes.c_void_p) -> list[Holder]:
        count = ctypes.c_uint(_MAX_PROCESSES)
        table = (_Process * _MAX_PROCESSES)()
        code = self._library.nvmlDeviceGetComputeRunningProcesses_v3(handle, ctypes.byref(count), table)
        if code not in (_SUCCESS, _INSUFFICIENT_SIZE):
            raise GpuError(f"nvmlDeviceGetComputeRunningProcesses_v3: {self._reason(code)}")
        known = (0 if row.used == _NOT_KNOWN else row.used // _MIB for row in table[: count.value])
        return [Holder(row.pid, used) for row, used in zip(table[: count.value], known, strict=True)]

    def _call(self, name: str, *arguments: Any) -> None:
        code = getattr(self._library, name)(*arguments)
        if code != _SUCCESS:
            raise GpuError(f"{name}: {self._reason(code)}")

    def _reason(self, code: int) -> str:
        say = self._library.nvmlErrorString
        say.restype = ctypes.c_char_p
        text: bytes = say(code) or b"?"
        return f"{text.decode(errors='replace')} ({code})"


def _load() -> Any:
    places = [_LIBRARY, *(str(DRIVER_FOLDER / folder / _LIBRARY) for folder in ("lib64", "lib") if _has(folder))]
    for place in places:
        with suppress(OSError):
            return ctypes.CDLL(place)
    raise GpuError(f"{_LIBRARY} cannot be loaded: install the driver's libraries (nvidia-smi comes with them)")


def _has(folder: str) -> bool:
    return Path(DRIVER_FOLDER, folder, _LIBRARY).exists()
