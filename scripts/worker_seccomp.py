"""Writes docker/worker-seccomp.json: what the evaluation worker's container may call.

The sandbox's own allow-list, and beyond it only what bubblewrap and the zygote need to build namespaces. Learners' code never
has these: the sandbox's filter is stricter and comes on top.

    python scripts/worker_seccomp.py
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from workers.sandbox import syscalls  # noqa: E402 -- after the path

PROFILE = ROOT / "docker" / "worker-seccomp.json"
NAMESPACES = ["chroot", "mount", "pivot_root", "setns", "sethostname", "umount2", "unshare"]
IDENTITY = ["capset", "setfsgid", "setfsuid", "setgid", "setgroups", "setregid", "setresgid", "setresuid", "setreuid", "setuid"]
PROCESS = ["arch_prctl", "clone", "ioctl", "personality", "prctl", "seccomp", "socket"]
FILES = ["chown", "fchown", "fchownat", "lchown", "mknod", "mknodat"]
_ENOSYS = 38


def profile() -> str:
    """The profile's text, the same on every machine."""
    known = {name for table in syscalls.ALLOWED for machine in ("x86_64", "aarch64") for name in syscalls.numbers(table, machine)}
    allowed = sorted(known | {*NAMESPACES, *IDENTITY, *PROCESS, *FILES})
    content = {
        "defaultAction": "SCMP_ACT_ERRNO",
        "defaultErrnoRet": 1,
        "archMap": [
            {"architecture": "SCMP_ARCH_X86_64", "subArchitectures": []},
            {"architecture": "SCMP_ARCH_AARCH64", "subArchitectures": []},
        ],
        "syscalls": [
            {"names": allowed, "action": "SCMP_ACT_ALLOW"},
            # libc falls back to clone, whose flags can be read.
            {"names": ["clone3"], "action": "SCMP_ACT_ERRNO", "errnoRet": _ENOSYS},
        ],
    }
    return json.dumps(content, indent=1) + "\n"


if __name__ == "__main__":
    PROFILE.write_text(profile())
