"""Version 1 has no delegation that holds: an ordinary user gets none of it."""

from workers.sandbox.cgroup_trees import find_cgroups


def test_an_ordinary_user_gets_no_version_1_group() -> None:
    tree, reason = find_cgroups()
    assert tree is None
    assert "cannot be written by this user" in reason
