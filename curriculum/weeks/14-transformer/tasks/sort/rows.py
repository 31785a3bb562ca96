"""Rows of digits to sort, made anew in every run, and the trainings that tests share."""

import numpy as np

from workers.judge import Judging, Trained

LENGTH, PAD = 10, 0
ASCENDING = np.arange(11)


def rows(rng, count, length=LENGTH, order=ASCENDING):
    """x, y i64[count,length]: 1 to `length` tokens from 1…10, then PAD; `order[token]` is its rank in y."""
    x = rng.integers(1, 11, size=(count, length))
    x[np.arange(length) >= rng.integers(1, length + 1, size=(count, 1))] = PAD
    rank = np.where(x == PAD, 99, order[x])
    return x, np.take_along_axis(x, rank.argsort(axis=1, kind="stable"), axis=1)


def secret_order(rng):
    """A rank for every token that is far from ascending and from descending."""
    while True:
        order = np.concatenate([[0], rng.permutation(10) + 1])
        if abs(np.corrcoef(order[1:], np.arange(10))[0, 1]) < 0.3:
            return order


def training(j: Judging, key: str, count: int, steps: int, order=ASCENDING) -> Trained:
    """A training on `count` fresh rows, made once a run under the name `key`."""

    def make() -> Trained:
        rng = np.random.default_rng([j.seed, len(key)])
        x, y = rows(rng, count, order=order)
        x_val, y_val = rows(rng, 300, order=order)
        return j.train({"x_train": x, "y_train": y, "x_val": x_val, "y_val": y_val}, j.cfg(steps=steps))

    return j.once(key, make)


def full(j: Judging) -> Trained:
    return training(j, "model", 4000, int(j.overrides["steps"]))


def exact(got, want):
    """The share of rows that are right in every place."""
    return float((got == want).all(axis=1).mean())
