"""How many trivial torch runs a second pass through the whole system: API, queue, sandbox, recorder, database."""

import sqlite3
import time
from contextlib import closing

from benchmarks.course import TASK, solution
from benchmarks.figures import Figure
from benchmarks.platform import ask, make_learners, running
from benchmarks.yardstick import Yardstick
from tests.functional.platform import Platform

_LEARNERS = 5  # at most two runs of one learner are under way at once
_LOOK_S = 0.05
_PATIENCE_S = 300.0
_COUNT = "SELECT COUNT(*), SUM(status = 'passed') FROM submissions_run WHERE state IN ('finished', 'failed', 'cancelled')"


def measure(runs: int) -> list[Figure]:
    """`runs` runs of each learner."""
    bare = Yardstick()
    bare.measure()
    with running("zygote") as platform:
        tokens = make_learners(platform, _LEARNERS)
        _hand_in(platform, tokens)
        _await(platform, _LEARNERS)  # the first ones warm the caches
        begun = time.perf_counter()
        for _ in range(runs):
            _hand_in(platform, tokens)
        _await(platform, _LEARNERS * (runs + 1))
        seconds = time.perf_counter() - begun
    bare.measure()
    return [
        Figure(
            name="trivial torch runs through the whole system",
            value=_LEARNERS * runs / seconds,
            unit="/s",
            target=4.0,
            at_least=True,
            note=f"{_LEARNERS * runs} runs of {_LEARNERS} learners, first request to last verdict stored, T = {bare.t:.2f} s",
        )
    ]


def _hand_in(platform: Platform, tokens: list[str]) -> None:
    for token in tokens:
        ask(platform, token, "POST", f"tasks/{TASK}/submissions", {"files": {"solution.py": solution()}})


def _await(platform: Platform, wanted: int) -> None:
    """Until that many runs are over. All of them must have passed: a failure is quicker, and would flatter."""
    deadline = time.monotonic() + _PATIENCE_S
    with closing(sqlite3.connect(platform.state / "db" / "everyday.sqlite3", timeout=20)) as database:
        while True:
            over, passed = database.execute(_COUNT).fetchone()
            if over >= wanted:
                break
            if time.monotonic() > deadline:
                raise TimeoutError(f"{over} of {wanted} runs were over in time")
            time.sleep(_LOOK_S)
    if passed != over:
        raise RuntimeError(f"{over - passed} of {over} runs did not pass")
