"""The public tests: python public_tests/test_public.py FOLDER, where FOLDER holds minilm/ and film-sentences/."""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, ".")

import numpy as np
from solution import load, predict_proba, train

ASSETS = Path(sys.argv[1] if len(sys.argv) > 1 else "/assets")


def sixteen():
    lines = (ASSETS / "film-sentences/train.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    chosen = [row for label in "01" for row in [row for row in rows if row[0] == label][:8]]
    return [row[2] for row in chosen], np.array([int(row[0]) for row in chosen])


def test_sixteen_sentences():
    texts, y = sixteen()
    data = {"x_train": texts, "y_train": y, "x_val": texts, "y_val": y, "model_dir": str(ASSETS / "minilm")}
    cfg = {"seed": 1, "device": "cpu", "threads": 1, "max_seconds": 120.0, "epochs": 15}
    with tempfile.TemporaryDirectory() as out:
        train(data, cfg, lambda step, **values: print(step, values), out)
        p = predict_proba(load(out), texts)
    assert p.shape == (16, 2), p.shape
    assert p.dtype == np.float32, p.dtype
    assert np.allclose(p.sum(axis=1), 1, atol=1e-3)
    assert (p.argmax(axis=1) == y).sum() >= 15


if __name__ == "__main__":
    test_sixteen_sentences()
    print("test_sixteen_sentences passed")
