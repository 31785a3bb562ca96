"""The public tests: python public_tests/test_public.py (beside your solution.py)."""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, ".")

import numpy as np
from solution import load, load_vectors, predict_proba, train

WORDS = ["the", "cat", "sat", "don't", "mat"]
ROWS = np.array([[0.5, -1.25, 3.0], [0.125, 2.0, -0.75], [1.0, 0.0, 0.0], [-2.5, 0.25, 0.5], [4.0, 1.5, -3.5]], np.float32)


def write(folder, words, rows):
    path = Path(folder) / "vectors.txt"
    lines = [f"{len(words)} {rows.shape[1]}"] + [f"{w} {' '.join(map(str, row))}" for w, row in zip(words, rows, strict=True)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def test_text_format():
    with tempfile.TemporaryDirectory() as folder:
        words, rows = load_vectors(write(folder, WORDS, ROWS))
    assert list(words) == WORDS, words
    assert rows.dtype == np.float32, rows.dtype
    assert np.array_equal(rows, ROWS), rows


def test_proba_shape():
    rng = np.random.default_rng(0)
    words = ["kaba", "kado", "kafe", "loba", "lodo", "lofe"]
    rows = rng.normal(size=(6, 4)).astype(np.float32)
    rows[:3, 0] += 3
    rows[3:, 1] += 3
    texts = [" ".join(rng.choice(words[3 * k : 3 * k + 3], 5)) for k in (0, 1) * 6]
    labels = np.array([0, 1] * 6)
    data = {"x_train": texts, "y_train": labels, "x_val": texts[:2], "y_val": labels[:2]}
    cfg = {"seed": 0, "device": "cpu", "threads": 1, "max_seconds": 60.0, "epochs": 300}
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        out.mkdir()
        train({**data, "vectors": write(folder, words, rows)}, cfg, lambda step, **values: None, str(out))
        p = predict_proba(load(str(out)), ["kaba kafe", "lodo", "kado lofe loba"])
    assert p.shape == (3, 2), p.shape
    assert p.dtype == np.float32, p.dtype
    assert np.allclose(p.sum(axis=1), 1, atol=1e-3), p.sum(axis=1)


if __name__ == "__main__":
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            test()
            print("ok", name)
