"""What a GPU's job gets to see, as bubblewrap is told and as the job sees it."""

from pathlib import Path

import pytest

from tests.workers.sandbox.driving import Driver, Machine
from workers.harness import probe
from workers.protocol import Limits
from workers.sandbox import bubblewrap
from workers.sandbox.base import JobSpec
from workers.sandbox.job import RunningJob
from workers.sandbox.layers import ALL
from workers.spec import limits_of

UUID = "GPU-11111111-aaaa-bbbb-cccc-000000000001"
NODES = ["/dev/nvidia3", "/dev/nvidiactl", "/dev/nvidia-uvm"]
_GIVEN_ANYWAY = {"null", "zero", "full", "random", "urandom", "tty", "console", "ptmx"}


def _devices_part(words: list[str]) -> list[str]:
    return words[words.index("--dev") : words.index("--remount-ro") + 2]


def test_the_nodes_are_bound_over_the_fresh_dev_and_before_it_is_closed() -> None:
    limits = limits_of({}, "gpu")
    words = bubblewrap.arguments(binds=[], limits=limits, env={}, layers=ALL, device_nodes=NODES)
    assert _devices_part(words) == [
        *("--dev", "/dev"),
        *("--dev-bind", "/dev/nvidia3", "/dev/nvidia3"),
        *("--dev-bind", "/dev/nvidiactl", "/dev/nvidiactl"),
        *("--dev-bind", "/dev/nvidia-uvm", "/dev/nvidia-uvm"),
        *("--ro-bind", "/sys", "/sys"),
        *("--ro-bind-try", "/usr/local/nvidia", "/usr/local/nvidia"),
        *("--size", str(1024 << 20), "--tmpfs", "/dev/shm"),
        *("--remount-ro", "/dev"),
    ]
    assert words[words.index("/etc/ld.so.cache") - 1] == "--ro-bind-try"
    assert words[words.index("/box") - 2] == str(4096 << 20)


def test_a_job_on_the_cpu_gets_none_of_it() -> None:
    words = bubblewrap.arguments(binds=[], limits=Limits(), env={}, layers=ALL)
    assert "--dev-bind" not in words
    assert "/sys" not in words


def test_limits_of_the_gpu_profile() -> None:
    limits = limits_of({}, "gpu")
    assert (limits.cpu_s, limits.memory_mib, limits.threads, limits.pids) == (300, 8192, 4, 256)
    assert (limits.box_mib, limits.shm_mib, limits.tmp_mib, limits.open_files) == (4096, 1024, 256, 1024)
    capped = limits_of({"cpu_s": 86_400, "memory_mib": 1 << 20}, "gpu")
    assert (capped.cpu_s, capped.memory_mib) == (3600, 8192)


def test_the_driver_beside_the_distribution_is_added_to_the_interpreters_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bubblewrap.nvidia, "library_folders", lambda: ["/usr/local/nvidia/lib64"])
    env = bubblewrap.gpu_environment(UUID, {"LD_LIBRARY_PATH": "/opt/python/lib"})
    assert env["LD_LIBRARY_PATH"] == "/opt/python/lib:/usr/local/nvidia/lib64"
    assert env["CUDA_VISIBLE_DEVICES"] == UUID


def _some_node() -> str:
    """A device that a sandbox does not have by itself."""
    for path in sorted(Path("/dev").iterdir()):
        if path.is_char_device() and path.name not in _GIVEN_ANYWAY:
            return str(path)
    pytest.skip("/dev holds no device but those that every sandbox has")


def test_a_real_job_sees_the_node_and_sys_and_may_make_a_memfd(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The node is another device's, since few machines have a GPU; everything else is what a GPU's job gets."""
    if reason := machine.missing("cold"):
        pytest.skip(reason)
    node = _some_node()
    monkeypatch.setattr(bubblewrap, "device_nodes", lambda _: [node])
    code = """
import os, resource
result = {
    "nodes": sorted(os.listdir("/dev")),
    "character": os.stat(NODE).st_rdev,
    "sys": os.path.isdir("/sys/devices/system/cpu"),
    "visible": os.environ["CUDA_VISIBLE_DEVICES"],
    "memfd": os.memfd_create("cuda") > 0,
    "shm": os.statvfs("/dev/shm").f_blocks * os.statvfs("/dev/shm").f_frsize >> 20,
    "box": os.statvfs("/box").f_blocks * os.statvfs("/box").f_frsize >> 20,
    "files": resource.getrlimit(resource.RLIMIT_NOFILE)[0],
    "threads": os.environ["OMP_NUM_THREADS"],
}
""".replace("NODE", repr(node))
    spec = JobSpec(role="learner", module=probe.__name__, limits=limits_of({"memory_mib": 256}, "gpu"), device=UUID)
    job = machine.cold().start(spec)
    assert isinstance(job, RunningJob)
    try:
        seen = Driver(job).ask(code)
    finally:
        job.kill()
        job.wait(15)
        job.socket.close()
    assert node.removeprefix("/dev/") in seen["nodes"]
    assert seen["character"] == Path(node).stat().st_rdev
    assert len(set(seen["nodes"]) - _GIVEN_ANYWAY - {"fd", "stdin", "stdout", "stderr", "core", "pts", "shm", "mqueue"}) == 1
    assert (seen["sys"], seen["memfd"], seen["visible"]) == (True, True, UUID)
    assert (seen["shm"], seen["box"], seen["files"], seen["threads"]) == (1024, 4096, 1024, "4")


def test_a_gpu_that_this_machine_lacks_is_no_learners_fault(machine: Machine) -> None:
    with pytest.raises(bubblewrap.SandboxError, match="this machine has no GPU GPU-absent"):
        machine.cold().start(JobSpec(role="learner", module=probe.__name__, device="GPU-absent"))


def test_a_gpus_job_is_never_forked(machine: Machine) -> None:
    """CUDA must not be initialised before a fork, so nothing that was forked from a warm process may get a GPU."""
    assert machine.pool.sandbox("learner", UUID).name != "zygote"
