"""The GPU that a worker owns: checked before any work is taken and again with every self-test, watched after every run."""

from workers.devices.nvidia import Gpu, GpuError, gpu
from workers.devices.nvml import Nvml
from workers.devices.selftest import check_gpu
from workers.devices.watch import GpuWatch
from workers.sandbox.base import Sandbox, SandboxError
from workers.sandbox.selftest import Check


class OwnGpu:
    def __init__(self, gpu: Gpu, watch: GpuWatch) -> None:
        self.gpu = gpu
        self._watch = watch

    @classmethod
    def take(cls, uuid: str) -> "OwnGpu":
        """Raises SandboxError when the machine has no such GPU, or something else is on it."""
        try:
            return cls(gpu(uuid), GpuWatch(Nvml(), uuid))
        except GpuError as error:
            raise SandboxError(str(error)) from None

    @property
    def label(self) -> str:
        return self.gpu.label

    def checks(self, sandbox: Sandbox) -> list[Check]:
        return check_gpu(sandbox, self.gpu, self._watch)

    def left_behind(self) -> str:
        """What a run that is over has left on the GPU, after waiting for it to go; empty when nothing."""
        return self._watch.left_behind()
