import time
from pathlib import Path

import psutil
import pytest

from tests.workers.sandbox.driving import Machine, running
from workers.protocol import Limits
from workers.sandbox.base import Isolation, JobSpec
from workers.sandbox.selftest import check_sandbox
from workers.sandbox.zygote import ZygoteSandbox


@pytest.fixture(autouse=True)
def _possible(machine: Machine) -> None:
    if reason := machine.missing("zygote"):
        pytest.skip(f"zygote: {reason}")


def test_its_canaries_hold_as_the_cold_sandboxs_do(machine: Machine) -> None:
    cold = {check.name: check.passed for check in check_sandbox(machine.cold(), machine.means.cgroups)}
    zygote = {check.name: check.passed for check in check_sandbox(machine.zygote(), machine.means.cgroups)}
    assert zygote == cold


def test_every_job_draws_other_random_numbers(machine: Machine) -> None:
    code = "import random, numpy, torch\nresult = [random.random(), float(numpy.random.rand()), torch.rand(1).item()]"
    drawn = []
    for _ in range(3):
        with running(machine.zygote()) as job:
            drawn.append(job.ask(code))
    for values in zip(*drawn, strict=True):
        assert len(set(values)) == 3


def test_torch_is_there_already_and_threads_are_as_asked(machine: Machine) -> None:
    with running(machine.zygote(), Limits(threads=2)) as job:
        assert job.ask("import sys; result = ['torch' in sys.modules, sys.modules['torch'].get_num_threads()]") == [True, 2]


def test_a_job_has_its_own_writable_folders_and_no_others(machine: Machine) -> None:
    code = """
result = []
with open("/proc/self/mountinfo") as file:
    for line in file:
        words = line.split()
        if "rw" in words[5].split(","): result.append(words[4])
"""
    with running(machine.zygote()) as job:
        assert set(job.ask(code)) <= {"/box", "/tmp", "/dev/shm", "/proc", "/dev/pts", "/dev/null", "/dev/zero", "/dev/full",
                                      "/dev/random", "/dev/urandom", "/dev/tty"}  # fmt: skip


def test_it_is_replaced_after_its_share_of_jobs(machine: Machine) -> None:
    zygote = machine.new_zygote(recycle_after=2)
    code = "import sys; result = hash('salt')"
    salts = []
    for _ in range(2):
        with running(zygote) as job:
            salts.append(job.ask(code))
    assert salts[0] == salts[1]
    deadline = time.monotonic() + 60
    while salts[-1] == salts[0] and time.monotonic() < deadline:
        with running(zygote) as job:
            salts.append(job.ask(code))
        time.sleep(0.2)
    assert salts[-1] != salts[0]
    zygote.close()


def test_a_killed_zygote_takes_its_jobs_along_and_cold_sandboxes_take_over(machine: Machine) -> None:
    zygote = machine.new_zygote()
    with running(zygote) as job:
        job.ask("result = 1")
        its_process = psutil.Process(job.job.pid)
        outermost = its_process.parent()
        assert outermost is not None
        outermost.kill()
        _, alive = psutil.wait_procs([outermost, its_process], timeout=5)  # the kernel ends a child a moment after its parent
        assert alive == []
        with pytest.raises((EOFError, OSError)):
            job.ask("result = 2")
        job.usage()
    with running(zygote) as job:
        assert job.ask("result = 3") == 3
    zygote.close()


def test_one_that_does_not_prove_itself_is_not_used(machine: Machine, caplog: pytest.LogCaptureFixture) -> None:
    cold = machine.cold()
    cold.isolation = Isolation.FULL
    assert machine.pool.found.bwrap is not None
    zygote = ZygoteSandbox(machine.means, machine.pool.found.bwrap, "learner", cold, prove=lambda _: Isolation.PARTIAL)
    try:
        assert not zygote.warm_up()
        assert zygote.name == "cold"
        with running(zygote) as job:
            assert job.ask("import sys; result = 'torch' in sys.modules") is False
    finally:
        zygote.close()
    assert "cold sandboxes take over" in caplog.text


def test_one_that_cannot_start_leaves_the_work_to_cold_sandboxes(machine: Machine, caplog: pytest.LogCaptureFixture) -> None:
    zygote = ZygoteSandbox(
        machine.means, Path("/bin/false"), "learner", machine.cold(), prove=lambda _: Isolation.FULL, preload=()
    )
    try:
        with running(zygote) as job:
            assert job.ask("result = 4") == 4
    finally:
        zygote.close()
    assert "the zygote did not start" in caplog.text


def test_a_failing_module_ends_its_job_with_the_traceback(machine: Machine) -> None:
    said: list[bytes] = []
    spec = JobSpec(role="learner", module="no.such.module", on_output=lambda _, chunk: said.append(chunk))
    job = machine.zygote().start(spec)
    with job.socket:
        assert job.socket.recv(1) == b""
    usage = job.wait(10)
    assert usage is not None
    assert usage.exit_code == 1
    assert b"ModuleNotFoundError" in b"".join(said)
