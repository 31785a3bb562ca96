"""Watches that a GPU is empty when nobody should be using it: what a killed job leaves there, the next one would find."""

import time
from collections.abc import Callable

from workers.devices.nvidia import GpuError
from workers.devices.nvml import GpuMeter, GpuState

EMPTY_WITHIN_S = 10.0
_POLL_S = 0.1
# A context takes more than this, and what the driver itself keeps varies by less.
SLACK_MIB = 128


class GpuWatch:
    """One GPU that belongs to this worker. What is in use when the watch begins is the driver's own and counts as nothing.

    Raises GpuError when a process holds the GPU already: it is not ours alone, or a job of a killed worker still runs.
    """

    def __init__(
        self,
        meter: GpuMeter,
        uuid: str,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._meter = meter
        self._uuid = uuid
        self._clock = clock
        self._sleep = sleep
        self._idle_mib: int | None = None
        if left := self.left_behind():
            raise GpuError(left)
        self._idle_mib = meter.state(uuid).used_mib

    def left_behind(self, within_s: float = EMPTY_WITHIN_S) -> str:
        """Waits until the GPU is empty; after `within_s` says what is on it. Empty when nothing is."""
        deadline = self._clock() + within_s
        while reason := self._reason():
            if self._clock() >= deadline:
                return f"GPU {self._uuid} is not empty after {within_s:.0f} s: {reason}"
            self._sleep(_POLL_S)
        return ""

    def _reason(self) -> str:
        try:
            state = self._meter.state(self._uuid)
        except GpuError as error:
            return str(error)
        if state.holders:
            return ", ".join(f"process {holder.pid} holds {holder.used_mib} MiB" for holder in state.holders)
        return self._hidden(state)

    def _hidden(self, state: GpuState) -> str:
        """In a container the driver names no processes; the memory tells all the same."""
        if self._idle_mib is None or state.used_mib <= self._idle_mib + SLACK_MIB:
            return ""
        return f"{state.used_mib} MiB in use, {self._idle_mib} MiB when idle"
