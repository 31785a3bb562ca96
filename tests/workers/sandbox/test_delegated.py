"""A job's control group as a worker has it that gave root up: made, limited, filled, killed and removed by the launcher.

Runs in the virtual machines of tests/vm too, where the groups are of version 2.
"""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.workers.sandbox.rootless import missing
from workers.protocol import Limits
from workers.sandbox.base import SandboxError
from workers.sandbox.cgroup_trees import find_cgroups
from workers.sandbox.delegated import DelegatedTree
from workers.sandbox.launcher import Launch, Launcher, Serving

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "-")

_FIRST, _LAST = 27_300, 27_303
# Sleeps in the second child too, so that one kill has to find both.
_TWO = ["/bin/sh", "-c", "/bin/sleep 60 & exec /bin/sleep 60"]


@pytest.fixture
def launcher() -> Iterator[Launcher]:
    launcher = Launcher({}, serves=Serving(slots=[(_FIRST, _LAST)], boxes=Path("/nonexistent")))
    yield launcher
    launcher.close()


@pytest.fixture
def tree(launcher: Launcher) -> DelegatedTree:
    if launcher.cgroups is None:
        pytest.skip(f"control groups: {launcher.cgroup_reason}")
    return DelegatedTree(launcher)


def members(joins: list[str]) -> set[int]:
    return {int(word) for word in Path(joins[0]).read_text().split()}


def within(happened: Callable[[], bool], seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.02)
    return happened()


def test_a_group_from_its_making_to_its_removal(launcher: Launcher, tree: DelegatedTree) -> None:
    group = tree.create()
    group.configure(Limits(memory_mib=64, pids=8))
    folder = Path(group.places.get("pids") or group.places[""])
    assert (folder / "pids.max").read_text() == "8\n"
    started = launcher.start(Launch(argv=_TWO, env={}, descriptors={}, uid=_FIRST, cgroup=group.joins))
    joined = launcher.start(Launch(argv=["/bin/sleep", "60"], env={}, descriptors={}, uid=_LAST))
    group.add(joined.pid)
    assert within(lambda: {started.pid, joined.pid} < members(group.joins) and len(members(group.joins)) == 3)
    assert tree.leftovers() == sorted(set(group.places.values()))
    assert group.cpu_s() >= 0
    assert group.peak_mib() > 0
    assert not group.out_of_memory()
    group.kill()
    assert group.remove()
    assert tree.leftovers() == []
    assert within(lambda: not Path(f"/proc/{started.pid}").exists() and not Path(f"/proc/{joined.pid}").exists())
    for each in (started, joined):
        os.close(each.status)


def test_memory_over_the_limit_is_seen(launcher: Launcher, tree: DelegatedTree) -> None:
    group = tree.create()
    group.configure(Limits(memory_mib=16, pids=8))
    eat = ["/bin/dd", "if=/dev/zero", "of=/dev/null", "bs=128M", "count=1000"]  # a buffer of that size, and all of it written to
    started = launcher.start(Launch(argv=eat, env={}, descriptors={}, uid=_FIRST, cgroup=group.joins))
    assert within(group.out_of_memory, 30)
    assert group.remove()
    os.close(started.status)


def test_a_launcher_that_is_closed_removes_what_it_made(tree: DelegatedTree, launcher: Launcher) -> None:
    group = tree.create()
    started = launcher.start(Launch(argv=_TWO, env={}, descriptors={}, uid=_FIRST, cgroup=group.joins))
    os.close(started.status)
    launcher.close()
    assert not any(Path(folder).exists() for folder in group.places.values())
    assert group.remove(0.1) is False  # nobody is there to say so
    group.kill()
    with pytest.raises(OSError, match="gone"):
        group.configure(Limits())
    with pytest.raises(OSError, match="gone"):
        tree.create()


def test_the_launcher_offers_what_a_worker_that_is_root_would_find(launcher: Launcher) -> None:
    own, reason = find_cgroups()
    assert (launcher.cgroups, launcher.cgroup_reason) == (own.version if own else None, reason)
    if launcher.cgroups is None:
        with pytest.raises(SandboxError, match="no control groups"):
            launcher.request({"group": "make"})
