"""Checks you can run yourself: python public_tests/test_public.py (beside solution.py, or from the folder that holds it)."""

import sys
from pathlib import Path

import numpy as np

for folder in (Path.cwd(), Path(__file__).resolve().parent.parent, Path(__file__).resolve().parent.parent / "starter"):
    if (folder / "solution.py").exists():
        sys.path.insert(0, str(folder))
        break

from solution import evaluate

Y = np.array([1, 0, 1, 1, 0, 0, 1, 0, 0, 0])
P = np.array([0.9, 0.8, 0.7, 0.6, 0.55, 0.4, 0.35, 0.3, 0.2, 0.1])


def test_confusion_ten():
    got = evaluate(Y, P)
    assert np.array_equal(got["confusion"], [[4, 2], [1, 3]]), got["confusion"]
    np.testing.assert_allclose([got["acc"], got["precision"], got["recall"]], [0.7, 0.6, 0.75], rtol=1e-9)


def test_scores_ten():
    got = evaluate(Y, P)
    np.testing.assert_allclose([got["f1"], got["auc"], got["brier"]], [2 / 3, 19 / 24, 0.1925], rtol=1e-9)


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
