"""The posts of the tests: what a run trains on, what it is graded on, and how people would have typed them."""

import json
import re

import numpy as np

from workers.judge import Judging

GROUPS = ("comp.windows.x", "rec.autos", "rec.sport.hockey", "sci.med", "sci.space", "soc.religion.christian")
CLASSES = len(GROUPS)
TRAIN, VAL = 10, 5  # posts a group

Rows = tuple[list[str], np.ndarray]


def read(j: Judging, name: str) -> Rows:
    lines = (j.assets_judge / "newsgroups6" / name).read_text("utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    return [row["text"] for row in found], np.array([row["label"] for row in found], np.int64)


def draw(j: Judging, rng: np.random.Generator) -> dict[str, object]:
    """Labelled posts for one training: other ones in every run, as typed."""
    texts, labels = read(j, "pool.jsonl")
    parts: dict[str, list[int]] = {"train": [], "val": []}
    for label in range(CLASSES):
        rows = rng.permutation(np.flatnonzero(labels == label))
        parts["train"] += [int(row) for row in rows[:TRAIN]]
        parts["val"] += [int(row) for row in rows[TRAIN : TRAIN + VAL]]
    data: dict[str, object] = {}
    for name, chosen in parts.items():
        order = rng.permutation(chosen)
        data[f"x_{name}"] = [typed(texts[row], rng) for row in order]
        data[f"y_{name}"] = labels[order]
    return data


def hidden(j: Judging, rng: np.random.Generator) -> Rows:
    texts, labels = read(j, "test.jsonl")
    return [typed(text, rng) for text in texts], labels


def typed(text: str, rng: np.random.Generator) -> str:
    """The package's text has lost its capitals and its punctuation; this puts some back, at random."""
    words = text.split()
    start = True
    for k, word in enumerate(words):
        style = rng.random()
        if style < 0.08:
            word = word.upper()
        elif start or style < 0.35:
            word = word.capitalize()
        start = rng.random() < 0.08
        words[k] = word + (str(rng.choice([".", "!", "?", ":"])) if start else "," if style > 0.95 else "")
    return " ".join(words)


def words_of(text: str) -> list[str]:
    return re.findall("[a-z]+", text.lower())
