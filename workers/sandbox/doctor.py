"""What `python -m workers doctor` tells about this machine's sandbox."""

import os
import platform
import subprocess
from dataclasses import asdict
from pathlib import Path
from typing import Any

from workers.devices.nvidia import gpus
from workers.protocol import Limits
from workers.sandbox import kernel, syscalls
from workers.sandbox.pool import SandboxPool


def report(pool: SandboxPool) -> dict[str, Any]:
    """Plain data, ready for JSON. Runs the canaries; `ok` is False when one that this level rests on has failed."""
    checks = pool.self_test()
    cgroups = pool.means.cgroups
    return {
        "sandbox": pool.name,
        "isolation": str(pool.isolation),
        "ok": all(check.passed for check in checks if _rests_on(check.needed_for, str(pool.isolation))),
        "uids": "separate" if pool.means.slots.separate else "shared",
        "cgroup": {"version": cgroups.version if cgroups else None, "reason": pool.found.cgroup_reason},
        "bubblewrap": {"path": str(pool.found.bwrap or ""), "version": _version(pool.found.bwrap)},
        "seccomp": _filter_name(),
        "landlock_abi": kernel.landlock_abi(),
        "kernel": f"{platform.system()} {platform.release()} {platform.machine()}",
        "devices": ["cpu", *(f"{gpu.name} {gpu.uuid}" for gpu in gpus())],
        "cores": os.cpu_count() or 1,
        "limits": {**asdict(Limits()), "wall_s": Limits().wall_s},
        "checks": [asdict(check) for check in checks],
        "rejected": [{"sandbox": name, "checks": [asdict(check) for check in failed]} for name, failed in pool.found.rejected],
    }


def _rests_on(needed_for: str, isolation: str) -> bool:
    """A level rests on the checks that it and the levels below it need; `none` promises nothing."""
    return needed_for in {"full": ("full", "partial"), "partial": ("partial",), "none": ()}[isolation]


def _version(bwrap: Path | None) -> str:
    if bwrap is None:
        return ""
    told = subprocess.run([bwrap, "--version"], capture_output=True, text=True, timeout=10, check=False)
    return told.stdout.strip().removeprefix("bubblewrap ")


def _filter_name() -> str:
    try:
        return f"allow-list for {syscalls.machine()}"
    except KeyError as error:
        return str(error.args[0])
