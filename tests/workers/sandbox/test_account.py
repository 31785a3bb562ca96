"""Which account a worker becomes, and what keeps it from it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workers.sandbox.rootless import PATIENCE_S, Place, free_uid, missing, place
from workers import standing
from workers.sandbox import account
from workers.sandbox.account import Account, AccountError, Needs, find, obstacles
from workers.sandbox.slots import RANGES

_WITHOUT_ROOT = pytest.mark.skipif(bool(missing()), reason=missing() or "-")


@pytest.fixture
def folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="everyday-account-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def somebody() -> Account:
    uid = free_uid()
    return Account(name=str(uid), uid=uid, gid=uid, groups=(), home="/")


def needs(
    *, enter: tuple[Path, ...] = (), read: tuple[Path, ...] = (), write: tuple[Path, ...] = (), trusted: tuple[Path, ...] = ()
) -> Needs:
    return Needs(enter=enter, read=read, write=write, trusted=trusted)


def test_a_number_needs_no_entry_in_the_list_of_users(monkeypatch: pytest.MonkeyPatch) -> None:
    uid = free_uid()
    monkeypatch.setenv(account.VARIABLE, str(uid))
    assert account.named()
    found = find()
    assert (found.uid, found.gid, found.groups) == (uid, uid, ())
    assert str(found) == f"uid {uid}"


def test_an_account_that_is_not_there_is_named_with_the_command_that_makes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(account.VARIABLE, "nobody-by-this-name")
    with pytest.raises(AccountError, match=r"no account nobody-by-this-name; make it \(useradd --system"):
        find()


@pytest.mark.parametrize("wanted", ["root", "0"])
def test_root_is_no_account_for_a_worker(monkeypatch: pytest.MonkeyPatch, wanted: str) -> None:
    monkeypatch.setenv(account.VARIABLE, wanted)
    with pytest.raises(AccountError, match="is root, or of root's group"):
        find()


@pytest.mark.parametrize("uid", [RANGES[0][0], RANGES[0][1], RANGES[1][0], RANGES[1][1]])
def test_a_jobs_uid_is_no_account_for_a_worker(monkeypatch: pytest.MonkeyPatch, uid: int) -> None:
    monkeypatch.setenv(account.VARIABLE, str(uid))
    with pytest.raises(AccountError, match="is a uid that jobs get"):
        find()


def test_a_number_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(account.VARIABLE, str(1 << 32))
    with pytest.raises(AccountError, match="is no uid"):
        find()


@_WITHOUT_ROOT
def test_everything_within_reach_is_no_obstacle(folder: Path, somebody: Account) -> None:
    mine = folder / "mine"
    mine.mkdir()
    os.chown(mine, somebody.uid, somebody.gid)
    entered = folder / "entered"
    entered.mkdir(mode=0o711)
    assert obstacles(somebody, needs(enter=(entered,), read=(folder,), write=(mine,), trusted=(folder,))) == []


@_WITHOUT_ROOT
def test_each_obstacle_is_named_with_its_path(folder: Path, somebody: Account) -> None:
    closed = folder / "closed"
    (closed / "inner").mkdir(parents=True, mode=0o755)
    closed.chmod(0o700)
    loose = folder / "loose"
    loose.mkdir()
    loose.chmod(0o777)
    found = obstacles(somebody, needs(enter=(closed,), read=(closed / "inner",), write=(folder,), trusted=(loose,)))
    assert found == [
        f"{somebody} cannot read {closed / 'inner'}",
        f"{somebody} cannot enter {closed}",
        f"{somebody} cannot write to {folder}",
        f"{somebody} can change {loose}, which root runs",
    ]
    assert os.geteuid() == 0  # the look was a child's


def _start(where: Place, code: str, **environment: str) -> tuple[int, str]:
    """What becomes of a worker's first step: its exit code and what it said."""
    given = {"EVERYDAY_BROKER_URL": "redis://nowhere.invalid:1", "TMPDIR": str(where.folder / "mine"), **environment}
    process = where.start(
        ["-c", f"import logging, os; logging.basicConfig(level=logging.INFO)\n{code}"], given, stdout=-1, stderr=-2
    )
    said, _ = process.communicate(timeout=PATIENCE_S)
    return process.returncode, said


_GIVE_UP = """
from workers.configuration import WorkerConfiguration
from workers.standing import give_up_root
launcher = give_up_root(WorkerConfiguration.from_environment())
print("now", os.getuid(), "launcher", launcher is not None)
if launcher is not None: launcher.close()
"""


@pytest.fixture(scope="module")
def where() -> Iterator[Place]:
    if reason := missing():
        pytest.skip(reason)
    with place() as where:
        yield where


def test_a_worker_becomes_the_account_and_says_so(where: Place) -> None:
    code, said = _start(where, _GIVE_UP, EVERYDAY_MIN_ISOLATION="full")
    assert code == 0, said
    assert f"the worker is uid {where.uid}; its launcher, process" in said
    assert f"now {where.uid} launcher True" in said


@pytest.mark.parametrize("level", ["partial", "full"])
def test_an_account_that_was_asked_for_and_cannot_be_had_is_refused(where: Place, level: str) -> None:
    code, said = _start(where, _GIVE_UP, EVERYDAY_WORKER_USER="nobody-by-this-name", EVERYDAY_MIN_ISOLATION=level)
    assert code == 1
    assert "EVERYDAY_WORKER_USER is set, and the worker would stay root: there is no account nobody-by-this-name" in said
    assert "now" not in said.splitlines()


def test_full_isolation_is_refused_to_a_worker_that_would_stay_root(where: Place) -> None:
    if "everyday" in Path("/etc/passwd").read_text():
        pytest.skip("everyday: this machine has the account that must be missing here")
    code, said = _start(where, _GIVE_UP, EVERYDAY_WORKER_USER="", EVERYDAY_MIN_ISOLATION="full")
    assert code == 1
    assert "isolation full was asked for, and the worker would stay root: there is no account everyday; make it (useradd" in said


def test_in_development_it_stays_root_and_says_so(where: Place) -> None:
    if "everyday" in Path("/etc/passwd").read_text():
        pytest.skip("everyday: this machine has the account that must be missing here")
    code, said = _start(where, _GIVE_UP, EVERYDAY_WORKER_USER="")
    assert code == 0, said
    assert "the worker stays root: there is no account everyday; make it" in said
    assert "now 0 launcher False" in said


def test_what_it_cannot_write_to_keeps_a_worker_from_starting(where: Place) -> None:
    code, said = _start(where, _GIVE_UP, EVERYDAY_READY_FILE=str(where.state / "ready"))
    assert code == 1
    assert f"uid {where.uid} cannot write to {where.state}" in said
    code, said = _start(where, _GIVE_UP, EVERYDAY_BROKER_URL=f"redis+socket://{where.folder}/errors")
    assert code == 1
    assert f"cannot write to {where.folder}/errors" in said


def test_who_supervises_a_worker_still_takes_it_along(where: Place) -> None:
    """Changing its user makes the kernel forget that a process wants to die with its parent."""
    code = "from workers.sandbox import kernel\nkernel.die_with_parent()\n" + _GIVE_UP + "print('signal', kernel.death_signal())"
    returned, said = _start(where, code)
    assert returned == 0, said
    assert "signal 9" in said


def test_the_doctor_says_as_whom_a_worker_works(where: Place) -> None:
    look = "from pathlib import Path\nfrom workers import standing\nprint('worker:', standing.find(Path('/tmp'), Path('/tmp')))"
    assert f"worker: uid {where.uid}" in _start(where, look)[1]
    assert "worker: root: there is no account no-such; make it" in _start(where, look, EVERYDAY_WORKER_USER="no-such")[1]
    became = f"os.setresgid({where.uid}, {where.uid}, {where.uid}); os.setresuid({where.uid}, {where.uid}, {where.uid})\n" + look
    assert f"worker: {where.uid} (uid {where.uid})" in _start(where, became)[1]


def test_the_doctors_report_has_a_line_for_the_worker(where: Place) -> None:
    environment = {"EVERYDAY_SANDBOX": "process", "LANG": "en_US.UTF-8", "EVERYDAY_MIN_ISOLATION": "none"}
    process = where.start(["-m", "workers", "doctor", "--min-isolation", "none"], environment, stdout=-1)
    said, _ = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0
    assert f"uid {where.uid}" in next(line for line in said.splitlines() if line.startswith(("worker: ", "评测进程: ")))


def test_an_ordinary_user_gives_nothing_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    found = standing.find(tmp_path, tmp_path)
    assert (found.account, found.obstacle) == (None, "")
