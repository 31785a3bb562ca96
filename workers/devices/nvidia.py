"""The NVIDIA GPUs of this machine, from the files of their driver. Asks no library and initialises nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# What CUDA opens beside the GPU's own node. nvidia-modeset (displays) and nvidia-uvm-tools (profilers) are left out.
SHARED_NODES = ("nvidiactl", "nvidia-uvm")
# Where drivers that are no part of the distribution lie (container hosts); those of packages are beneath /usr/lib.
DRIVER_FOLDER = Path("/usr/local/nvidia")


@dataclass(frozen=True, kw_only=True)
class Gpu:
    """`minor` is the N of /dev/nvidiaN, which need not be the N of nvidia-smi."""

    uuid: str
    name: str
    minor: int
    bus: str

    @property
    def label(self) -> str:
        """What pages and verdicts show: the name, and enough of the UUID to tell two of a kind apart."""
        return f"{self.name} ({self.uuid[:12]})"


class GpuError(RuntimeError):
    """A GPU is missing or cannot be used; the message says which and what would help."""


def gpus(root: Path = Path("/")) -> list[Gpu]:
    """In the order of their bus addresses; none where there is no driver. `root` stands in for / in tests."""
    return sorted(_described(root), key=lambda gpu: gpu.bus)


def _described(root: Path) -> Iterator[Gpu]:
    for information in (root / "proc/driver/nvidia/gpus").glob("*/information"):
        facts = dict(_fact(line) for line in information.read_text().splitlines() if ":" in line)
        uuid, minor = facts.get("GPU UUID", ""), facts.get("Device Minor", "")
        # A GPU whose firmware did not start has question marks for a UUID.
        if minor.isdigit() and uuid.startswith("GPU-") and "?" not in uuid:
            yield Gpu(uuid=uuid, name=facts.get("Model", "NVIDIA GPU"), minor=int(minor), bus=information.parent.name)


def _fact(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name.strip(), value.strip()


def gpu(uuid: str, root: Path = Path("/")) -> Gpu:
    """Raises GpuError when the machine has none of that UUID."""
    found = gpus(root)
    for each in found:
        if each.uuid == uuid:
            return each
    raise GpuError(f"this machine has no GPU {uuid}; it has {', '.join(each.uuid for each in found) or 'none'}")


def nodes(gpu: Gpu, root: Path = Path("/")) -> list[str]:
    """The device nodes that a job on this GPU needs. Raises GpuError for one that does not exist: a job cannot make it."""
    names = [f"nvidia{gpu.minor}", *SHARED_NODES]
    missing = [name for name in names if not (root / "dev" / name).exists()]
    if missing:
        raise GpuError(
            f"{', '.join(f'/dev/{name}' for name in missing)} missing: run `nvidia-modprobe -u -c 0`, or "
            "enable nvidia-persistenced, before the worker starts"
        )
    return [f"/dev/{name}" for name in names]


def library_folders(root: Path = Path("/")) -> list[str]:
    """Folders of a driver outside the loader's usual places, for LD_LIBRARY_PATH."""
    folders = (DRIVER_FOLDER / name for name in ("lib64", "lib"))
    return [str(folder) for folder in folders if (root / folder.relative_to("/")).is_dir()]
