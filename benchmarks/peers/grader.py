"""A grader that grades one hand-in by one command."""

import os
import subprocess
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

from benchmarks.integrity import environment

_PATIENCE_S = 600


class Grader(ABC):
    """`module` is what is run as `python -m`."""

    module: ClassVar[str]

    def __init__(self) -> None:
        self._python = environment.python()

    @abstractmethod
    def prepare(self, folder: Path) -> None:
        """Makes the assignment and puts the hand-in in place; not part of what is timed."""

    @abstractmethod
    def grade(self, folder: Path) -> float:
        """The points of 100."""

    def run(self, folder: Path, *words: str) -> None:
        """One command, with nothing of ours in its surroundings. Raises RuntimeError with what it said."""
        surroundings = {
            "PATH": f"{self._python.parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "OMP_NUM_THREADS": "1",
        }
        argv = [str(self._python), "-m", self.module, *words]
        done = subprocess.run(
            argv, cwd=folder, env=surroundings, capture_output=True, text=True, timeout=_PATIENCE_S, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{self.module} {words[0]} failed: {(done.stderr or done.stdout)[-1000:]}")
