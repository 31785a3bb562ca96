"""Checks you can run yourself: python public_tests/test_public.py (beside solution.py, or from the folder that holds it)."""

import sys
from pathlib import Path

import numpy as np

for folder in (Path.cwd(), Path(__file__).resolve().parent.parent, Path(__file__).resolve().parent.parent / "starter"):
    if (folder / "solution.py").exists():
        sys.path.insert(0, str(folder))
        break

from solution import posterior

PRIOR = np.array([0.001, 0.999])  # ill, healthy
TEST = np.array([[0.99, 0.01], [0.01, 0.99]])  # p(positive), p(negative) of each


def test_one_positive():
    np.testing.assert_allclose(posterior(PRIOR, TEST, np.array([0]))[0], 0.00099 / (0.00099 + 0.00999), rtol=1e-9)


def test_two_positives():
    ill, healthy = 0.001 * 0.99**2, 0.999 * 0.01**2
    np.testing.assert_allclose(posterior(PRIOR, TEST, np.array([0, 0]))[0], ill / (ill + healthy), rtol=1e-9)


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
