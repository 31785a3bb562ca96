"""What a virtual machine is made of: Debian's kernel, some of its modules and busybox, unpacked beneath var/, never installed."""

import fcntl
import lzma
import os
import platform
import re
import shutil
import subprocess
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

QEMU = "qemu-system-x86_64"
_KERNEL = "linux-image-amd64"
_BUSYBOX = "busybox-static"
_MODULES = ("virtio_pci", "9pnet_virtio", "9p")
_FOLDERS = "drivers/virtio|net/9p|fs/9p|fs/netfs|fs/fscache"
_MODULE = re.compile(rf"\./(?:usr/)?lib/modules/[^/]+/kernel/(?:{_FOLDERS})/(.*\.ko)(?:\.xz)?")


class PackagesMissingError(RuntimeError):
    """This machine cannot get what a virtual machine needs; the message says what is missing."""


@dataclass(frozen=True, kw_only=True)
class Parts:
    """`modules` are in the order in which they have to be loaded."""

    kernel: Path
    modules: tuple[Path, ...]
    busybox: Path


def parts(folder: Path) -> Parts:
    """The parts in `folder`, fetched there by apt-get if they are not there yet. Raises PackagesMissingError."""
    if shutil.which(QEMU) is None:
        raise PackagesMissingError(f"{QEMU} is not installed: apt-get install --no-install-recommends qemu-system-x86")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "kernel").is_file():
            _fetch(folder)
    available = {_module_name(path): path for path in (folder / "modules").iterdir()}
    return Parts(kernel=folder / "kernel", modules=tuple(_in_order(available)), busybox=folder / "busybox")


def _fetch(folder: Path) -> None:
    if platform.machine() != "x86_64" or shutil.which("dpkg-deb") is None:
        raise PackagesMissingError("the virtual machine's kernel comes from Debian's packages for x86-64")
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "modules").mkdir(parents=True)
    try:
        archives = _download(folder)
    except PackagesMissingError:
        if os.geteuid() != 0:
            raise
        _output(["apt-get", "update", "-qq"], folder)  # what the lists name may be gone from the archive
        archives = _download(folder)
    for archive in archives:
        _unpack(archive, folder)
        archive.unlink()


def _kernel_package() -> str:
    """The package that holds the newest kernel; its name carries the version."""
    told = _output(["apt-cache", "depends", _KERNEL], Path.cwd())
    found = re.search(r"Depends: (linux-image-\S+)", told)
    if found is None:
        raise PackagesMissingError(f"apt knows no {_KERNEL}: apt-get update")
    return found[1]


def _download(folder: Path) -> list[Path]:
    packages = [_kernel_package(), _BUSYBOX]
    _output(["apt-get", "download", "-qq", *packages], folder)
    archives = list(folder.glob("*.deb"))
    if len(archives) != len(packages):
        raise PackagesMissingError(f"apt-get download {' '.join(packages)} brought {[path.name for path in archives]}")
    return archives


def _output(argv: list[str], folder: Path) -> str:
    told = subprocess.run(argv, cwd=folder, capture_output=True, text=True, timeout=180, check=False)
    if told.returncode != 0:
        raise PackagesMissingError(f"{' '.join(argv)}: {told.stderr.strip()}")
    return told.stdout


def _unpack(archive: Path, folder: Path) -> None:
    """Keeps the kernel, the modules that may be wanted and busybox. The kernel is moved to its name last: it says "complete"."""
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", archive], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        with tarfile.open(fileobj=process.stdout, mode="r|") as members:
            for member in members:
                target = _target(member.name, folder)
                content = members.extractfile(member) if target is not None and member.isfile() else None
                if target is not None and content is not None:
                    data = content.read()
                    target.write_bytes(lzma.decompress(data) if member.name.endswith(".xz") else data)
    partial = folder / "kernel.partial"
    if partial.exists() and (folder / "busybox").exists():
        partial.rename(folder / "kernel")


def _target(name: str, folder: Path) -> Path | None:
    if re.fullmatch(r"\./boot/vmlinuz-.*", name):
        return folder / "kernel.partial"
    if re.fullmatch(r"\./(usr/)?bin/busybox", name):
        return folder / "busybox"
    module = _MODULE.fullmatch(name)
    return folder / "modules" / module[1] if module else None


def _module_name(path: Path) -> str:
    return path.stem.replace("-", "_")


def _in_order(available: dict[str, Path]) -> Iterable[Path]:
    """The modules and what they need, needs first. A need that is not among the modules is built into the kernel."""
    order: dict[Path, None] = {}

    def add(name: str) -> None:
        path = available.get(name.replace("-", "_"))
        if path is None or path in order:
            return
        needs = re.search(rb"(?:^|\0)depends=([^\0]*)", path.read_bytes())
        for need in (needs[1].decode() if needs else "").split(","):
            add(need)
        order[path] = None

    for name in _MODULES:
        add(name)
    return order
