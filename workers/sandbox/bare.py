"""Sandboxes without namespaces: `landlock` where the kernel can confine a process by itself, `process` where nothing can.

Both see the host's paths, so a job is told where its virtual ones are (EVERYDAY_SANDBOX_ROOTS) and gets a folder as its box.
"""

import os
import shutil
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path

from workers.sandbox import kernel
from workers.sandbox.base import Isolation, JobSpec, SandboxError
from workers.sandbox.launched import LaunchedSandbox
from workers.sandbox.launcher import Confinement, Launch
from workers.sandbox.limits import environment
from workers.sandbox.seccomp import compile_filter
from workers.sandbox.slots import Slot

_SYSTEM = (
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/usr/bin",
    "/bin",
    "/lib",
    "/lib32",
    "/lib64",
    "/etc/ld.so.cache",
    "/etc/alternatives",
)
# What torch, NumPy and the C library look at. /proc/self is the job's own folder because it is opened just before exec.
_FACTS = (
    "/proc/self",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/stat",
    "/proc/sys/vm/overcommit_memory",
    "/sys/devices/system/cpu",
)
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


class BareSandbox(LaunchedSandbox):
    """What both have in common: the box, the environment and the command."""

    def _launch(self, spec: JobSpec, slot: Slot, stack: ExitStack) -> Launch:
        del stack
        if spec.device != "cpu":
            raise SandboxError(f"the {self.name} sandbox runs on the CPU only")
        box = self._make_box(slot)
        runtime = self._means.runtime
        env = {
            **environment(spec.limits, box=str(box), tmp=str(box / "tmp")),
            **runtime.environment(bare=True),
            "EVERYDAY_SANDBOX_ROOTS": runtime.roots(spec.role),
        }
        return Launch(
            argv=runtime.bare_command(spec.role, spec.module),
            env=env if self._layers.clean_environment else {**os.environ, **env},
            descriptors={},
            cwd=str(box),
            confine=self._confinement(spec, box),
        )

    def _confinement(self, spec: JobSpec, box: Path) -> Confinement:
        del spec, box
        return Confinement()

    def _make_box(self, slot: Slot) -> Path:
        launcher = self._means.launcher
        if launcher.serves is not None:
            slot.box = Path(launcher.request({"box": slot.uid})["path"])
            return slot.box
        slot.box = box = Path(tempfile.mkdtemp(prefix="everyday-box-"))
        (box / "tmp").mkdir(mode=0o700)
        if slot.uid is not None:
            os.chown(box, slot.uid, slot.uid)
            os.chown(box / "tmp", slot.uid, slot.uid)
        return box

    def _tidy(self, slot: Slot) -> None:
        if slot.box is not None and self._means.launcher.serves is not None:
            with suppress(SandboxError):  # a launcher that is gone has removed it, or the next worker will
                self._means.launcher.request({"unbox": str(slot.box)})
        elif slot.box is not None:
            shutil.rmtree(slot.box, ignore_errors=True)  # never follows a link
        super()._tidy(slot)


class LandlockSandbox(BareSandbox):
    """Landlock for files, a filter without sockets for the network, no_new_privs, limits and, as root, a slot uid."""

    name = "landlock"
    ceiling = Isolation.PARTIAL

    def _confinement(self, spec: JobSpec, box: Path) -> Confinement:
        layers = self._layers
        counted = self._means.cgroups is not None and layers.cgroup
        return Confinement(
            landlock=layers.filesystem,
            readable=[*_SYSTEM, *_FACTS, *self._means.runtime.bare_readable(spec.role)],
            writable=[str(box)],
            devices=list(_DEVICES),
            program=compile_filter(sockets=not layers.network, hidden_memory=counted) if layers.seccomp else b"",
        )


class ProcessSandbox(BareSandbox):
    """A separate process with limits and nothing else: never more than isolation `none`."""

    name = "process"
    ceiling = Isolation.NONE


def landlock_possible() -> bool:
    return kernel.landlock_abi() > 0
