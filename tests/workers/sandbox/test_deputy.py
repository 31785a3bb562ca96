"""A worker that gave root up and was then taken over asks its launcher, which is root, for what it has no business to ask.

Each request comes with its control: the very same thing done by something that believes whoever asks (a launcher that serves a
worker which is root itself, or this process, which is), and there it works. A request whose control fails proves nothing.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.workers.sandbox.rootless import missing
from workers.protocol import Limits
from workers.sandbox.base import SandboxError
from workers.sandbox.cgroup import Cgroup
from workers.sandbox.cgroup_trees import find_cgroups
from workers.sandbox.delegated import DelegatedTree
from workers.sandbox.launcher import Launch, Launcher, Serving
from workers.sandbox.meter import TreeMeter

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "-")

_FIRST, _LAST = 27_100, 27_103  # the slots of these tests' launchers
_STRANGER = 27_200
_SLEEP = ["/bin/sleep", "60"]


@dataclass
class Scene:
    """`served` is the launcher of a worker that gave root up; `believing` that of one which is root."""

    folder: Path
    served: Launcher
    believing: Launcher
    victim: "subprocess.Popen[bytes]"
    started: list[int] = field(default_factory=list)

    def start(self, launcher: Launcher, **changed: Any) -> dict[str, Any]:
        """A start as the worker's side sends it, with `changed` in place of what it would send; the launcher's answer."""
        status = changed.pop("status", None)
        reader, writer = os.pipe()
        message: dict[str, Any] = {
            "id": 1000 + len(self.started),
            "argv": _SLEEP,
            "env": {},
            "uid": _FIRST,
            "cwd": "/",
            **{name: [] for name in ("rlimits", "cgroup", "targets")},
            "session": True,
            "oom_score": 500,
            "confine": None,
        }
        answer = launcher._ask({**message, **changed}, [writer if status is None else status])
        os.close(writer)
        os.close(reader)
        self.started += [answer["pid"]] if "pid" in answer else []
        return answer

    def job(self) -> int:
        """The pid of a job of the served launcher that sleeps."""
        return int(self.start(self.served)["pid"])


@pytest.fixture
def scene() -> Iterator[Scene]:
    folder = Path(tempfile.mkdtemp(prefix="everyday-deputy-"))
    folder.chmod(0o711)
    (folder / "boxes").mkdir()
    served = Launcher({}, serves=Serving(slots=[(_FIRST, _LAST)], boxes=folder / "boxes"))
    believing = Launcher({})
    victim = subprocess.Popen(_SLEEP, start_new_session=True)
    try:
        yield Scene(folder, served, believing, victim)
    finally:
        served.close()
        believing.close()
        victim.kill()
        victim.wait()
        shutil.rmtree(folder)


def refused(answer: dict[str, Any], why: str) -> bool:
    return why in answer.get("error", "")


def alive(pid: int) -> bool:
    with suppress(psutil.NoSuchProcess):
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    return False


def real_uid(pid: int) -> int:
    return int(psutil.Process(pid).uids().real)


def within(happened: Callable[[], bool], seconds: float = 5.0) -> bool:
    deadline = time.monotonic() + seconds
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.02)
    return happened()


def own_group(scene: Scene) -> Cgroup:
    if scene.served.cgroups is None:
        pytest.skip(f"control groups: {scene.served.cgroup_reason}")
    return DelegatedTree(scene.served).create()


def members(group: Cgroup) -> list[str]:
    return Path(group.joins[0]).read_text().split()


@pytest.mark.parametrize("uid", [0, None, 1, _STRANGER, _LAST + 1, -1, 1 << 32, True, "0", float(_FIRST), [_FIRST]])
def test_no_uid_but_a_slots(scene: Scene, uid: Any) -> None:
    assert refused(scene.start(scene.served, uid=uid), "is no slot's uid")
    assert scene.started == []


def test_no_uid_but_a_slots_control(scene: Scene) -> None:
    pid = int(scene.start(scene.believing, uid=_STRANGER)["pid"])
    assert real_uid(pid) == _STRANGER
    assert real_uid(scene.job()) == _FIRST  # and the served one starts what it should


def test_no_slots_range_may_hold_root() -> None:
    with pytest.raises(SandboxError, match="uid 0 is no slot"):
        Launcher({}, serves=Serving(slots=[(0, 9)], boxes=Path("/nonexistent")))


def test_no_file_is_written_as_root_in_the_name_of_a_group(scene: Scene) -> None:
    treasure = scene.folder / "treasure"
    treasure.write_text("gold")
    treasure.chmod(0o600)
    assert refused(scene.start(scene.served, cgroup=[str(treasure)]), "was not made here")
    assert treasure.read_text() == "gold"
    scene.start(scene.believing, cgroup=[str(treasure)])
    assert treasure.read_text() == "0"  # the control: root wrote it


def test_no_group_that_another_made(scene: Scene) -> None:
    own_group(scene)
    tree, _ = find_cgroups()
    assert tree is not None
    foreign = tree.create()
    try:
        assert refused(scene.start(scene.served, cgroup=foreign.joins), "was not made here")
        assert members(foreign) == []
        pid = scene.start(scene.believing, cgroup=foreign.joins)["pid"]
        assert members(foreign) == [str(pid)]
    finally:
        assert foreign.remove()


def test_no_end_is_told_into_a_file(scene: Scene) -> None:
    def told(launcher: Launcher, name: str) -> str:
        path = scene.folder / name
        with path.open("w") as file:
            answer = scene.start(launcher, argv=["/bin/true"], status=file.fileno())
        if launcher is scene.served:
            assert refused(answer, "on a pipe")
        else:
            within(lambda: bool(path.read_text()))
        return path.read_text()

    assert told(scene.served, "first") == ""
    assert "code" in told(scene.believing, "second")


def test_no_job_is_spared_when_memory_runs_out(scene: Scene) -> None:
    for score in (-1000, 0, 499, None, 1001, False):
        assert refused(scene.start(scene.served, oom_score=score), "not spared")
    spared, job = int(scene.start(scene.believing, oom_score=0)["pid"]), scene.job()
    assert [Path(f"/proc/{pid}/oom_score_adj").read_text() for pid in (spared, job)] == ["0\n", "500\n"]


def test_no_job_stays_in_the_launchers_session(scene: Scene) -> None:
    assert refused(scene.start(scene.served, session=False), "session of its own")
    pid = scene.start(scene.believing, session=False)["pid"]
    assert os.getsid(pid) == os.getsid(scene.believing.pid)


def test_no_job_gains_privileges_by_what_it_executes(scene: Scene) -> None:
    def no_new_privileges(pid: int) -> str:
        return next(line.split()[1] for line in Path(f"/proc/{pid}/status").read_text().splitlines() if "NoNewPrivs" in line)

    assert no_new_privileges(scene.job()) == "1"
    assert no_new_privileges(int(scene.start(scene.believing)["pid"])) == "0"


@pytest.mark.parametrize("whose", ["a stranger's", "the worker itself", "the launcher"])
def test_no_process_is_killed_but_a_jobs(scene: Scene, whose: str) -> None:
    pid = {"a stranger's": scene.victim.pid, "the worker itself": os.getpid(), "the launcher": scene.served.pid}[whose]
    pidfd = os.pidfd_open(pid)
    try:
        with pytest.raises(SandboxError, match="no process of a job"):
            scene.served.request({"end": True}, [pidfd])
    finally:
        os.close(pidfd)
    assert alive(pid)


def test_no_process_is_killed_but_a_jobs_control(scene: Scene) -> None:
    job = scene.job()
    for launcher, pid in ((scene.believing, scene.victim.pid), (scene.served, job)):
        pidfd = os.pidfd_open(pid)
        launcher.end(pidfd)
        os.close(pidfd)
        assert within(lambda pid=pid: not alive(pid))  # type: ignore[misc]


def test_a_kill_by_number_reaches_the_launchers_own_jobs_only(scene: Scene) -> None:
    scene.served.request({"kill": scene.victim.pid})
    for odd in (None, -1, "1000", 0):
        scene.served.request({"kill": odd})
    assert alive(scene.victim.pid)
    job = scene.job()
    scene.served.kill(1000 + scene.started.index(job))
    assert within(lambda: not alive(job))


@pytest.mark.parametrize("what", [["end"], ["group", "join"]])
def test_a_descriptor_that_is_no_process_is_refused(scene: Scene, what: list[str]) -> None:
    number = own_group(scene)._number if what[0] == "group" else 0  # type: ignore[attr-defined]
    message: dict[str, Any] = {"end": True} if what == ["end"] else {"group": "join", "number": number}
    with Path(os.devnull).open() as file, pytest.raises(SandboxError, match="given as a pidfd"):
        scene.served.request(message, [file.fileno()])
    with pytest.raises(SandboxError, match="given as a pidfd"):
        scene.served.request(message)


def test_no_process_joins_a_group_but_a_jobs(scene: Scene) -> None:
    group = own_group(scene)
    for pid in (scene.victim.pid, os.getpid(), scene.served.pid):
        with pytest.raises(OSError, match="no process of a job"):
            group.add(pid)
    assert members(group) == []
    job = scene.job()
    group.add(job)
    assert members(group) == [str(job)]  # what it is for
    tree, _ = find_cgroups()
    assert tree is not None
    control = tree.create()
    control.add(scene.victim.pid)
    assert members(control) == [str(scene.victim.pid)]
    assert control.remove()
    assert within(lambda: scene.victim.poll() is not None)  # it could have been anybody


def test_a_group_is_known_by_the_number_it_was_given(scene: Scene) -> None:
    group = own_group(scene)
    for number in (0, 999, -1, None, True, "1", group.joins[0]):
        for what in ("limit", "join", "kill", "remove"):
            with pytest.raises(SandboxError, match="no such group"):
                scene.served.request({"group": what, "number": number, "limits": {}})
    with pytest.raises(SandboxError, match="no such request"):
        scene.served.request({"group": "../..", "number": group._number})  # type: ignore[attr-defined]
    assert all(Path(folder).is_dir() for folder in group.places.values())
    assert group.remove()
    assert not any(Path(folder).exists() for folder in group.places.values())


@pytest.mark.parametrize(
    "limits",
    [
        {},
        {"memory_mib": 64, "pids": 4},
        {"memory_mib": -1, "pids": 4, "threads": 1},
        {"memory_mib": 64, "pids": 0, "threads": 1},
        {"memory_mib": "max", "pids": 4, "threads": 1},
        {"memory_mib": True, "pids": 4, "threads": 1},
        {"memory_mib": 64, "pids": 1 << 60, "threads": 1},
        {"memory_mib": 64, "pids": 4, "threads": 1, "cgroup.procs": 1},
        ["memory_mib", "pids", "threads"],
    ],
)
def test_limits_are_numbers_above_nothing(scene: Scene, limits: Any) -> None:
    group = own_group(scene)
    with pytest.raises(SandboxError):
        scene.served.request({"group": "limit", "number": group._number, "limits": limits})  # type: ignore[attr-defined]
    folder = Path(group.places.get("pids") or group.places[""])
    assert (folder / "pids.max").read_text() == "max\n"
    group.configure(Limits(memory_mib=64, pids=4))
    assert (folder / "pids.max").read_text() == "4\n"


def test_memory_is_told_of_jobs_only(scene: Scene) -> None:
    for pid in (scene.victim.pid, os.getpid(), 1, 0, -1, True, "self", f"{scene.victim.pid}/../1"):
        with pytest.raises(SandboxError, match="no process of a job"):
            scene.served.request({"memory": pid})
    assert scene.served.memory_of(scene.job()) > 0
    meter = TreeMeter(scene.victim.pid, Limits())
    assert meter._proportional(scene.victim.pid) > 0  # the control: root may look at anybody


def test_no_source_is_staged_once_the_worker_is_another(scene: Scene) -> None:
    """A bind reaches what lies behind a closed door: the interpreter's place may be staged before, nothing after."""
    closed = scene.folder / "closed"
    (closed / "inner").mkdir(parents=True, mode=0o755)
    closed.chmod(0o700)
    (closed / "inner" / "secret").write_text("answers")
    message = {"sources": {"inner": str(closed / "inner")}, "sweep": True, "serves": None}
    with pytest.raises(SandboxError, match="no such request"):
        scene.served.request(message)
    assert "inner" not in scene.served.paths
    opened = Launcher({"inner": closed / "inner"})
    try:
        reader, writer = os.pipe()
        path = f"{opened.paths['inner']}/secret"
        opened.start(Launch(argv=["/bin/cat", path], env={}, descriptors={1: writer}, uid=_STRANGER))
        os.close(writer)
        with os.fdopen(reader) as pipe:
            assert pipe.read() == "answers"  # the control
    finally:
        opened.close()


def test_a_box_is_a_slots_and_only_what_was_made_is_removed(scene: Scene) -> None:
    for uid in (0, _STRANGER, None, "0"):
        with pytest.raises(SandboxError, match="is no slot's uid"):
            scene.served.request({"box": uid})
    house = scene.folder / "house"
    house.mkdir()
    box = scene.served.request({"box": _FIRST})["path"]
    for path in (str(house), f"{box}/..", f"{box}/../../house", str(scene.folder), None, [box]):
        with pytest.raises(SandboxError):
            scene.served.request({"unbox": path})
    assert house.is_dir()
    assert Path(box).stat().st_uid == _FIRST
    scene.served.request({"unbox": box})
    assert not Path(box).exists()


def test_a_link_that_a_job_left_in_its_place_leads_nowhere(scene: Scene) -> None:
    house = scene.folder / "house"
    house.mkdir()
    (house / "lamp").write_text("light")
    box = Path(scene.served.request({"box": _FIRST})["path"])
    (box / "tmp").rmdir()
    (box / "tmp").symlink_to(house)
    scene.served.request({"unbox": str(box)})
    assert (house / "lamp").read_text() == "light"
    second = Path(scene.served.request({"box": _FIRST})["path"])
    shutil.rmtree(second)
    second.symlink_to(house)
    scene.served.request({"unbox": str(second)})
    assert (house / "lamp").read_text() == "light"
    second.unlink()


def test_there_is_an_end_to_what_is_made(scene: Scene) -> None:
    for _ in range(512):
        scene.served.request({"box": _FIRST})
    with pytest.raises(SandboxError, match="are enough"):
        scene.served.request({"box": _FIRST})
    assert len(list((scene.folder / "boxes").iterdir())) == 512


@pytest.mark.parametrize(
    "message", [{}, [], "argv", 7, None, {"argv": 3}, {"group": {}}, {"kill": {}}, {"sources": 1}, {"end": 1}]
)
def test_nonsense_is_answered_and_the_next_job_starts(scene: Scene, message: Any) -> None:
    scene.served._ask(message)
    assert real_uid(scene.job()) == _FIRST


@pytest.mark.parametrize("data", [b"\xff\xff\xff\xff", b"\x00\x00\x00\x02{]", b"\x00\x00"])
def test_a_broken_message_ends_the_launcher_and_what_it_made(scene: Scene, data: bytes) -> None:
    job, box = scene.job(), scene.served.request({"box": _FIRST})["path"]
    scene.served._control.sendall(data)
    scene.served._control.shutdown(socket.SHUT_WR)
    assert within(lambda: scene.served.gone)
    assert within(lambda: not alive(job))
    assert not Path(box).exists()


def test_a_launcher_that_serves_root_makes_nothing(scene: Scene) -> None:
    for message in ({"group": "make"}, {"box": _FIRST}, {"memory": os.getpid()}):
        with pytest.raises(SandboxError, match="the worker can do this itself"):
            scene.believing.request(message)


def test_descriptors_do_not_pile_up_in_the_launcher(scene: Scene) -> None:
    folder = Path(f"/proc/{scene.served.pid}/fd")
    before = len(list(folder.iterdir()))
    with Path(os.devnull).open() as file:
        for _ in range(20):
            scene.start(scene.served, uid=0)
            scene.served._ask({"nonsense": 1}, [file.fileno()] * 3)
    assert len(list(folder.iterdir())) == before
