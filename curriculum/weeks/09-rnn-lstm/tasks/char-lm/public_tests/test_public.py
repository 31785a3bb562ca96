"""The public tests: python public_tests/test_public.py (beside your solution.py). A small model, about ten seconds."""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, ".")

import numpy as np
from solution import load, logprobs, train, vocab

SENTENCES = [
    "Call me Ishmael. ",
    "It was the whale, the whale, the white whale! ",
    "There is nothing surprising in this. ",
    "We sail at dawn; the sea is calm. ",
]


def sample_text(n):
    """About n characters: four sentences in a random order."""
    rng = np.random.default_rng(0)
    return "".join(SENTENCES[k] for k in rng.integers(0, 4, n // 30))[:n]


def trained():
    text = sample_text(30_000)
    losses = []
    cfg = {"seed": 1, "device": "cpu", "threads": 1, "max_seconds": 100.0, "epochs": 20}
    with tempfile.TemporaryDirectory() as out:
        train({"text": text, "val_text": text[:2000]}, cfg, lambda step, **values: losses.append(values["loss"]), out)
        return text, losses, load(out)


def test_small_model():
    text, losses, model = trained()
    chars = vocab(model)
    assert chars == [*sorted(set(text)), "\ufffd"], chars
    for prefix in ("\n", text[:25]):
        row = logprobs(model, prefix)
        assert row.shape == (len(chars),), row.shape
        assert abs(np.exp(row).sum() - 1) < 1e-4, "logprobs must be logarithms of probabilities that sum to 1"
    assert losses[-1] < losses[0], losses
    place = {char: i for i, char in enumerate(chars)}
    bits = -np.mean([logprobs(model, text[:k])[place[text[k]]] for k in range(40, 160)]) / np.log(2)
    print(f"{bits:.2f} bits per character; these four sentences should need well below 1")
    assert bits < 3.6, bits


if __name__ == "__main__":
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            test()
            print("ok", name)
