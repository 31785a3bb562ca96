"""How many trivial torch jobs a second pass through the sandbox, with two submitters."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from benchmarks.figures import Figure
from benchmarks.jobs import ONE_OPERATION, judged_runs, opened, whole_life
from benchmarks.yardstick import Yardstick, timed

_SUBMITTERS = 2
_TARGET = 8.0


def measure(runs: int) -> list[Figure]:
    """`runs` jobs a submitter."""
    bare = Yardstick()
    bare.measure()
    with opened("zygote", slots=_SUBMITTERS) as pool:
        sandbox = pool.sandbox("learner")
        jobs = _rate(partial(whole_life, sandbox, ONE_OPERATION), runs)
    bare.measure()
    with judged_runs("zygote") as judged:
        whole = _rate(judged.one, runs)
    bare.measure()
    note = f"{_SUBMITTERS} submitters, {_SUBMITTERS * runs} jobs, T = {bare.t:.2f} s"
    return [
        Figure(name="trivial torch jobs, a process each", value=jobs, unit="/s", target=_TARGET, at_least=True, note=note),
        Figure(name="judged runs, two processes each", value=whole, unit="/s", target=_TARGET, at_least=True, note=note),
    ]


def _rate(job: Callable[[], None], runs: int) -> float:
    job()
    with ThreadPoolExecutor(_SUBMITTERS) as submitters:
        seconds = timed(lambda: list(submitters.map(lambda _: _times(job, runs), range(_SUBMITTERS))))
    return _SUBMITTERS * runs / seconds


def _times(job: Callable[[], None], runs: int) -> None:
    for _ in range(runs):
        job()
