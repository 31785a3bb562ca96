"""The virtual machine's first file system: busybox, modules and a script that hands over to Python on the host's root."""

import sys
from pathlib import Path

from tests.vm.packages import Parts

_FOLDER, _PROGRAM, _FILE = 0o40755, 0o100755, 0o100644
# What the guest sees of the checkout. Bound one by one, so that a checkout whose own folder is closed to others will do.
SHOWN = (".venv", "workers", "tests", "curriculum")

_INIT = """#!/bin/busybox sh
export PATH=/bin
busybox mkdir -p /proc /sys /dev /host
for module in {modules}; do busybox insmod /modules/$module; done
busybox mount -t 9p -o ro,trans=virtio,version=9p2000.L,msize=524288,cache=loose host /host
busybox mount -t proc proc /host/proc
busybox mount -t sysfs sysfs /host/sys
busybox mount -t devtmpfs dev /host/dev
busybox mkdir -p /host/dev/shm /host/dev/pts
# What is shown is gathered elsewhere first: the checkout may lie in one of the folders that are replaced.
busybox mkdir /stage
busybox mount -t tmpfs tmpfs /stage
busybox cp /bin/busybox /second /stage
for name in {shown}; do
  busybox mkdir -p /stage/everyday/$name
  busybox mount -o bind /host{root}/$name /stage/everyday/$name
done
busybox mkdir /stage/python
busybox mount -o bind /host{prefix} /stage/python
for place in /dev/shm /tmp /run; do busybox mount -t tmpfs tmpfs /host$place; done
busybox chmod 1777 /host/tmp /host/dev/shm
busybox mkdir -p /host/tmp/out
busybox mount -t 9p -o trans=virtio,version=9p2000.L out /host/tmp/out
{interpreter}
busybox mount -o move /stage /host/mnt
busybox ip link set lo up
exec busybox switch_root /host /mnt/busybox sh /mnt/second "$hierarchy"
"""
# Changing the root instead of switching to it would do, but a process whose root was changed may make no user namespaces.
_SECOND = """cd /mnt/everyday
.venv/bin/python -I -B tests/vm/guest/main.py "$1"
/mnt/busybox poweroff -f
"""

# Takes the place of the topmost folder of the interpreter's path, so that a home that is closed to others will do.
_OPENED = """busybox mount -t tmpfs tmpfs /host/{top}
busybox mkdir -p /host{prefix}
busybox mount -o bind /stage/python /host{prefix}"""


def initramfs(parts: Parts, root: Path) -> bytes:
    """A cpio archive; `root` is the checkout on the host, whose name may have no white space."""
    modules = [path.name for path in parts.modules]
    prefix = Path(sys.base_prefix).resolve()
    script = _INIT.format(
        modules=" ".join(modules), shown=" ".join(SHOWN), root=root, prefix=prefix, interpreter=_interpreter(prefix)
    )
    entries = [("dev", _FOLDER, b""), ("bin", _FOLDER, b""), ("modules", _FOLDER, b"")]
    entries += [("bin/busybox", _PROGRAM, parts.busybox.read_bytes()), ("init", _PROGRAM, script.encode())]
    entries += [("second", _FILE, _SECOND.encode())]
    entries += [(f"modules/{path.name}", _FILE, path.read_bytes()) for path in parts.modules]
    return b"".join(_entry(number, *entry) for number, entry in enumerate([*entries, ("TRAILER!!!", 0, b"")]))


def _interpreter(prefix: Path) -> str:
    top = prefix.parts[1]
    return "" if top in ("usr", "opt") else _OPENED.format(prefix=prefix, top=top)


def _entry(number: int, name: str, mode: int, data: bytes) -> bytes:
    """One file in the "newc" format."""
    path = name.encode() + b"\0"
    fields = (number, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(path), 0)
    head = b"070701" + b"".join(b"%08x" % field for field in fields) + path
    return _padded(head) + _padded(data)


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 4)
