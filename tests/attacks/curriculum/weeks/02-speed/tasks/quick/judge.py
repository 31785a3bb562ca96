"""A function that has to be right and fast: every timed call gets an input of its own, and its value is looked at."""

from workers.judge import Judging, check

ALLOWED_S = 0.5


def timed(j: Judging) -> float:
    inputs = [j.rng.normal(size=(4, 3)) for _ in range(3)]
    return j.seconds(lambda i: j.close(j.learner.call("double", inputs[i]), 2 * inputs[i], what="double(x)"), repeat=3)


@check("right")
def right(j: Judging) -> None:
    x = j.rng.normal(size=(4, 3))
    j.close(j.learner.call("double", x), 2 * x, what="double(x)")


@check("fast")
def fast(j: Judging) -> None:
    j.at_most(timed(j), ALLOWED_S, what={"zh": "用时", "en": "time"})
