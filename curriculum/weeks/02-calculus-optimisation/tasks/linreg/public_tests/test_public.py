"""Checks you can run yourself: python public_tests/test_public.py (beside solution.py, or from the folder that holds it)."""

import sys
from pathlib import Path

import numpy as np

for folder in (Path.cwd(), Path(__file__).resolve().parent.parent, Path(__file__).resolve().parent.parent / "starter"):
    if (folder / "solution.py").exists():
        sys.path.insert(0, str(folder))
        break

from solution import LinearRegressionGD, mse_and_grad


def test_hand_three():
    X, y = np.array([[1.0], [2.0], [3.0]]), np.array([3.0, 5.0, 10.0])
    loss, dw, db = mse_and_grad(X, y, np.array([2.0]), 1.0, 0.0)
    np.testing.assert_allclose([loss, dw[0], db], [3.0, -6.0, -2.0], rtol=1e-9)
    loss, dw, db = mse_and_grad(X, y, np.array([2.0]), 1.0, 0.5)
    np.testing.assert_allclose([loss, dw[0], db], [5.0, -4.0, -2.0], rtol=1e-9)


def test_history_falls():
    rng = np.random.default_rng(2)
    X = rng.normal(size=(30, 3))
    y = X @ np.array([1.0, -2.0, 0.5]) + 3 + 0.1 * rng.normal(size=30)
    model = LinearRegressionGD(lr=0.1, epochs=25)
    model.fit(X, y)
    assert len(model.history) == 25
    assert all(later < earlier for earlier, later in zip(model.history, model.history[1:]))


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
