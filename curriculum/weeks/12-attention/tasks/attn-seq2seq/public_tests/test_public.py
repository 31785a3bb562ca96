"""The public tests: python public_tests/test_public.py (beside your solution.py)."""

import sys
import tempfile
from math import log
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, ".")

import numpy as np
import torch
from solution import load, masked_ce, train, translate

PAIRS = [
    ["he draws the houses", "il dessine les maisons"],
    ["she does not see the dog", "elle ne voit pas le chien"],
    ["i lost my red hat", "j' ai perdu mon chapeau rouge"],
    ["we are happy today", "nous sommes heureux aujourd'hui"],
    ["the old tree", "le vieil arbre"],
    ["a white horse was strong", "un cheval blanc était fort"],
    ["they will sell the house tomorrow", "ils vendront la maison demain"],
    ["my friend forgot the key", "mon ami a oublié la clé"],
    ["the queen hears a song", "la reine entend une chanson"],
    ["this bird is not sad", "cet oiseau n' est pas triste"],
]
TEXTS = [english for english, _ in PAIRS]


def trained(attention):
    """A model trained on the ten pairs, read back from its files."""
    cfg = {"seed": 0, "device": "cpu", "threads": 1, "max_seconds": 60, "epochs": 80, "attention": attention}
    with tempfile.TemporaryDirectory() as out:
        train({"pairs": PAIRS, "val_pairs": PAIRS[:5]}, cfg, lambda step, **values: None, out)
        return load(out)


def test_masked_ce_hand():
    half, quarter = [log(2.0), 0.0, 0.0, -50.0], [0.0] * 4
    logits = torch.tensor([[half, half], [quarter, [9.0, -9.0, 0.0, 3.0]]])
    y = torch.tensor([[0, 0], [1, 3]])
    got = masked_ce(logits, y, 3).item()
    assert abs(got - (2 * log(2.0) + log(4.0)) / 3) < 1e-5, got


def test_overfit10():
    got = translate(trained(True), TEXTS)
    right = sum(a == b for a, (_, b) in zip(got, PAIRS, strict=True))
    assert right >= 8, got


def test_heat_map():
    got, maps = translate(trained(True), TEXTS, return_attention=True)
    for english, french, weights in zip(TEXTS, got, maps, strict=True):
        weights = np.asarray(weights)
        assert weights.shape == (len(french.split()), len(english.split())), (english, french, weights.shape)
        assert weights.min() >= 0, (english, weights)
        assert weights.sum(axis=1).max() <= 1 + 1e-4, (english, weights)
    assert np.mean([row.sum() for weights in maps for row in weights]) >= 0.5


def test_without_attention():
    """Nothing is asked of its quality; it has to train, load and translate."""
    got = translate(trained(False), TEXTS)
    assert len(got) == 10, got
    assert all(isinstance(text, str) for text in got), got


if __name__ == "__main__":
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            test()
            print("ok", name)
