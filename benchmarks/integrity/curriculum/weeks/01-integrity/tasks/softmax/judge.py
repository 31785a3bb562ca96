"""The three checks of benchmarks/integrity/hidden.py, as a judge of ours."""

import numpy as np

from workers.judge import Judging, check


def reference(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def compare(j: Judging, scale: float) -> None:
    x = j.rng.normal(size=(6, 5)) * scale
    j.close(j.learner.call("softmax", x), reference(x), rtol=1e-7, atol=1e-9, what="softmax(x)")


@check("rows")
def rows(j: Judging) -> None:
    x = j.rng.normal(size=(6, 5))
    got = j.array(j.learner.call("softmax", x), "softmax(x)", shape=x.shape)
    j.close(got.sum(axis=-1), np.ones(6), rtol=1e-7, what="softmax(x).sum(axis=-1)")


@check("values")
def values(j: Judging) -> None:
    compare(j, 1.0)


@check("stable")
def stable(j: Judging) -> None:
    compare(j, 1000.0)
