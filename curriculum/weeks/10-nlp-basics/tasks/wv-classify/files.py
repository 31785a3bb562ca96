"""Vector files that the judge writes, and trainings on them."""

import numpy as np

from workers.judge import OUT, REPORT, AssetPath, Judging, Trained

TEXT, BINARY = AssetPath("glove-50d/vectors.txt"), AssetPath("glove-50d/vectors.bin")


def text_file(words: list[str], rows: np.ndarray, *, trailing: bool = False) -> bytes:
    end = " \n" if trailing else "\n"
    lines = [f"{word} {' '.join(str(x) for x in row)}{end}" for word, row in zip(words, rows, strict=True)]
    return f"{len(words)} {rows.shape[1]}\n{''.join(lines)}".encode()


def binary_file(words: list[str], rows: np.ndarray, *, line_feeds: bool) -> bytes:
    end = b"\n" if line_feeds else b""
    body = [word.encode() + b" " + row.astype("<f4").tobytes() + end for word, row in zip(words, rows, strict=True)]
    return f"{len(words)} {rows.shape[1]}\n".encode() + b"".join(body)


def shuffled(content: bytes, rng: np.random.Generator) -> bytes:
    """A vector file of the course with the rows dealt to other words."""
    words, rows = parsed(content)
    return binary_file(words, rows[rng.permutation(len(rows))], line_feeds=True)


def parsed(content: bytes) -> tuple[list[str], np.ndarray]:
    """Words and rows of the course's own vectors.bin."""
    place = content.index(b"\n") + 1
    count, width = map(int, content[:place].split())
    words, rows = [], np.empty((count, width), np.float32)
    for k in range(count):
        end = content.index(b" ", place)
        words.append(content[place:end].decode())
        rows[k] = np.frombuffer(content, "<f4", width, end + 1)
        place = end + 1 + 4 * width + 1
    return words, rows


def trained_with(j: Judging, data: dict[str, object], vectors: bytes, name: str = "vectors.bin") -> Trained:
    """Phase 1 on a vector file of the judge's."""
    j.phase("train")
    with j.fresh(quiet=True) as learner:
        path = learner.file(name, vectors)
        _, files = learner.collect("train", {**data, "vectors": path}, j.cfg(), REPORT, OUT)
    j.phase("predict")
    return Trained(j, files, [], 0.0)


def tiny(rng: np.random.Generator) -> tuple[dict[str, object], bytes]:
    """Two subjects of twenty made-up words each, whose vectors lie apart: a training that takes no time."""
    words = [
        first + second for first in ("ka", "lo", "mi", "nu", "re", "sa", "ti", "vo") for second in ("ba", "do", "fe", "gi", "ku")
    ]
    rows = rng.normal(size=(len(words), 6)).astype(np.float32) * 0.3
    rows[:20, 0] += 2
    rows[20:, 1] += 2

    def some(label: int) -> str:
        chosen = rng.integers(20 * label, 20 * label + 20, int(rng.integers(6, 15)))
        return " ".join(words[int(k)] for k in chosen)

    labels = {"train": np.array([0, 1] * 6), "val": np.array([0, 1] * 2)}
    data: dict[str, object] = {}
    for name, y in labels.items():
        data[f"x_{name}"], data[f"y_{name}"] = [some(int(label)) for label in y], y
    return data, binary_file(words, rows, line_feeds=True)
