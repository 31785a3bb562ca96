"""The trainings that several tests share: the whole one, and a small one for the gates."""

import numpy as np

from workers.judge import Judging

SMALL_SEED = 1234


def labelled(j):
    """x u8[N,3,32,32], y i64[N] of the labelled part, shuffled by this test's seed."""
    data = np.load(j.assets / "mnist-m" / "train.npz", allow_pickle=False)
    order = np.random.default_rng(j.seed).permutation(len(data["y"]))
    return data["x"][order], data["y"][order]


def trained(j: Judging):
    def make():
        x, y = labelled(j)
        return j.train({"x_train": x[400:], "y_train": y[400:], "x_val": x[:400], "y_val": y[:400]}, j.cfg())

    return j.once("model", make)


def small(j: Judging, key: str):
    """(Trained, some images): a quick training for the gates with 200 rows, three epochs, a narrow network. Made once per key."""
    data = np.load(j.assets / "mnist-m" / "train.npz", allow_pickle=False)
    x, y = data["x"][:300], data["y"][:300]
    rows = {"x_train": x[:200], "y_train": y[:200], "x_val": x[200:256], "y_val": y[200:256]}
    return j.once(key, lambda: j.train(rows, j.cfg(epochs=3, width=8, seed=SMALL_SEED))), x[256:]
