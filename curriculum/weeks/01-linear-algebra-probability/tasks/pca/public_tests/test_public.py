"""Checks you can run yourself: python public_tests/test_public.py (beside solution.py, or from the folder that holds it)."""

import sys
from pathlib import Path

import numpy as np

for folder in (Path.cwd(), Path(__file__).resolve().parent.parent, Path(__file__).resolve().parent.parent / "starter"):
    if (folder / "solution.py").exists():
        sys.path.insert(0, str(folder))
        break

from solution import pca_fit, pca_inverse, pca_transform

X = np.array([[0.0, 0.0], [1.0, 2.0], [2.0, 4.0], [5.0, 10.0]])


def test_fit_four_points():
    m = pca_fit(X, 1)
    np.testing.assert_allclose(m["mean"], [2.0, 4.0])
    np.testing.assert_allclose(m["var"], [70 / 3])
    np.testing.assert_allclose(m["ratio"], [1.0])
    np.testing.assert_allclose(np.abs(m["components"]), [[1 / np.sqrt(5), 2 / np.sqrt(5)]])


def test_there_and_back():
    m = pca_fit(X, 1)
    np.testing.assert_allclose(pca_inverse(pca_transform(X, m), m), X, atol=1e-9)


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
