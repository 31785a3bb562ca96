"""Where the group was not handed to us, it is left as it is, and the fix is named."""

from workers.sandbox.cgroup import own_mounts
from workers.sandbox.cgroup_trees import find_cgroups


def test_a_group_that_is_not_ours_is_left_alone() -> None:
    own = next(mount.own for mount in own_mounts() if mount.version == 2)
    before = {path.name for path in own.iterdir()}, (own / "cgroup.subtree_control").read_text()
    tree, reason = find_cgroups()
    assert tree is None
    assert "Delegate" in reason
    assert ({path.name for path in own.iterdir()}, (own / "cgroup.subtree_control").read_text()) == before
