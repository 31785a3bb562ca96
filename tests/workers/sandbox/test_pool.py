import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from tests.workers.control_groups import groups_of
from tests.workers.sandbox.driving import ROOT, Machine, running
from workers.sandbox.base import Isolation, SandboxError
from workers.sandbox.doctor import report
from workers.sandbox.pool import IsolationRefused, level, open_pool
from workers.sandbox.selftest import Check


def check(name: str, passed: bool, needed_for: str) -> Check:
    return Check(name=name, passed=passed, detail="", needed_for=needed_for)


def test_the_level_is_what_the_canaries_say() -> None:
    assert level([check("a", True, "partial"), check("b", True, "full")]) is Isolation.FULL
    assert level([check("a", True, "partial"), check("b", False, "full")]) is Isolation.PARTIAL
    assert level([check("a", False, "partial"), check("b", True, "full")]) is Isolation.NONE


def test_the_canaries_hold_here(machine: Machine) -> None:
    failed = [each for each in machine.pool.self_test() if not each.passed and each.needed_for == "partial"]
    assert failed == [] or machine.pool.isolation is Isolation.NONE


def test_less_isolation_than_asked_for_is_refused_with_the_fix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVERYDAY_SANDBOX", "process")
    with pytest.raises(IsolationRefused, match="isolation full was asked for, this machine reaches none"):
        open_pool(curriculum=ROOT / "curriculum", state=tmp_path, min_isolation=Isolation.FULL)
    with pytest.raises(IsolationRefused):
        open_pool(curriculum=ROOT / "curriculum", state=tmp_path, min_isolation=Isolation.PARTIAL)


@pytest.mark.parametrize(("kind", "most"), [("landlock", Isolation.PARTIAL), ("process", Isolation.NONE)])
def test_a_weaker_sandbox_never_claims_more(
    kind: str, most: Isolation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, machine: Machine
) -> None:
    if reason := machine.missing(kind):
        pytest.skip(f"{kind}: {reason}")
    monkeypatch.setenv("EVERYDAY_SANDBOX", kind)
    pool = open_pool(curriculum=ROOT / "curriculum", state=tmp_path, min_isolation=Isolation.NONE)
    try:
        assert (pool.name, pool.isolation) == (kind, most)
    finally:
        pool.close()


def test_an_unknown_sandbox_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVERYDAY_SANDBOX", "strong")
    with pytest.raises(SandboxError, match="EVERYDAY_SANDBOX must be one of"):
        open_pool(curriculum=ROOT / "curriculum", state=tmp_path, min_isolation=Isolation.NONE)


def test_several_threads_share_a_pool(machine: Machine) -> None:
    sandbox = machine.sandbox("zygote" if not machine.missing("zygote") else "process")
    answers: list[int] = []

    def work(number: int) -> None:
        for step in range(3):
            with running(sandbox) as job:
                answers.append(job.ask(f"result = {number} * 10 + {step}"))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(answers) == sorted(number * 10 + step for number in range(4) for step in range(3))


def test_a_killed_worker_leaves_no_process_and_its_groups_are_swept(tmp_path: Path, machine: Machine) -> None:
    code = f"""
import sys, time
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from tests.workers.sandbox.driving import open_machine, running
with open_machine(Path({str(tmp_path)!r})) as machine, running(machine.sandbox({machine.pool.name!r})) as job:
    job.ask("result = 1")
    print(job.job.pid, flush=True)
    time.sleep(60)
"""
    worker = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    with worker.stdout:
        pid = int(worker.stdout.readline())
    worker.kill()
    worker.wait()
    deadline = time.monotonic() + 3
    while psutil.pid_exists(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not psutil.pid_exists(pid)
    pool = open_pool(curriculum=ROOT / "curriculum", state=tmp_path, min_isolation=Isolation.NONE, prefer="cold")
    pool.close()
    assert groups_of(worker.pid) == []


def test_doctor_tells_what_was_found(machine: Machine) -> None:
    told = report(machine.pool)
    assert told["sandbox"] == machine.pool.name
    assert told["isolation"] == machine.pool.isolation
    assert told["ok"] is True
    assert told["uids"] == ("separate" if os.geteuid() == 0 else "shared")
    assert told["devices"][0] == "cpu"
    assert told["limits"]["memory_mib"] == 2048
    assert {"name", "passed", "detail", "needed_for"} == set(told["checks"][0])
