import os
import subprocess
import sys
import time

from workers.protocol import Limits
from workers.sandbox.leaving import is_leaving
from workers.sandbox.meter import NoMeter, TreeMeter

_EAT = "import os, time\nkept = b'x' * (60 << 20)\nprint('ready', flush=True)\n"


def start(code: str) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-I", "-S", "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == "ready\n"
    return process


def test_a_tree_is_watched_for_memory_and_time() -> None:
    process = start(_EAT + "while True: pass")
    try:
        meter = TreeMeter(process.pid, Limits(memory_mib=40))
        time.sleep(0.2)
        reading = meter.read()
        assert reading.out_of_memory
        assert reading.peak_mib > 60
        assert reading.cpu_s > 0
        assert not TreeMeter(process.pid, Limits(memory_mib=400)).read().out_of_memory
    finally:
        meter.kill()
        process.wait(5)
    assert meter.close()


def test_pages_that_forks_share_are_counted_once() -> None:
    process = start(_EAT + "for _ in range(5):\n    if os.fork() == 0: time.sleep(20)\ntime.sleep(20)")
    meter = TreeMeter(process.pid, Limits(memory_mib=200))
    try:
        time.sleep(0.3)
        assert not meter.read().out_of_memory
    finally:
        meter.kill()
        process.wait(5)


def test_too_many_processes_are_noticed() -> None:
    process = start(
        "import os, time\nfor _ in range(9):\n    if os.fork() == 0: time.sleep(20)\nprint('ready', flush=True)\ntime.sleep(20)"
    )
    meter = TreeMeter(process.pid, Limits(pids=5))
    try:
        assert meter.read().too_many_processes
    finally:
        meter.kill()
        process.wait(5)


def test_nothing_is_seen_where_nothing_is_watched() -> None:
    meter = NoMeter()
    meter.kill()
    assert meter.read().cpu_s == 0.0
    assert meter.close()


def test_a_process_that_is_over_but_not_reaped_is_leaving() -> None:
    assert not is_leaving(os.getpid(), watched_by_parent=False)
    process = subprocess.Popen(["/bin/true"])
    time.sleep(0.3)
    assert is_leaving(process.pid, watched_by_parent=False)
    process.wait()
    assert is_leaving(process.pid, watched_by_parent=False)
