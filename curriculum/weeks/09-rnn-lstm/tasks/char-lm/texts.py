"""The novel, the alphabet that the statement fixes, counts for the baseline, and the secret passages of a run."""

from dataclasses import dataclass

import numpy as np

from workers.judge import Judging

UNKNOWN = "\ufffd"
LANES = 128  # passages that are read side by side
CONTEXT = 60  # characters of a passage that are given before the first question
ROUNDS = 40  # questions a passage


def read(j: Judging, name: str) -> str:
    folder = j.assets_judge if name == "test" else j.assets
    return (folder / "moby-dick" / f"{name}.txt").read_text("utf-8")


def data(j: Judging, first: int | None = None) -> dict[str, str]:
    """What `train` gets: everything, or a passage of `first` characters at a secret place."""
    text, val = read(j, "train"), read(j, "val")
    if first is None:
        return {"text": text, "val_text": val}
    start = int(j.rng.integers(len(text) - first))
    return {"text": text[start : start + first], "val_text": val[:2000]}


def alphabet(text: str) -> list[str]:
    return [*sorted(set(text) - {UNKNOWN}), UNKNOWN]


def ids(text: str, chars: list[str]) -> np.ndarray:
    """i64[len(text)]; the last entry of `chars` stands for any other character."""
    index = {char: i for i, char in enumerate(chars)}
    return np.array([index.get(char, len(chars) - 1) for char in text], np.int64)


def passage(j: Judging, text: str, length: int) -> str:
    start = int(j.rng.integers(len(text) - length))
    return text[start : start + length]


@dataclass(frozen=True)
class Lanes:
    """Passages of CONTEXT + ROUNDS characters that nowhere overlap: no prefix holds a character that another one asks for."""

    texts: list[str]

    def prefixes(self, question: int) -> list[str]:
        return [text[: CONTEXT + question] for text in self.texts]

    def answers(self, chars: list[str]) -> np.ndarray:
        """i64[LANES, ROUNDS]: the characters that are asked for."""
        return np.stack([ids(text[CONTEXT:], chars) for text in self.texts])

    def before(self, chars: list[str]) -> np.ndarray:
        """i64[LANES, ROUNDS]: the character in front of each of them."""
        return np.stack([ids(text[CONTEXT - 1 : -1], chars) for text in self.texts])


def lanes(j: Judging, text: str) -> Lanes:
    """One passage at a secret place of each of LANES equal parts of the text."""
    part, length = len(text) // LANES, CONTEXT + ROUNDS
    starts = [k * part + int(j.rng.integers(part - length + 1)) for k in range(LANES)]
    return Lanes([text[start : start + length] for start in starts])


def bigram_bits(text: str, before: np.ndarray, after: np.ndarray, chars: list[str]) -> float:
    """Bits per character of a bigram model counted on `text`, a tenth added to every count."""
    rows = ids(text, chars)
    counts = np.full((len(chars), len(chars)), 0.1)
    np.add.at(counts, (rows[:-1], rows[1:]), 1.0)
    p = counts / counts.sum(axis=1, keepdims=True)
    return float(-np.log2(p[before, after]).mean())
