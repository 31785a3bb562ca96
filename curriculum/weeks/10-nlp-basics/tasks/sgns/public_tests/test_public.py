"""The public tests: python public_tests/test_public.py (beside your solution.py)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, ".")

import numpy as np
from solution import build_vocab, pairs, sgns


def test_pairs_by_hand():
    got = pairs([[5, 6, 7, 8]], 1)
    assert got.shape == (6, 2), got.shape
    assert got.dtype == np.int64, got.dtype
    assert sorted(map(tuple, got.tolist())) == [(5, 6), (6, 5), (6, 7), (7, 6), (7, 8), (8, 7)]


def test_vocab_small():
    docs = [["the", "cat", "sat"], ["the", "cat"], ["the", "dog"]]
    assert build_vocab(docs, 1, 100) == {"<pad>": 0, "<unk>": 1, "the": 2, "cat": 3, "dog": 4, "sat": 5}


def test_zero_loss():
    loss, dvc, dvo, dvn = sgns(np.zeros(3), np.zeros(3), np.zeros((5, 3)))
    assert abs(loss - 6 * np.log(2)) < 1e-9, loss
    assert (dvc.shape, dvo.shape, dvn.shape) == ((3,), (3,), (5, 3))


if __name__ == "__main__":
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            test()
            print("ok", name)
