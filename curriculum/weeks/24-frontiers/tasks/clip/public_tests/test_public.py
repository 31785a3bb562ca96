"""Checks you can run yourself: python public_tests/test_public.py (beside solution.py, or from the folder that holds it)."""

import sys
from pathlib import Path

import numpy as np

for folder in (Path.cwd(), Path(__file__).resolve().parent.parent, Path(__file__).resolve().parent.parent / "starter"):
    if (folder / "solution.py").exists():
        sys.path.insert(0, str(folder))
        break

from solution import info_nce, recall_at_1

IMG = np.array([[2.0, 0.0], [0.0, 5.0]])
TXT = np.array([[1.0, 0.0], [3.0, 0.0]])


def test_by_hand():
    loss, dimg, dtxt = info_nce(IMG, TXT, np.log(3))
    assert abs(loss - (np.log(2) + np.log(16 / 3) / 2) / 2) < 1e-9
    assert dimg.shape == dtxt.shape == (2, 2)


def test_recall_by_hand():
    assert recall_at_1(IMG, TXT) == 0.5
    assert recall_at_1(IMG, IMG) == 1.0


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
