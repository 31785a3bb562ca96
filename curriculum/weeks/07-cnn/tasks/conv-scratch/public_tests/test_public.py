"""Checks you can run yourself: python public_tests/test_public.py (beside solution.py, or from the folder that holds it)."""

import sys
from pathlib import Path

import numpy as np

for folder in (Path.cwd(), Path(__file__).resolve().parent.parent, Path(__file__).resolve().parent.parent / "starter"):
    if (folder / "solution.py").exists():
        sys.path.insert(0, str(folder))
        break

from solution import conv2d, maxpool2d, maxpool2d_backward


def test_by_hand():
    x = np.array([[[[1.0, 2, 0, 1], [0, 1, 3, 1], [2, 0, 1, 2], [1, 1, 0, 1]]]])
    w = np.array([[[[1.0, 2, 0], [0, 1, 0], [0, 0, -1]]]])
    np.testing.assert_allclose(conv2d(x, w, np.zeros(1), 1, 0), [[[[5, 3], [2, 7]]]], rtol=1e-9)
    both = conv2d(np.concatenate([x, 2 * x], axis=1), np.concatenate([w, w], axis=1), np.array([10.0]), 1, 0)
    np.testing.assert_allclose(both, [[[[25, 19], [16, 31]]]], rtol=1e-9)


def test_size_formula():
    cases = [((7, 7), 3, 1, 0, (5, 5)), ((7, 7), 3, 2, 1, (4, 4)), ((7, 7), 3, 3, 0, (2, 2)), ((8, 6), 2, 2, 0, (4, 3))]
    for (h, w), k, s, p, want in cases:
        got = conv2d(np.ones((1, 1, h, w)), np.ones((1, 1, k, k)), np.zeros(1), s, p)
        assert got.shape == (1, 1, *want), f"{h}x{w}, k={k}, s={s}, p={p}: {got.shape}"


def test_pool_by_hand():
    x = np.array([[[[1.0, 3, 2, 0], [4, 2, 1, 5], [0, 1, 7, 2], [2, 6, 3, 4]]]])
    np.testing.assert_allclose(maxpool2d(x, 2, 2), [[[[4, 5], [6, 7]]]])
    dx = maxpool2d_backward(np.array([[[[1.0, 2], [3, 4]]]]), (x, 2, 2, 0))
    np.testing.assert_allclose(dx, [[[[0, 0, 0, 0], [1, 0, 0, 2], [0, 0, 4, 0], [0, 3, 0, 0]]]])


if __name__ == "__main__":
    failed = 0
    for name, test in [(key, value) for key, value in list(globals().items()) if key.startswith("test_")]:
        try:
            test()
        except Exception as problem:
            failed += 1
            print(f"FAIL {name}: {type(problem).__name__}: {problem}")
        else:
            print(f"ok   {name}")
    sys.exit(1 if failed else 0)
