"""A worker that gives root up, in a process of its own: an account and files made for the test, everything else as it is.

The interpreter, its packages and the code may lie where only root gets (a clone under /root); they are bound at a place that the
account can enter, in a mount namespace of the child.
"""

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from workers.sandbox import kernel
from workers.sandbox.slots import RANGES, can_separate

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_S = 60.0


def missing() -> str:
    """Why it cannot be tried here; empty when it can."""
    if not can_separate():
        return "root: only a worker that was started as root has anything to give up"
    return ""


def free_uid() -> int:
    """A number that no account, no process and no job has."""
    used = {process.uids().real for process in psutil.process_iter(["uids"]) if process.info["uids"]}
    first = 41_000 + os.getpid() % 1000
    return next(uid for uid in range(first, first + 1000) if uid not in used and not any(a <= uid <= b for a, b in RANGES))


@dataclass(frozen=True)
class Place:
    """A folder that everybody may enter. `state` is the worker's; `uid` is the account it becomes."""

    folder: Path
    uid: int

    @property
    def state(self) -> Path:
        return self.folder / "state"

    @property
    def code(self) -> Path:
        return self.folder / "code"

    @property
    def python(self) -> str:
        return str(self.folder / "venv/bin/python")

    def _binds(self) -> list[tuple[str, Path]]:
        library = f"lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
        return [
            (sys.base_prefix, self.folder / "python"),
            (sysconfig.get_path("purelib"), self.folder / "venv" / library),
            (str(ROOT), self.code),
        ]

    def prepare(self) -> None:
        self.folder.chmod(0o755)
        for _, target in self._binds():
            target.mkdir(parents=True)
        base = Path(os.path.realpath(sys.executable)).relative_to(Path(sys.base_prefix).resolve())
        (self.folder / "venv/bin").mkdir()
        (self.folder / "venv/bin/python").symlink_to(self.folder / "python" / base)
        (self.folder / "venv/pyvenv.cfg").write_text(f"home = {(self.folder / 'python' / base).parent}\n")
        self.state.mkdir(mode=0o711)
        (self.folder / "mine").mkdir()
        os.chown(self.folder / "mine", self.uid, self.uid)

    def enter(self) -> None:
        """In a child before its program is executed."""
        os.setsid()
        os.umask(0o022)
        kernel.unshare(kernel.CLONE_NEWNS)
        kernel.mount(None, "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
        for source, target in self._binds():
            kernel.mount(source, str(target), None, kernel.MS_BIND | kernel.MS_REC)

    def start(self, arguments: Sequence[str], environment: Mapping[str, str], **options: Any) -> "subprocess.Popen[str]":
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("EVERYDAY_", "DJANGO_", "PYTHON"))}
        process: subprocess.Popen[str] = subprocess.Popen(
            [self.python, *arguments],
            cwd=self.folder,
            env={
                **clean,
                "PYTHONPATH": str(self.code),
                "PYTHONDONTWRITEBYTECODE": "1",
                "EVERYDAY_STATE": str(self.state),
                "EVERYDAY_WORKER_USER": str(self.uid),
                **environment,
            },
            preexec_fn=self.enter,
            text=True,
            **options,
        )
        return process


class Guest:
    """rootless_guest.py at work in a place."""

    def __init__(self, where: Place, **environment: str) -> None:
        self.errors = where.folder / "errors"
        with self.errors.open("w") as errors:
            self.process = where.start(
                ["-m", "tests.workers.sandbox.rootless_guest"],
                {
                    "EVERYDAY_BROKER_URL": "redis://nowhere.invalid:1",
                    "EVERYDAY_TEST_TEMPORARY": str(where.folder / "mine"),
                    **environment,
                },
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
            )
        self.pid = self._answer()

    def ask(self, code: str) -> Any:
        """What the code sets as `result` in the worker's process; RuntimeError with the error that it raised."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(textwrap.dedent(code)) + "\n")
        self.process.stdin.flush()
        answer = self._answer()
        if isinstance(answer, dict) and "error" in answer:
            raise RuntimeError(answer["error"])
        return answer

    def leave(self) -> Any:
        """Ends it as a worker ends; returns the control groups that are left."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        left = self._answer()
        assert self.process.wait(PATIENCE_S) == 0
        return left

    def _answer(self) -> Any:
        assert self.process.stdout is not None
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE_S)
        line = self.process.stdout.readline() if ready else ""
        assert line, f"the worker said nothing: {self.errors.read_text()}"
        return json.loads(line)

    def close(self) -> None:
        end(self.process)
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            stream.close()


@contextmanager
def place() -> Iterator[Place]:
    folder = Path(tempfile.mkdtemp(prefix="everyday-rootless-"))
    made = Place(folder, free_uid())
    try:
        made.prepare()
        yield made
    finally:
        shutil.rmtree(folder)


def end(process: "subprocess.Popen[str]") -> None:
    """With everything that it started and that has stayed in its session."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)
