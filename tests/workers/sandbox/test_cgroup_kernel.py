"""What the kernel really does with a group. The virtual machines of tests/vm run this once with version 1 and in every place that
version 2 knows; on any other machine it runs with what that has."""

import errno
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from workers.protocol import Limits
from workers.sandbox.cgroup import Cgroup, CgroupTree
from workers.sandbox.cgroup_trees import find_cgroups

_WAIT_S = 120.0  # an emulated processor on a busy machine; elsewhere nothing waits for long
_LIMITS = Limits(memory_mib=64, pids=32)


@pytest.fixture
def tree() -> CgroupTree:
    tree, reason = find_cgroups()
    if tree is None:
        pytest.skip(f"control groups: {reason}")
    return tree


@pytest.fixture
def cgroup(tree: CgroupTree) -> Iterator[Cgroup]:
    cgroup = tree.create()
    cgroup.configure(_LIMITS)
    yield cgroup
    cgroup.remove(_WAIT_S)
    assert tree.leftovers() == []


@contextmanager
def _started(cgroup: Cgroup, code: str) -> Iterator[subprocess.Popen[str]]:
    """A process that runs the code once it is in the group."""
    program = [sys.executable, "-I", "-S", "-c", f"input()\n{code}"]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        try:
            cgroup.add(process.pid)
            process.stdin.write("go\n")
            process.stdin.flush()
            yield process
        finally:
            process.kill()


def _told(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def _eventually(true: Callable[[], bool], timeout_s: float = _WAIT_S) -> bool:
    deadline = time.monotonic() + timeout_s
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def test_too_much_memory_is_killed_and_told(cgroup: Cgroup) -> None:
    with _started(cgroup, "kept = [b'x' * (1 << 20) for _ in range(128)]\nprint('survived')") as process:
        assert _told(process) == ""
        assert process.wait(_WAIT_S) == -9
    assert cgroup.out_of_memory()
    assert 60 < cgroup.peak_mib() <= 65


def test_memory_that_belongs_to_no_process_is_counted(cgroup: Cgroup) -> None:
    code = "import os\nfile = os.memfd_create('x')\nfor _ in range(128): os.write(file, bytes(1 << 20))\nprint('survived')"
    with _started(cgroup, code) as process:
        assert _told(process) == ""
    assert cgroup.out_of_memory()


def test_memory_over_several_processes_is_summed(cgroup: Cgroup, tree: CgroupTree) -> None:
    code = """
import os, time
for _ in range(3):
    if os.fork() == 0:
        kept = b'x' * (30 << 20)
        time.sleep(60)
        os._exit(0)
time.sleep(60)
"""
    with _started(cgroup, code) as process:
        assert _eventually(cgroup.out_of_memory)
        if tree.version == 2:  # version 1 kills one process and leaves the rest to us
            assert process.wait(_WAIT_S) == -9


def test_within_the_limits_nothing_is_killed(cgroup: Cgroup) -> None:
    with _started(cgroup, "kept = b'x' * (24 << 20)\nprint('survived')") as process:
        assert _told(process) == "survived"
        assert process.wait(_WAIT_S) == 0
    assert not cgroup.out_of_memory()
    assert 24 < cgroup.peak_mib() < 64


def test_processes_are_limited(cgroup: Cgroup) -> None:
    code = """
import os, time
made = 0
try:
    while True:
        if os.fork() == 0: time.sleep(60)
        made += 1
except OSError as error: print(made, error.errno, flush=True)
time.sleep(60)
"""
    with _started(cgroup, code) as process:
        assert _told(process) == f"{_LIMITS.pids - 1} {errno.EAGAIN}"


def test_cores_are_limited(tree: CgroupTree, cgroup: Cgroup) -> None:
    cgroup.configure(Limits(threads=1, pids=8))
    with _started(cgroup, "import os\nfor _ in range(3): os.fork()\nwhile True: pass"):
        started, before = time.monotonic(), cgroup.cpu_s()
        time.sleep(2)
        used, passed = cgroup.cpu_s() - before, time.monotonic() - started
    assert 0 < used < 1.3 * passed


def test_the_time_of_children_that_are_gone_is_counted(cgroup: Cgroup) -> None:
    code = """
import os, time
if os.fork() == 0:
    while time.process_time() < 0.5: pass
    os._exit(0)
os.wait()
print('gone', flush=True)
"""
    with _started(cgroup, code) as process:
        assert _told(process) == "gone"
    assert cgroup.cpu_s() > 0.4


def test_a_tree_that_ignores_signals_and_keeps_forking_is_killed_at_once(cgroup: Cgroup) -> None:
    code = """
import os, signal
for number in (1, 2, 3, 13, 15): signal.signal(number, signal.SIG_IGN)
print('started', flush=True)
while True:
    try:
        if os.fork() == 0: os.setsid()
    except OSError: pass
"""
    with _started(cgroup, code) as process:
        assert _told(process) == "started"
        time.sleep(0.3)
        started = time.monotonic()
        cgroup.kill()
        assert process.wait(_WAIT_S) == -9
        assert cgroup.remove(_WAIT_S)
        assert time.monotonic() - started < 30  # the processes would sleep and fork for ever


def test_many_groups_come_and_go(tree: CgroupTree) -> None:
    for _ in range(10):
        groups = [tree.create() for _ in range(4)]
        for each in groups:
            each.configure(_LIMITS)
        assert all(each.remove() for each in groups)
    assert tree.leftovers() == []


def test_what_a_dead_worker_left_is_swept_with_its_processes(tree: CgroupTree) -> None:
    """The dead worker's groups carry its process id, and what ran in them still runs."""
    told, tell = os.pipe()
    worker = os.fork()
    if worker == 0:
        group = tree.create()
        sleeper = subprocess.Popen(["/bin/sleep", "60"])
        group.add(sleeper.pid)
        os.write(tell, f"{group.joins[0]} {sleeper.pid}".encode())
        os._exit(0)
    os.waitpid(worker, 0)
    os.close(tell)
    with os.fdopen(told) as pipe:
        joins, sleeper_pid = pipe.read().split()
    assert sleeper_pid in Path(joins).read_text().split()
    again, reason = find_cgroups()
    assert again is not None, reason
    assert not Path(joins).exists()
