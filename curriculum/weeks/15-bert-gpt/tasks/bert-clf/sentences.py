"""Film sentences of the tests: what a run trains on, and what it is graded on."""

import numpy as np

from workers.judge import AssetPath, Judging

PRETRAINED = AssetPath("minilm")
CLASSES = 2

Rows = tuple[list[str], np.ndarray]


def read(path) -> Rows:  # type: ignore[no-untyped-def]
    lines = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    return [line[2] for line in lines], np.array([int(line[0]) for line in lines], np.int64)


def public(j: Judging, name: str) -> Rows:
    return read(j.assets / "film-sentences" / f"{name}.tsv")


def hidden(j: Judging) -> Rows:
    return read(j.assets_judge / "film-sentences" / "test.tsv")


def balanced(rows: Rows, size: int, rng: np.random.Generator) -> Rows:
    """`size` rows, half of them praise, in random order."""
    texts, y = rows
    chosen = np.concatenate([rng.permutation(np.flatnonzero(y == label))[: size // 2] for label in (0, 1)])
    chosen = rng.permutation(chosen)
    return [texts[i] for i in chosen], y[chosen]


def short(rows: Rows, words: int) -> Rows:
    """Those of at most so many words."""
    texts, y = rows
    kept = [k for k, text in enumerate(texts) if len(text.split()) <= words]
    return [texts[k] for k in kept], y[kept]


def training(train: Rows, val: Rows, model_dir: object) -> dict[str, object]:
    return {"x_train": train[0], "y_train": train[1], "x_val": val[0], "y_val": val[1], "model_dir": model_dir}
