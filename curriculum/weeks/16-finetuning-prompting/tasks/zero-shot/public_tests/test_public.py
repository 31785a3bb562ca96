"""The public tests: python public_tests/test_public.py (beside your solution.py)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, ".")

import numpy as np
from solution import build_prompt, calibrate, score

# four tokens; the prompt has two, so a label's first token reads row 1 and its second row 2
TABLE = np.log([[1 / 4, 1 / 4, 1 / 4, 1 / 4], [1 / 4, 1 / 8, 1 / 2, 1 / 8], [1 / 8, 1 / 2, 1 / 4, 1 / 8]])


def test_two_labels():
    ln2 = np.log(2)
    np.testing.assert_allclose(score(TABLE, [3, 1], [[0], [2, 2]], False), [-2 * ln2, -3 * ln2], rtol=1e-9)
    np.testing.assert_allclose(score(TABLE, [3, 1], [[0], [2, 2]], True), [-2 * ln2, -1.5 * ln2], rtol=1e-9)


def test_calibrate_hand():
    np.testing.assert_allclose(calibrate(np.array([[0.6, 0.4]]), np.array([0.75, 0.25])), [[1 / 3, 2 / 3]], rtol=1e-9)


def test_two_shots():
    shots = [("Dull.", "bad"), ("A joy!", "good")]
    want = "Review: Dull.\nIt was bad.\n\nReview: A joy!\nIt was good.\n\nReview: Too long.\nIt was "
    assert build_prompt("Too long.", "Review: {text}\nIt was {label}.", shots) == want


if __name__ == "__main__":
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            test()
            print("ok", name)
