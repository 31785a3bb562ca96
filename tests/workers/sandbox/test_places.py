"""The sandbox works wherever the clone and the interpreter lie, and whoever starts it."""

import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.workers.sandbox.driving import ROOT

_OPEN = """
import json, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from workers.sandbox.base import Isolation
from workers.sandbox.doctor import report
from workers.sandbox.pool import open_pool
root = Path(sys.argv[1])
pool = open_pool(curriculum=root / "curriculum", state=root / "var", min_isolation=Isolation.NONE, prefer="cold")
print(json.dumps(report(pool)))
pool.close()
"""


@pytest.fixture
def private_clone() -> Iterator[Path]:
    """The worker's code under a folder that only its owner can enter, as mktemp -d makes it."""
    folder = Path(tempfile.mkdtemp())
    for name in ("workers", "curriculum"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    yield folder
    shutil.rmtree(folder)


def doctor(root: Path, *, python: str = sys.executable, **options: object) -> dict[str, object]:
    command = [python, "-c", _OPEN, str(root)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, **options)  # type: ignore[call-overload]
    assert done.returncode == 0, done.stderr
    told: dict[str, object] = json.loads(done.stdout)
    return told


def test_a_clone_under_a_private_folder_isolates_as_well(private_clone: Path) -> None:
    here, there = doctor(ROOT, cwd="/"), doctor(private_clone, cwd="/")
    assert (there["sandbox"], there["isolation"], there["ok"]) == (here["sandbox"], here["isolation"], True)


def test_an_ordinary_user_gets_a_sandbox_too(private_clone: Path) -> None:
    if os.getuid() != 0:
        pytest.skip("another user: only root can start something as one; the other tests ran as an ordinary user")
    nobody = pwd.getpwnam("nobody")
    python = _interpreter_for(nobody.pw_uid)
    if python is None:
        pytest.skip("another user: no interpreter of this machine lies where other users may enter")
    # The one package that opening a pool needs, for an interpreter that has none of ours.
    shutil.copytree(Path(psutil.__file__).parent, private_clone / "psutil")
    for path in [private_clone, *private_clone.rglob("*")]:
        os.chown(path, nobody.pw_uid, nobody.pw_gid)
    told = doctor(private_clone, python=python, cwd="/", user=nobody.pw_uid, group=nobody.pw_gid, extra_groups=[])
    assert told["isolation"] in ("full", "partial")
    assert told["uids"] == "shared"
    assert told["ok"] is True


def _interpreter_for(uid: int) -> str | None:
    """A Python of our version or newer that this user may start."""
    for python in (sys.executable, "/usr/bin/python3"):
        command = ["/bin/sh", "-c", f"'{python}' -c 'import sys; sys.exit(sys.version_info < (3, 11))'"]
        if subprocess.run(command, user=uid, extra_groups=[], cwd="/", capture_output=True, check=False).returncode == 0:
            return python
    return None
