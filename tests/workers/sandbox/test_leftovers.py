"""After many jobs that ended in every way there is nothing left of them. The thousand of docs/benchmarks.md, in small."""

import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from benchmarks.traces import traces
from tests.workers.sandbox.driving import ROOT, Machine

_NOBODYS = range(0)
_UID = 19_999  # no job has it
_ENDS = ("ends well: exit", "litters: exit", "is killed: killed", "crashes: signal", "hides children: exit")


def test_nothing_is_left_of_sixty_jobs(machine: Machine) -> None:
    if reason := machine.missing("zygote"):
        pytest.skip(f"zygote: {reason}")
    # In a process of its own: the other tests' sandboxes are at work in this one.
    argv = [sys.executable, "-m", "benchmarks.leftovers", "--jobs", "60"]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    for end in _ENDS:
        assert end in done.stdout
    assert "left: 0 processes, 0 control groups, 0 files, 0 descriptors" in done.stdout


def test_the_look_sees_what_is_left(tmp_path: Path) -> None:
    before = traces(tmp_path, _NOBODYS)
    held = threading.Event()
    thread = threading.Thread(target=held.wait)
    thread.start()
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as lock, (tmp_path / "file").open("w"):
            lock.bind(f"\0everyday-slot-{_UID}")
            left = traces(tmp_path, range(_UID, _UID + 1)).beyond(before)
    finally:
        held.set()
        thread.join()
        child.communicate()
    assert str(child.pid) in [name.split()[0] for name in left["processes"]]
    assert any(str(tmp_path / "file") in name for name in left["descriptors"])
    assert left["files"] == [str(tmp_path / "file")]
    assert left["slots"] == [f"@everyday-slot-{_UID}"]
    assert left["threads"]


def test_a_control_group_of_this_process_is_seen(machine: Machine, tmp_path: Path) -> None:
    if machine.means.cgroups is None:
        pytest.skip(f"control groups: {machine.pool.found.cgroup_reason}")
    before = traces(tmp_path, _NOBODYS)
    group = machine.means.cgroups.create()
    folders = {os.path.dirname(path) for path in group.joins}  # noqa: PTH120 - texts to compare with texts
    left = traces(tmp_path, _NOBODYS).beyond(before)
    assert group.remove()
    assert folders <= set(left["cgroups"])
