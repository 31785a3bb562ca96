"""The public tests: python public_tests/test_public.py (beside your solution.py)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, ".")

import numpy as np
from solution import beam_search

LOGP = np.log([[0.35, 0.25, 0.40], [0.06, 0.04, 0.90], [0.50, 0.40, 0.10]])  # rows: after a, after b, start
NEXT = np.tile(np.arange(3), (3, 1))


def test_lesson_table():
    greedy = beam_search(LOGP, NEXT, 2, 2, 1, 3, 0.0)
    assert [list(ids) for ids, _ in greedy] == [[0, 2]], greedy
    assert np.isclose(greedy[0][1], np.log(0.2)), greedy
    wide = beam_search(LOGP, NEXT, 2, 2, 2, 3, 0.0)
    assert [list(ids) for ids, _ in wide] == [[1, 2], [0, 2]], wide
    assert np.allclose([score for _, score in wide], np.log([0.36, 0.2])), wide


def test_one_step():
    found = beam_search(LOGP, NEXT, 2, 2, 2, 1, 0.0)
    assert [list(ids) for ids, _ in found] == [[0], [1]], found


if __name__ == "__main__":
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            test()
            print("ok", name)
