"""Sets up the control groups of the virtual machine, as systemd, a container's runtime or a bare init would."""

import os
import subprocess
from pathlib import Path

from tests.vm.guest.places import LOGIN, Place, become, join
from workers.sandbox import kernel

ROOT = Path("/sys/fs/cgroup")
_CASES = "tests/vm/guest"
_BASIC = ("tests/workers/sandbox/test_cgroup.py",)
_ALL = (*_BASIC, "tests/workers/sandbox/test_cgroup_kernel.py", "tests/workers/sandbox/test_delegated.py")
_DELEGATED_FILES = ("", "cgroup.procs", "cgroup.threads", "cgroup.subtree_control")


def prepare(hierarchy: str) -> list[Place]:
    return {"v2": _version_2, "v1": _version_1}[hierarchy]()


def _mount(kind: str, target: Path, options: str = "") -> None:
    target.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", kind, *(["-o", options] if options else []), kind, str(target)], check=True)


def _version_1() -> list[Place]:
    """A hybrid machine: controllers in version 1, and an empty version 2 hierarchy for cgroup.kill."""
    _mount("tmpfs", ROOT)
    for controllers in ("memory", "pids", "cpu,cpuacct"):
        _mount("cgroup", ROOT / controllers, controllers)
    _mount("cgroup2", ROOT / "unified")
    return [
        Place(name="root", enter=lambda: None, tests=_ALL, isolation="pool"),
        Place(name="login", enter=lambda: become(LOGIN), tests=(f"{_CASES}/case_refused_v1.py",)),
    ]


def _version_2() -> list[Place]:
    """The bare root comes first: it is tried before anybody has handed out controllers."""
    _mount("cgroup2", ROOT)
    leaf = f"{_CASES}/case_delegated.py"
    refused = (f"{_CASES}/case_refused.py",)
    return [
        Place(name="root", enter=lambda: None, tests=_BASIC),
        Place(name="service", enter=_service, tests=(*_ALL, leaf), isolation="doctor"),
        Place(name="login", enter=_login, tests=(*_BASIC, leaf), isolation="pool"),
        Place(name="subgroup", enter=_subgroup, tests=_BASIC),
        Place(name="container", enter=_container, tests=(*_BASIC, leaf), isolation="pool"),
        Place(name="undelegated", enter=lambda: join(_group("system.slice/other.service")), tests=refused),
        Place(name="stranger", enter=_stranger, tests=refused),
        Place(name="without-memory", enter=_without_memory, tests=refused),
    ]


def _group(path: str, controllers: str = "+cpu +memory +pids") -> Path:
    """A group whose ancestors pass the controllers on, as systemd's slices do."""
    group = ROOT
    for part in path.split("/"):
        (group / "cgroup.subtree_control").write_text(controllers)
        group = group / part
        group.mkdir(exist_ok=True)
    return group


def _service() -> None:
    """A unit with Delegate=yes, run as root."""
    group = _group("system.slice/everyday-worker.service")
    os.setxattr(group, "trusted.delegate", b"1")
    join(group)


def _login() -> None:
    """systemd-run --user --scope -p Delegate=yes."""
    group = _group("user.slice/run.scope")
    for name in _DELEGATED_FILES:
        os.chown(group / name, LOGIN, LOGIN)
    join(group)
    become(LOGIN)


def _subgroup() -> None:
    """A unit with Delegate=yes and DelegateSubgroup=worker."""
    group = _group("system.slice/everyday-subgroup.service")
    os.setxattr(group, "trusted.delegate", b"1")
    (group / "worker").mkdir()
    join(group / "worker")


def _container() -> None:
    """A control group namespace of its own, with its group mounted as if it were the root."""
    join(_group("system.slice/container.scope"))
    kernel.unshare(kernel.CLONE_NEWNS | kernel.CLONE_NEWCGROUP)
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)
    subprocess.run(["umount", "--lazy", str(ROOT)], check=True)
    _mount("cgroup2", ROOT)


def _stranger() -> None:
    join(_group("user.slice/session.scope"))
    become(LOGIN)


def _without_memory() -> None:
    group = ROOT / "poor.slice"
    group.mkdir()
    (group / "cgroup.subtree_control").write_text("+pids")
    (group / "inner").mkdir()
    os.setxattr(group / "inner", "trusted.delegate", b"1")
    join(group / "inner")
