import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from workers.protocol import Limits
from workers.sandbox.cgroup import CgroupTree, CgroupUnavailableError, Mount, abandoned, read_mounts
from workers.sandbox.cgroup_trees import find_cgroups
from workers.sandbox.cgroup_v1 import CgroupTreeV1
from workers.sandbox.cgroup_v2 import CgroupTreeV2

HYBRID = """\
25 20 0:22 / /sys/fs/cgroup ro,nosuid - tmpfs tmpfs ro,mode=755
26 25 0:23 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
27 25 0:24 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
28 25 0:25 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
"""
HYBRID_OWN = "4:memory:/jobs/mine\n2:cpu,cpuacct:/\n0::/user\n"


@pytest.fixture
def tree() -> CgroupTree:
    tree, reason = find_cgroups()
    if tree is None:
        pytest.skip(f"control groups: {reason}")
    return tree


def test_mounts_of_a_hybrid_machine() -> None:
    assert read_mounts(HYBRID, HYBRID_OWN) == [
        Mount(1, frozenset({"memory"}), Path("/sys/fs/cgroup/memory/jobs/mine")),
        Mount(1, frozenset({"cpu", "cpuacct"}), Path("/sys/fs/cgroup/cpu,cpuacct")),
        Mount(2, frozenset(), Path("/sys/fs/cgroup/unified/user")),
    ]


def test_mounts_of_a_container_show_only_its_part() -> None:
    mountinfo = "30 25 0:23 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n"
    assert read_mounts(mountinfo, "4:memory:/docker/abc/inner\n")[0].own == Path("/sys/fs/cgroup/memory/inner")


def test_a_missing_controller_is_named(tmp_path: Path) -> None:
    with pytest.raises(CgroupUnavailableError, match="pids"):
        CgroupTreeV1([Mount(1, frozenset({"memory"}), tmp_path)])
    with pytest.raises(CgroupUnavailableError, match="no version 2"):
        CgroupTreeV2([])


def test_version_2_without_controllers_names_the_fix(tmp_path: Path) -> None:
    (tmp_path / "cgroup.controllers").write_text("cpu io\n")
    with pytest.raises(CgroupUnavailableError, match="Delegate"):
        CgroupTreeV2([Mount(2, frozenset(), tmp_path)])


def test_version_2_moves_itself_to_a_leaf_and_makes_groups_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files' protocol on an ordinary folder; a kernel with delegated controllers is not on every machine."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    (tmp_path / "cgroup.controllers").write_text("cpu memory pids\n")
    (tmp_path / "cgroup.subtree_control").write_text("memory pids\n")
    tree = CgroupTreeV2([Mount(2, frozenset(), tmp_path)])
    cgroup = tree.create()
    cgroup.configure(Limits(memory_mib=64, pids=9, threads=2))
    folder = next(tmp_path.glob("everyday-*"))
    values = {name: (folder / name).read_text() for name in ("memory.max", "memory.oom.group", "pids.max", "cpu.max")}
    assert values == {"memory.max": str(64 << 20), "memory.oom.group": "1", "pids.max": "9", "cpu.max": "200000 100000"}
    (folder / "cpu.stat").write_text("usage_usec 1500000\nuser_usec 1\n")
    (folder / "memory.events").write_text("oom 3\noom_kill 1\n")
    (folder / "memory.current").write_text(str(5 << 20))
    assert (cgroup.cpu_s(), cgroup.out_of_memory(), cgroup.peak_mib()) == (1.5, True, 5.0)
    assert tree.leftovers() == [str(folder)]


def test_version_2_sees_that_it_was_put_into_a_leaf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """systemd's DelegateSubgroup: the unit's group is ours, the process sits in a subgroup without controllers."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    (tmp_path / "cgroup.controllers").write_text("cpu memory pids\n")
    (tmp_path / "cgroup.subtree_control").write_text("memory pids\n")
    (tmp_path / "worker").mkdir()
    (tmp_path / "worker" / "cgroup.controllers").write_text("\n")
    CgroupTreeV2([Mount(2, frozenset(), tmp_path / "worker")]).create()
    assert list(tmp_path.glob("everyday-*"))


def test_a_group_limits_counts_kills_and_goes(tree: CgroupTree) -> None:
    cgroup = tree.create()
    cgroup.configure(Limits(memory_mib=64, pids=9))
    process = subprocess.Popen(["/bin/sh", "-c", "while :; do :; done"])
    try:
        cgroup.add(process.pid)
        time.sleep(0.3)
        assert cgroup.cpu_s() > 0
        assert not cgroup.out_of_memory()
        assert tree.leftovers()
        cgroup.kill()
        assert process.wait(2) == -signal.SIGKILL
    finally:
        process.kill()
        process.wait()
    assert cgroup.remove()
    assert tree.leftovers() == []


def test_limits_can_be_raised_and_lowered_again(tree: CgroupTree) -> None:
    cgroup = tree.create()
    for memory_mib in (64, 512, 32):
        cgroup.configure(Limits(memory_mib=memory_mib))
    assert cgroup.remove()


def test_removing_kills_what_is_left(tree: CgroupTree) -> None:
    cgroup = tree.create()
    process = subprocess.Popen(["/bin/sleep", "60"])
    cgroup.add(process.pid)
    assert cgroup.remove()
    assert process.wait(2) == -signal.SIGKILL


def test_groups_of_dead_workers_are_found(tmp_path: Path) -> None:
    gone = subprocess.Popen(["/bin/true"])
    gone.wait()
    for name in (f"everyday-{gone.pid}-1", f"everyday-{os.getpid()}-1", "somebody-else"):
        (tmp_path / name).mkdir()
    assert abandoned(tmp_path) == [tmp_path / f"everyday-{gone.pid}-1"]
