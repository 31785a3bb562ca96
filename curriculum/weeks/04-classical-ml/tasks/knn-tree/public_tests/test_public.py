"""Checks you can run yourself: python public_tests/test_public.py (beside solution.py, or from the folder that holds it)."""

import sys
from pathlib import Path

import numpy as np

for folder in (Path.cwd(), Path(__file__).resolve().parent.parent, Path(__file__).resolve().parent.parent / "starter"):
    if (folder / "solution.py").exists():
        sys.path.insert(0, str(folder))
        break

from solution import best_split, knn_predict

POINTS = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 2.0], [4.0, 3.0], [5.0, 5.0]])
LABELS = np.array([0, 0, 1, 1, 1])
QUERIES = np.array([[0.5, 0.5], [3.0, 3.0]])


def test_knn_five():
    for k, want in ((1, [0, 1]), (3, [0, 1]), (5, [1, 1])):
        got = knn_predict(POINTS, LABELS, QUERIES, k)
        assert np.array_equal(got, want), (k, got)


def test_split_six():
    X = np.array([[1.0, 7.0], [2.0, 3.0], [3.0, 5.0], [4.0, 6.0], [5.0, 2.0], [6.0, 4.0]])
    feature, threshold, gain = best_split(X, np.array([0, 0, 1, 1, 1, 1]))
    assert (feature, threshold) == (0, 2.5), (feature, threshold)
    np.testing.assert_allclose(gain, 4 / 9, rtol=1e-9)


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
