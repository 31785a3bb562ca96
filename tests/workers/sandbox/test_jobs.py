"""What a job is, whichever sandbox it runs in."""

import time
from pathlib import Path

import psutil
import pytest

from tests.workers.sandbox.driving import Machine, running
from workers.harness import probe
from workers.protocol import Limits
from workers.sandbox.base import Ended, JobSpec, Sandbox


def test_code_runs_and_its_answer_comes_back(sandbox: Sandbox) -> None:
    with running(sandbox) as job:
        assert job.ask("import numpy; result = float(numpy.arange(4).sum())") == 6.0
        usage = job.end()
    assert (usage.ended, usage.exit_code) == (Ended.EXIT, 0)
    assert usage.wall_s > 0
    assert usage.cpu_s > 0


def test_output_arrives_by_stream_and_completely(sandbox: Sandbox) -> None:
    with running(sandbox) as job:
        job.ask("import sys, os\nprint('é' * 10)\nsys.stderr.write('wrong')\nos.write(1, b'x' * 200_000)")
        job.end()
    assert job.said["stdout"] == "é".encode() * 10 + b"\n" + b"x" * 200_000
    assert job.said["stderr"] == b"wrong"


def test_exit_code_and_signal_are_told(sandbox: Sandbox) -> None:
    with running(sandbox) as job, pytest.raises(EOFError):
        job.ask("import os; os._exit(7)")
    assert (job.usage().ended, job.usage().exit_code) == (Ended.EXIT, 7)
    with running(sandbox) as job, pytest.raises(EOFError):
        job.ask("import ctypes; ctypes.string_at(0)")
    assert (job.usage().ended, job.usage().exit_code) == (Ended.SIGNAL, -11)


def test_cpu_time_ends_a_job(sandbox: Sandbox) -> None:
    with running(sandbox, Limits(cpu_s=0.5)) as job:
        started = time.monotonic()
        with pytest.raises(EOFError):
            job.ask("while True: pass")
        assert job.usage().ended is Ended.CPU_TIME
        assert time.monotonic() - started < 10
    assert 0.4 < job.usage().cpu_s < 3


def test_wall_time_ends_a_job(sandbox: Sandbox) -> None:
    class Short(Limits):
        @property
        def wall_s(self) -> float:
            return 0.8

    with running(sandbox, Short()) as job, pytest.raises(EOFError):
        job.ask("import time; time.sleep(60)")
    assert job.usage().ended is Ended.WALL_TIME


def test_too_much_memory_ends_a_job(sandbox: Sandbox, machine: Machine) -> None:
    if sandbox.name == "process" and machine.means.cgroups is None:
        pytest.skip("process: memory is watched, but a fast writer can pass by the watchdog")
    with running(sandbox, Limits(memory_mib=80)) as job, pytest.raises(EOFError):
        job.ask("import time\nkept = [b'x' * (1 << 20) for _ in range(160)]\ntime.sleep(5)")
    assert job.usage().ended is Ended.MEMORY


def test_too_much_output_ends_a_job(sandbox: Sandbox) -> None:
    with running(sandbox, Limits(log_kill_mib=1)) as job, pytest.raises(EOFError):
        job.ask("import sys\nwhile True: sys.stdout.write('x' * 65536)")
    assert job.usage().ended is Ended.OUTPUT


def test_kill_leaves_nothing_within_a_second(sandbox: Sandbox) -> None:
    code = """
import os, signal
for number in range(1, 32):
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError): pass
for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            while True: pass
        os._exit(0)
result = "ready"
"""
    with running(sandbox) as job:
        assert job.ask(code) == "ready"
        tree = [psutil.Process(job.job.pid), *psutil.Process(job.job.pid).children(recursive=True)]
        started = time.monotonic()
        job.job.kill()
        usage = job.usage()
        assert time.monotonic() - started < 1.0
    assert usage.ended is Ended.KILLED
    assert not [process for process in tree if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]


def test_killing_twice_or_late_is_harmless(sandbox: Sandbox) -> None:
    with running(sandbox) as job:
        job.ask("result = 1")
        job.end()
        job.job.kill()
        job.job.kill(Ended.CPU_TIME)
    assert job.usage().ended is Ended.EXIT


def test_a_receiver_of_output_that_fails_does_not_hurt_the_job(sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    def fail(stream: str, chunk: bytes) -> None:
        raise RuntimeError("the receiver broke")

    job = sandbox.start(JobSpec(role="learner", module="workers.harness.probe", on_output=fail))
    with job.socket:
        probe.send(job.socket, {"code": "print('hello'); result = 2"})
        assert probe.receive(job.socket) == {"result": 2}
    usage = job.wait(15)
    assert usage is not None
    assert usage.ended is Ended.EXIT
    assert "the receiver of a job's output failed" in caplog.text


def test_environment_is_exactly_what_is_meant(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVERYDAY_SECRET_KEY", "do not tell")
    with running(sandbox, Limits(threads=2)) as job:
        seen = job.ask("import os; result = dict(os.environ)")
    assert seen["OMP_NUM_THREADS"] == "2"
    assert seen["HF_HUB_OFFLINE"] == seen["TRANSFORMERS_OFFLINE"] == "1"
    assert "do not tell" not in seen.values()
    assert not {name for name in seen if name.startswith("EVERYDAY_")} - {"EVERYDAY_SANDBOX_ROOTS"}


def test_only_the_four_descriptors_are_open(sandbox: Sandbox) -> None:
    with running(sandbox) as job:
        code = """
import os
result = []
for number in range(256):
    try: os.fstat(number); result.append(number)
    except OSError: pass
"""
        assert job.ask(code) == [0, 1, 2, 3]


def test_no_job_runs_as_root_on_the_host(sandbox: Sandbox) -> None:
    with running(sandbox) as job:
        job.ask("result = 1")
        processes = [psutil.Process(job.job.pid), *psutil.Process(job.job.pid).children(recursive=True)]
        assert all(0 not in process.uids() for process in processes)


def test_torch_trains(sandbox: Sandbox) -> None:
    code = """
import torch
torch.manual_seed(0)
x = torch.randn(64, 3); y = x @ torch.tensor([1.0, -2.0, 0.5])
w = torch.zeros(3, requires_grad=True); step = torch.optim.Adam([w], lr=0.1)
for _ in range(200):
    step.zero_grad(); loss = ((x @ w - y) ** 2).mean(); loss.backward(); step.step()
result = loss.item()
"""
    with running(sandbox) as job:
        assert job.ask(code, timeout_s=60) < 1e-3


def test_libraries_that_start_processes_work(namespaced: Sandbox) -> None:
    code = """
import multiprocessing, subprocess, torch
from torch.utils.data import DataLoader, TensorDataset
data = DataLoader(TensorDataset(torch.arange(8)), batch_size=4, num_workers=2)
with multiprocessing.get_context("fork").Pool(2) as pool:
    pooled = pool.map(abs, [-1, -2, 3])
said = subprocess.run(["/bin/sh", "-c", "echo hello"], capture_output=True, text=True).stdout
result = [sorted(int(value) for batch in data for value in batch[0]), pooled, said]
"""
    with running(namespaced) as job:
        assert job.ask(code, timeout_s=60) == [list(range(8)), [1, 2, 3], "hello\n"]


def open_descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_descriptors_of_this_process_do_not_grow(machine: Machine, namespaced: Sandbox) -> None:
    def one() -> None:
        with running(namespaced) as job:
            job.ask("result = 1")

    one()
    before = open_descriptors()
    for _ in range(5):
        one()
    time.sleep(0.3)  # the zygote's next child has been made by now
    assert open_descriptors() <= before + 4
