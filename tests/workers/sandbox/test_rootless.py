"""A worker that was started as root is root no longer when it runs a job, and has nobody left who is but its launcher."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.workers.control_groups import groups_of
from tests.workers.sandbox.rootless import Guest, Place, missing, place
from workers.sandbox.cgroup_trees import find_cgroups
from workers.sandbox.slots import RANGES

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "-")

_KINDS = ("cold", "zygote", "landlock", "process")


@pytest.fixture(scope="module")
def where() -> Iterator[Place]:
    with place() as where:
        yield where


@pytest.fixture(scope="module")
def worker(where: Place) -> Iterator[Guest]:
    worker = Guest(where)
    yield worker
    worker.close()


@pytest.fixture
def another(where: Place) -> Iterator[Guest]:
    """One that a test may treat badly."""
    worker = Guest(where)
    yield worker
    worker.close()


@pytest.fixture(params=_KINDS)
def kind(request: pytest.FixtureRequest, worker: Guest) -> str:
    name = str(request.param)
    if reason := worker.ask(f"result = machine.missing({name!r})"):
        pytest.skip(f"{name}: {reason}")
    return name


def status(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return dict(line.split(":\t", 1) for line in lines if ":\t" in line)


def is_slot(uid: int) -> bool:
    return any(first <= uid <= last for first, last in RANGES)


def gone(pids: list[int]) -> bool:
    deadline = time.monotonic() + 5
    while any(psutil.pid_exists(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not any(psutil.pid_exists(pid) for pid in pids)


def test_every_thread_of_the_worker_is_the_account_and_has_no_way_back(worker: Guest, where: Place) -> None:
    assert worker.ask("result = before") == [0, 0, 0]
    for thread in Path(f"/proc/{worker.pid}/task").iterdir():
        seen = dict(line.split(":\t", 1) for line in (thread / "status").read_text().splitlines() if ":\t" in line)
        assert seen["Uid"].split() == seen["Gid"].split() == [str(where.uid)] * 4
        assert seen["Groups"].split() == []
        assert {int(seen[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {0}
        assert seen["NoNewPrivs"] == "1"
    for call in ("setresuid", "setresgid"):
        with pytest.raises(RuntimeError, match="PermissionError"):
            worker.ask(f"os.{call}(0, 0, 0)")


def test_a_job_runs_with_a_slots_uid_and_the_launcher_alone_is_root(worker: Guest, kind: str) -> None:
    told = worker.ask(f"""
        with running(machine.sandbox({kind!r})) as job:
            sum_ = job.ask("result = sum(range(10))")
            import psutil
            tree = {{each.pid: each.uids().real for each in psutil.Process().children(recursive=True)}}
            result = {{"sum": sum_, "tree": tree, "job": job.job.pid, "launcher": launcher.pid}}
    """)
    assert told["sum"] == 45
    uids = {int(pid): uid for pid, uid in told["tree"].items()}
    assert [pid for pid, uid in uids.items() if uid == 0] == [told["launcher"]]
    assert is_slot(uids[told["job"]])
    assert all(is_slot(uid) for pid, uid in uids.items() if pid != told["launcher"])


def test_a_worker_that_stays_root_is_seen_to_be(where: Place) -> None:
    """The control: without the step, the same look finds root."""
    process = where.start(["-c", "input()"], {}, stdin=-1)
    try:
        assert status(process.pid)["Uid"].split() == ["0"] * 4
        assert int(status(process.pid)["CapEff"], 16) != 0
    finally:
        process.communicate("\n", 10)


@pytest.mark.parametrize(
    ("limits", "code", "ended"),
    [
        ("wall", "import time\ntime.sleep(600)", "wall_time"),
        ("Limits(cpu_s=1)", "while True: pass", "cpu_time"),
        ("Limits(memory_mib=96)", "held = b'x' * (512 << 20)", "memory"),
    ],
)
def test_a_job_over_its_limit_is_killed_and_its_group_goes(worker: Guest, kind: str, limits: str, code: str, ended: str) -> None:
    if ended == "memory" and kind == "process" and not groups_exist(worker):
        pytest.skip("control groups: without them nothing but a watchdog counts a process's memory")
    made = "type('Brief', (Limits,), {'wall_s': 1.0})()" if limits == "wall" else limits
    told = worker.ask(f"""
        with running(machine.sandbox({kind!r}), {made}) as job:
            try:
                job.ask({code!r}, 40)
            except (EOFError, OSError):
                pass
            usage = job.usage(20)
            result = {{"ended": str(usage.ended), "clean": job.job.clean, "running": job.job.running, "pid": job.job.pid}}
    """)
    assert (told["ended"], told["clean"], told["running"]) == (ended, True, False)
    assert gone([told["pid"]])


def groups_exist(worker: Guest) -> bool:
    return bool(worker.ask("result = machine.means.cgroups is not None"))


def test_a_job_has_a_group_of_the_launchers_making_while_it_runs(worker: Guest) -> None:
    if not groups_exist(worker):
        pytest.skip(f"control groups: {worker.ask('result = pool.found.cgroup_reason')}")
    told = worker.ask("""
        with running(machine.sandbox(pool.name), Limits(memory_mib=300, pids=20)) as job:
            job.ask("result = 1")
            group = job.job._meter._cgroup
            here = {name: os.path.isdir(path) for name, path in group.places.items()}
            members = open(group.joins[0]).read().split()
            writable = [path for path in group.joins if os.access(path, os.W_OK)]
        result = {"here": here, "members": len(members), "writable": writable,
                  "left": [path for path in group.places.values() if os.path.exists(path)]}
    """)
    assert all(told["here"].values())
    assert told["members"] >= 1
    assert told["writable"] == []  # it asks; it cannot do it itself
    assert told["left"] == []


def test_a_box_is_made_and_removed_by_the_launcher(worker: Guest, where: Place) -> None:
    """A file of the job's own user, in a folder that the worker cannot enter."""
    told = worker.ask("""
        with running(machine.sandbox("process")) as job:
            job.ask("open('kept', 'w').write('x' * 99); import os; os.mkdir('sub', 0); result = 1")
            box = job.ask("import os; result = os.getcwd()")
            owner = os.stat(box).st_uid
            try: entered = os.listdir(box)
            except PermissionError: entered = "refused"
        result = {"box": box, "owner": owner, "entered": entered, "left": os.path.exists(box)}
    """)
    assert Path(told["box"]).parent == where.folder / "mine"
    assert is_slot(told["owner"])
    assert (told["entered"], told["left"]) == ("refused", False)


def test_memory_of_a_job_is_counted_in_parts_where_the_worker_may_not_look(worker: Guest) -> None:
    told = worker.ask("""
        with running(machine.sandbox("process")) as job:
            job.ask("held = b'x' * (64 << 20); result = 1")
            try: mine = open(f"/proc/{job.job.pid}/smaps_rollup").read()
            except PermissionError: mine = "refused"
            result = {"mine": mine, "theirs": launcher.memory_of(job.job.pid), "own": launcher.memory_of(os.getpid())}
    """)
    assert told["mine"] == "refused"
    assert told["theirs"] > 64 << 20
    assert told["own"] == 0  # the worker is nobody's job


def test_without_control_groups_a_job_is_watched_and_killed_by_way_of_the_launcher(worker: Guest) -> None:
    if reason := worker.ask("result = machine.missing('zygote')"):
        pytest.skip(f"zygote: {reason}")
    told = worker.ask("""
        from dataclasses import replace
        with_groups, machine.means = machine.means, replace(machine.means, cgroups=None)
        bare = machine.new_zygote()
        machine.means = with_groups
        with running(bare, Limits(memory_mib=512)) as job:
            sleeper = job.job.pid
            job.ask("result = 1")
        with running(bare, Limits(memory_mib=512)) as job:
            job.ask("held = b'x' * (64 << 20); result = 1")  # what it shares with the zygote is not held against it
            try: job.ask("more = b'x' * (900 << 20); import time; time.sleep(20)", 30)
            except (EOFError, OSError): pass
            ended = str(job.usage(20).ended)
        bare.close()
        result = {"sleeper": sleeper, "ended": ended}
    """)
    assert told["ended"] == "memory"
    assert gone([told["sleeper"]])


def test_the_self_test_holds_and_sandboxes_are_opened_anew_with_the_same_launcher(worker: Guest) -> None:
    told = worker.ask("""
        from workers.sandbox.pool import open_pool
        from workers.sandbox.base import Isolation
        from pathlib import Path
        again = open_pool(curriculum=Path("/nonexistent"), state=Path(os.environ["EVERYDAY_STATE"]),
                          min_isolation=Isolation.NONE, prefer="cold", launcher=launcher)
        failed = [check.name for check in again.self_test() if not check.passed]
        again.close()
        result = {"same": [str(pool.isolation), pool.name] == [str(again.isolation), again.name], "failed": failed,
                  "isolation": str(again.isolation), "gone": launcher.gone}
    """)
    assert told["same"]
    assert not told["gone"]  # closing that pool left the launcher to its owner
    assert told["failed"] == [] or told["isolation"] != "full"


def test_a_worker_that_ends_leaves_nothing(another: Guest) -> None:
    launcher = another.ask("result = launcher.pid")
    another.ask("machine.zygote() if not machine.missing('zygote') else None")
    assert another.leave() == []
    assert gone([launcher])
    assert groups_of(launcher) == []


def test_a_worker_that_is_killed_leaves_nothing(another: Guest, where: Place) -> None:
    told = another.ask("""
        jobs = [running(machine.sandbox(kind)) for kind in ("cold", "zygote", "process") if not machine.missing(kind)]
        jobs = [(each, each.__enter__()) for each in jobs]
        result = {"jobs": [job.job.pid for _, job in jobs], "launcher": launcher.pid}
    """)
    assert groups_of(told["launcher"]) or not groups_exist(another)
    os.kill(another.pid, signal.SIGKILL)
    assert gone([*told["jobs"], told["launcher"]])
    assert groups_of(told["launcher"]) == []
    assert list((where.folder / "mine").iterdir()) == []


def test_jobs_end_with_a_launcher_that_is_killed_and_the_worker_is_told(another: Guest) -> None:
    told: dict[str, Any] = another.ask("""
        kinds = [kind for kind in ("cold", "zygote", "process") if not machine.missing(kind)]
        blocks = [running(machine.sandbox(kind)) for kind in kinds]
        jobs = [block.__enter__() for block in blocks]
        result = {"jobs": [job.job.pid for job in jobs], "launcher": launcher.pid}
    """)
    os.kill(told["launcher"], signal.SIGKILL)
    assert gone([*told["jobs"], told["launcher"]])
    ended = another.ask("result = [str(job.usage(10).ended) for job in jobs]")
    assert set(ended) == {"signal"}  # and never an exit by itself
    deadline = time.monotonic() + 5
    while another.ask("result = told") != ["lost"] and time.monotonic() < deadline:
        time.sleep(0.05)
    assert another.ask("result = [told, launcher.gone]") == [["lost"], True]
    with pytest.raises(RuntimeError, match=r"SandboxError: .*gone"):
        another.ask("running(machine.sandbox('process')).__enter__()")
    _sweep(told["launcher"])


def _sweep(launcher: int) -> None:
    """What the next worker does when it starts: the groups' maker is dead, so they go."""
    find_cgroups()
    assert groups_of(launcher) == []
