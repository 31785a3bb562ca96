"""Times the graders beside T."""

import tempfile
from pathlib import Path

from benchmarks.figures import Figure, median
from benchmarks.integrity import environment
from benchmarks.peers.grader import Grader
from benchmarks.peers.nbgrader import Nbgrader
from benchmarks.peers.otter import Otter
from benchmarks.yardstick import Yardstick, timed

_FULL_MARKS = 100.0
_PACKAGES = {"otter": "otter-grader", "nbgrader": "nbgrader"}


def measure(runs: int) -> list[Figure]:
    return [_time(grader, runs) for grader in (Otter(), Nbgrader())]


def _time(grader: Grader, runs: int) -> Figure:
    bare, times = Yardstick(), []
    package = _PACKAGES[grader.module]
    with tempfile.TemporaryDirectory(prefix="everyday-peer-") as name:
        folder = Path(name)
        grader.prepare(folder)
        _graded(grader, folder)  # the first one compiles and caches
        for _ in range(runs):
            bare.measure()
            times.append(timed(lambda: _graded(grader, folder)))
    return Figure(
        name=f"the same work under {package} {environment.versions()[package]}, one command",
        value=median(times) / bare.t,
        unit="T",
        note=f"{median(times):.2f} s, T = {bare.t:.2f} s; without browser, queue or sandbox",
    )


def _graded(grader: Grader, folder: Path) -> None:
    """Full marks, or the time would not be of the same work."""
    points = grader.grade(folder)
    if points != _FULL_MARKS:
        raise RuntimeError(f"{grader.module} gave {points} points for a right solution")
