"""Checks you can run yourself: python public_tests/test_public.py (beside solution.py, or from the folder that holds it)."""

import sys
from pathlib import Path

import numpy as np

for folder in (Path.cwd(), Path(__file__).resolve().parent.parent, Path(__file__).resolve().parent.parent / "starter"):
    if (folder / "solution.py").exists():
        sys.path.insert(0, str(folder))
        break

from solution import conv_matrix, conv_transpose2d


def test_by_hand():
    x = np.array([[[[1.0, 2], [3, 4]]]])
    w = np.array([[[[1.0, 0], [-1, 2]]]])
    got = conv_transpose2d(x, w, np.zeros(1), 2, 0, 0)
    np.testing.assert_allclose(got, [[[[1, 0, 2, 0], [-1, 2, -2, 4], [3, 0, 4, 0], [-3, 6, -4, 8]]]], rtol=1e-9)
    got = conv_transpose2d(x, w, np.array([10.0]), 1, 0, 0)
    np.testing.assert_allclose(got, [[[[11, 12, 10], [12, 14, 14], [7, 12, 18]]]], rtol=1e-9)


def test_size_cases():
    for (h, width), k, s, p, op, want in [
        ((4, 4), 3, 1, 0, 0, (6, 6)),
        ((4, 4), 3, 2, 1, 0, (7, 7)),
        ((4, 4), 3, 2, 1, 1, (8, 8)),
        ((5, 3), 4, 2, 1, 0, (10, 6)),
    ]:
        got = conv_transpose2d(np.ones((1, 1, h, width)), np.ones((1, 1, k, k)), np.zeros(1), s, p, op)
        assert got.shape == (1, 1, *want), f"{h}x{width}, k={k}, s={s}, p={p}, op={op}: {got.shape}"


def test_matrix_by_hand():
    got = conv_matrix(np.array([[1.0, 2], [3, 4]]), 2, 3, 1, 0)
    np.testing.assert_allclose(got, [[1, 2, 0, 3, 4, 0], [0, 1, 2, 0, 3, 4]], rtol=1e-9)


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
