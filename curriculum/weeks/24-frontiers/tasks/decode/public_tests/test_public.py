"""Checks you can run yourself: python public_tests/test_public.py (beside solution.py, or from the folder that holds it)."""

import sys
from pathlib import Path

import numpy as np

for folder in (Path.cwd(), Path(__file__).resolve().parent.parent, Path(__file__).resolve().parent.parent / "starter"):
    if (folder / "solution.py").exists():
        sys.path.insert(0, str(folder))
        break

from solution import kv_step, top_k, top_p

LOGITS = np.log([0.125, 0.5, 0.125, 0.25])


def test_top_p_by_hand():
    np.testing.assert_allclose(top_p(LOGITS, 0.7), [0, 2 / 3, 0, 1 / 3], atol=1e-12)


def test_top_k_by_hand():
    np.testing.assert_allclose(top_k(LOGITS, 3), [1 / 7, 4 / 7, 0, 2 / 7], atol=1e-12)


def test_kv_by_hand():
    a = 2 * np.log(3)
    q, k, v = np.array([[1.0, 0, 0, 0]]), np.array([[a, 0, 0, 0]]), np.array([[8.0, 0, 0, 4]])
    out, keys, values = kv_step(q, k, v, np.zeros((1, 1, 4)), np.array([[[0.0, 4, 0, 0]]]))
    np.testing.assert_allclose(out, [[6, 1, 0, 3]], rtol=1e-9)
    assert keys.shape == values.shape == (1, 2, 4)


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
