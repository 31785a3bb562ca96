"""The public tests: python public_tests/test_public.py (beside your solution.py)."""

import sys
import tempfile
from math import log
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, ".")

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


def test_masked_ce_hand():
    half, quarter = [log(2.0), 0.0, 0.0, -50.0], [0.0] * 4
    logits = torch.tensor([[half, half], [quarter, [9.0, -9.0, 0.0, 3.0]]])
    y = torch.tensor([[0, 0], [1, 3]])
    got = masked_ce(logits, y, 3).item()
    assert abs(got - (2 * log(2.0) + log(4.0)) / 3) < 1e-5, got


def test_overfit10():
    cfg = {"seed": 0, "device": "cpu", "threads": 1, "max_seconds": 60, "epochs": 80}
    with tempfile.TemporaryDirectory() as out:
        train({"pairs": PAIRS, "val_pairs": PAIRS[:5]}, cfg, lambda step, **values: None, out)
        got = translate(load(out), [english for english, _ in PAIRS])
    right = sum(a == b for a, (_, b) in zip(got, PAIRS))
    assert right >= 8, got


if __name__ == "__main__":
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            test()
            print("ok", name)
