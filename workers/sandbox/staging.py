"""Makes every source that a sandbox binds reachable for the slots' uids.

A clone under a 0700 folder, or an interpreter under /root, cannot be traversed by uid 20000. As root the launcher therefore
takes a mount namespace of its own, puts a small tmpfs there and binds each source onto it: nothing is copied and nothing outside
the launcher sees it. Without the privilege the paths are used as they are, which is right for a login user, who owns them.
"""

import os
import stat

from workers.sandbox import kernel

_STAGE = "/mnt"  # exists on every system; covered in the launcher's own namespace only


def stage(sources: dict[str, str]) -> dict[str, str]:
    """Name → the path to use for it from here on. Runs in the launcher before its first job."""
    if os.geteuid() != 0:
        return dict(sources)
    try:
        kernel.unshare(kernel.CLONE_NEWNS)
    except OSError:
        return dict(sources)  # root of a container without CAP_SYS_ADMIN
    kernel.mount(None, "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    # Opened after the namespace is our own (a bind takes nothing from another one) and before the tmpfs covers anything.
    descriptors = {name: os.open(path, os.O_PATH | os.O_CLOEXEC) for name, path in sources.items()}
    kernel.mount("tmpfs", _STAGE, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "size=1m,mode=755")
    paths = {name: _bind(name, descriptor) for name, descriptor in descriptors.items()}
    for descriptor in descriptors.values():
        os.close(descriptor)
    return paths


def _bind(name: str, descriptor: int) -> str:
    target = f"{_STAGE}/{name}"
    if stat.S_ISDIR(os.fstat(descriptor).st_mode):
        os.mkdir(target, 0o755)  # noqa: PTH102 - this module starts fast and imports no pathlib
    else:
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o644))
    kernel.mount(f"/proc/self/fd/{descriptor}", target, None, kernel.MS_BIND | kernel.MS_REC)
    return target
