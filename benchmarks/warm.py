"""What the sandbox adds to a warm job: a process from the zygote, one torch operation, gone."""

import time

from benchmarks.figures import Figure, median
from benchmarks.jobs import ONE_OPERATION, JudgedRuns, judged_runs, opened, whole_life
from benchmarks.yardstick import Yardstick, timed

_REFILL_S = 0.7  # as between two submissions of a learner: the next child waits again


def measure(runs: int) -> list[Figure]:
    bare, lives = Yardstick(), []
    with opened("zygote") as pool:
        sandbox = pool.sandbox("learner")
        whole_life(sandbox, ONE_OPERATION)
        for _ in range(runs):
            bare.measure()
            time.sleep(_REFILL_S)
            lives.append(timed(lambda: whole_life(sandbox, ONE_OPERATION)))
    return [*_job(lives, bare), _judged(runs)]


def _job(lives: list[float], bare: Yardstick) -> list[Figure]:
    name = "warm job: start, one torch operation, nothing left"
    return [
        Figure(name=name, value=median(lives) / bare.t, unit="T", target=0.05, note=f"T = {bare.t:.2f} s"),
        Figure(name=name, value=1000 * median(lives), unit="ms", target=100),
    ]


def _judged(runs: int) -> Figure:
    bare, times = Yardstick(), []
    with judged_runs("zygote") as judged:
        judged.one()
        for _ in range(runs):
            bare.measure()
            times.append(_one(judged))
    return Figure(
        name="warm judged run: judge, learner, one test, verdict",
        value=median(times) / bare.t,
        unit="T",
        note=f"{1000 * median(times):.0f} ms, T = {bare.t:.2f} s",
    )


def _one(judged: JudgedRuns) -> float:
    time.sleep(_REFILL_S)
    return timed(judged.one)
