"""What an attack on the judge is: a solution that has not earned its points. The control is a grader as many are built, without
the defence: it has to fall for the very same file."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.attacks.families import Family
from tests.workers.grading import RIGHT, Graded
from workers.protocol import Status

NAMES = RIGHT[RIGHT.index("def names") :]
NAIVE = Path(__file__).with_name("naive.py")
_NAIVE_S = 20.0

Fools = Callable[[Path], bool]


@dataclass(frozen=True, kw_only=True)
class JudgeAttack:
    """`source` is the solution. `earned`: the points that it honestly has. `fools`: whether the control falls for the solution in
    a folder. `contained` replaces the usual demands: a verdict of the judge's own, not passed, no more points than earned."""

    name: str
    family: Family
    layer: str
    source: str
    fools: Fools
    task: str = "w01/double"
    earned: float = 20.0  # of w01/double: `names` is right in every attack
    contained: Callable[[Graded], bool] | None = None

    def is_contained(self, graded: Graded) -> bool:
        if self.contained is not None:
            return self.contained(graded)
        no_verdict_on_the_code = (Status.PASSED, Status.INFRASTRUCTURE, Status.CANCELLED)
        return graded.verdict.status not in no_verdict_on_the_code and graded.verdict.score <= self.earned


def passes(way: str) -> Fools:
    """The naive grader says `passed`."""
    return lambda folder: _naive(folder, way) == "passed"


def silences(way: str) -> Fools:
    """The naive grader ends without a verdict."""
    return lambda folder: _naive(folder, way) == "nothing"


def _naive(folder: Path, way: str) -> str:
    """passed | failed | nothing, read where each way leaves it."""
    argv = [sys.executable, "-I", str(NAIVE), str(folder), way]
    try:
        done = subprocess.run(argv, cwd=folder, capture_output=True, timeout=_NAIVE_S, check=False)
    except subprocess.TimeoutExpired:
        return "nothing"
    if way == "exit":
        return "passed" if done.returncode == 0 else "failed"
    if way == "file":
        return str(json.loads((folder / "verdict.json").read_text())["status"])
    for line in reversed(done.stdout.decode(errors="replace").splitlines()):
        if line.startswith("{"):
            return str(json.loads(line)["status"])
    return "nothing"
