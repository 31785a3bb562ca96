"""The public tests: python public_tests/test_public.py (beside your solution.py)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, ".")

import numpy as np
from solution import mask_tokens, top_p


def test_masked_sentence():
    ids = np.array([[101, 11, 12, 13, 14, 15, 16, 17, 18, 102]])
    special = (ids == 101) | (ids == 102)
    inputs, labels = mask_tokens(ids, special, 1000, 103, 0.5, 3)
    assert inputs.shape == labels.shape == ids.shape
    assert inputs.dtype == labels.dtype == np.int64
    asked = labels != -100
    assert (labels[asked] == ids[asked]).all(), "a label is the original id"
    assert (inputs[~asked] == ids[~asked]).all(), "nothing else changes"
    assert not (asked & special).any()


def test_top_p_hand():
    logits = np.log(np.array([1, 4, 2, 1], np.float32))
    got = top_p(logits, 0.6, 1.0)
    assert got.dtype == np.float32
    assert np.allclose(got, [0, 2 / 3, 1 / 3, 0], atol=1e-6), got


if __name__ == "__main__":
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            test()
            print(name, "passed")
