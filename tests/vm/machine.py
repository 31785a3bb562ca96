"""A virtual machine whose root is this machine's, read-only, with a kernel and control groups of its own.

QEMU emulates the processor, so nothing of the host is needed but its files: no /dev/kvm, no root, no control groups.
"""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.vm.initramfs import initramfs
from tests.vm.packages import QEMU, Parts

ROOT = Path(__file__).resolve().parents[2]
_TIMEOUT_S = 1500.0  # two to three minutes where nothing else runs
# An emulated processor on a busy machine misses timer ticks: the kernel is told not to take that for broken hardware.
_KERNEL = "console=ttyS0 quiet panic=-1 mitigations=off no_timer_check tsc=reliable nowatchdog"


class MachineError(RuntimeError):
    """The virtual machine did not do its work; the message ends with what its console said."""


@dataclass(frozen=True)
class Outcome:
    """What the guest left behind."""

    facts: dict[str, Any]
    folder: Path


def boot(parts: Parts, hierarchy: str, folder: Path) -> Outcome:
    """Runs tests/vm/guest/main.py with one hierarchy of control groups ("v1", "v2"). `folder` receives what it writes."""
    out = folder / "out"
    out.mkdir()
    image, console = folder / "initramfs", folder / "console"
    image.write_bytes(initramfs(parts, ROOT))
    try:
        subprocess.run(
            _arguments(parts, hierarchy, image, console, out),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_TIMEOUT_S,
            check=True,
        )
    except subprocess.CalledProcessError as error:
        raise MachineError(f"{QEMU}: {error.stderr.decode(errors='replace')}") from None
    except subprocess.TimeoutExpired:
        raise MachineError(f"no end after {_TIMEOUT_S:.0f} s: {_tail(console)}") from None
    facts = out / "facts.json"
    if not facts.exists():
        raise MachineError(_tail(console))
    return Outcome(json.loads(facts.read_text()), out)


def _arguments(parts: Parts, hierarchy: str, image: Path, console: Path, out: Path) -> list[str]:
    host = "local,path=/,mount_tag=host,security_model=passthrough,readonly=on,multidevs=remap"
    return [
        *(QEMU, "-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "2", "-m", "1536"),
        *("-display", "none", "-nodefaults", "-no-reboot", "-serial", f"file:{console}"),
        *("-virtfs", host, "-virtfs", f"local,path={out},mount_tag=out,security_model=none"),
        *("-kernel", str(parts.kernel), "-initrd", str(image)),
        *("-append", f"{_KERNEL} hierarchy={hierarchy}"),
    ]


def _tail(console: Path) -> str:
    return console.read_text(errors="replace")[-4000:] if console.exists() else "nothing on the console"
