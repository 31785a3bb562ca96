import os
import threading
import time
from collections.abc import Iterator

import psutil
import pytest

from workers.sandbox.base import SandboxError
from workers.sandbox.launcher import Launch, Launcher
from workers.sandbox.limits import OOM_SCORE
from workers.sandbox.slots import can_separate

OTHER_UID = 23456


@pytest.fixture
def launcher() -> Iterator[Launcher]:
    launcher = Launcher({})
    yield launcher
    launcher.close()


def uid() -> int | None:
    return OTHER_UID if can_separate() else None


def status_of(descriptor: int) -> bytes:
    with os.fdopen(descriptor, "rb") as pipe:
        return pipe.read()


def test_a_process_runs_and_its_end_is_told(launcher: Launcher) -> None:
    reader, writer = os.pipe()
    launched = launcher.start(
        Launch(argv=["/bin/sh", "-c", "id -u; exit 3"], env={"PATH": "/usr/bin"}, descriptors={1: writer}, uid=uid())
    )
    os.close(writer)
    assert b'"code": 768' in status_of(launched.status)
    with os.fdopen(reader) as pipe:
        assert int(pipe.read()) == (OTHER_UID if can_separate() else os.getuid())


def test_a_job_goes_before_the_worker_when_memory_runs_out(launcher: Launcher) -> None:
    reader, writer = os.pipe()
    command = "cat /proc/self/oom_score_adj; nice"
    launch = Launch(argv=["/bin/sh", "-c", command], env={"PATH": "/usr/bin:/bin"}, descriptors={1: writer}, uid=uid())
    launcher.start(launch)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        score, niceness = pipe.read().split()
    assert int(score) == OOM_SCORE
    assert int(niceness) >= 0


def test_root_is_refused(launcher: Launcher) -> None:
    if os.getuid() != 0:
        pytest.skip("root: this user is not root, so nothing can be started as root")
    with pytest.raises(SandboxError, match="never started as root"):
        launcher.start(Launch(argv=["/bin/true"], env={}, descriptors={}))


def test_a_program_that_is_not_there_is_named(launcher: Launcher) -> None:
    with pytest.raises(SandboxError, match="FileNotFoundError"):
        launcher.start(Launch(argv=["/nowhere/program"], env={}, descriptors={}, uid=uid()))


def test_limits_take_hold_and_no_descriptor_leaks(launcher: Launcher) -> None:
    reader, writer = os.pipe()
    command = "ulimit -n; ls /proc/self/fd | wc -l"
    launch = Launch(argv=["/bin/sh", "-c", command], env={"PATH": "/usr/bin:/bin"}, descriptors={1: writer, 2: writer}, uid=uid())
    launched = launcher.start(
        Launch(
            argv=launch.argv, env=launch.env, descriptors=launch.descriptors, uid=launch.uid, rlimits=[("RLIMIT_NOFILE", 77, 77)]
        )
    )
    os.close(writer)
    status_of(launched.status)
    with os.fdopen(reader) as pipe:
        limit, count = pipe.read().split()
    assert (int(limit), int(count)) == (77, 4)  # 0 is the launcher's /dev/null; ls opens one more


def test_kill_takes_descendants_along_even_those_that_left_the_session(launcher: Launcher) -> None:
    launched = launcher.start(
        Launch(argv=["/bin/sh", "-c", "setsid sleep 60 & sleep 60"], env={"PATH": "/usr/bin:/bin"}, descriptors={}, uid=uid())
    )
    deadline = time.monotonic() + 5
    while len(tree := psutil.Process(launched.pid).children(recursive=True)) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    launcher.kill(launched.identifier)
    assert b'"code": 9' in status_of(launched.status)
    _, alive = psutil.wait_procs(tree, timeout=2)
    assert not alive


def test_an_orphan_does_not_outlive_its_job(launcher: Launcher) -> None:
    launched = launcher.start(
        Launch(
            argv=["/bin/sh", "-c", "(setsid sleep 61 &) ; sleep 0.3"], env={"PATH": "/usr/bin:/bin"}, descriptors={}, uid=uid()
        )
    )
    status_of(launched.status)
    time.sleep(0.3)
    assert not [process for process in psutil.process_iter(["cmdline"]) if process.info["cmdline"] == ["sleep", "61"]]


def test_many_threads_start_at_once(launcher: Launcher) -> None:
    codes: list[bytes] = []

    def one() -> None:
        launched = launcher.start(Launch(argv=["/bin/true"], env={}, descriptors={}, uid=uid()))
        codes.append(status_of(launched.status))

    threads = [threading.Thread(target=one) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(codes) == 12
    assert all(b'"code": 0' in code for code in codes)


def test_jobs_die_with_the_launcher() -> None:
    launcher = Launcher({})
    launched = launcher.start(Launch(argv=["/bin/sleep", "60"], env={}, descriptors={}, uid=uid()))
    launcher.close()
    deadline = time.monotonic() + 2
    while psutil.pid_exists(launched.pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not psutil.pid_exists(launched.pid)
    os.close(launched.status)
    with pytest.raises(SandboxError, match="gone"):
        launcher.start(Launch(argv=["/bin/true"], env={}, descriptors={}))
