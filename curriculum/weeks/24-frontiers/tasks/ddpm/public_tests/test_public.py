"""Checks you can run yourself: python public_tests/test_public.py (beside solution.py, or from the folder that holds it)."""

import sys
from pathlib import Path

import numpy as np

for folder in (Path.cwd(), Path(__file__).resolve().parent.parent, Path(__file__).resolve().parent.parent / "starter"):
    if (folder / "solution.py").exists():
        sys.path.insert(0, str(folder))
        break

from solution import alphas, posterior_mean, q_sample, sample


def test_abar_by_hand():
    np.testing.assert_allclose(alphas(np.array([0.1, 0.2, 0.5])), [0.9, 0.72, 0.36], rtol=1e-9)


def test_q_by_hand():
    abar = np.array([0.9, 0.72, 0.36])
    got = q_sample(np.array([[2.0, -1.0]]), 2, np.array([[1.0, 0.5]]), abar)
    np.testing.assert_allclose(got, [[2.0, -0.2]], rtol=1e-9)


def test_posterior_by_hand():
    got = posterior_mean(np.array([[14.0, 0.0]]), np.array([[7.0, 7.0]]), 1, np.array([0.36, 0.75]))
    np.testing.assert_allclose(got, [[8.0, 5.0]], rtol=1e-9)


def test_sample_has_its_shape():
    assert sample(lambda x, t: x, np.array([0.1, 0.2, 0.5]), 7, 0).shape == (7, 2)


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
