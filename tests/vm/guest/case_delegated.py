"""A group that was handed to us: we and what shares it with us move into a leaf, and a worker started again finds its way."""

import os
from pathlib import Path

import pytest

from workers.sandbox.cgroup import own_mounts
from workers.sandbox.cgroup_trees import find_cgroups
from workers.sandbox.cgroup_v2 import CgroupTreeV2


def _place(pid: int | str) -> Path:
    return Path(Path(f"/proc/{pid}/cgroup").read_text().split("::")[1].strip())


@pytest.fixture
def tree() -> CgroupTreeV2:
    tree, reason = find_cgroups()
    assert isinstance(tree, CgroupTreeV2), reason
    return tree


def test_we_sit_in_a_leaf_and_the_jobs_beside_it(tree: CgroupTreeV2) -> None:
    assert _place("self").name == "everyday-worker"
    own = next(mount.own for mount in own_mounts() if mount.version == 2)
    cgroup = tree.create()
    assert Path(cgroup.joins[0]).parent.parent == own.parent
    assert not (own.parent / "cgroup.procs").read_text()
    assert cgroup.remove()


def test_a_worker_started_again_finds_the_same_group(tree: CgroupTreeV2) -> None:
    """It starts where this one sits: in the leaf."""
    again, reason = find_cgroups()
    assert isinstance(again, CgroupTreeV2), reason
    first, second = tree.create(), again.create()
    assert Path(first.joins[0]).parent.parent == Path(second.joins[0]).parent.parent
    assert first.remove()
    assert second.remove()


def test_what_shares_the_group_is_moved_too(tree: CgroupTreeV2) -> None:
    """Whoever starts a worker (a shell, a supervisor) sits in the same group before the worker makes it a parent."""
    assert _place(os.getppid()) != _place("self")
    assert _place(int(os.environ["NEIGHBOUR"])) == _place("self")
