"""The judge's own three functions, its inputs, and the real numbers of judge_data/smollm2.json."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np


def want_score(table: np.ndarray, prompt: list[int], labels: list[list[int]], normalise: bool) -> np.ndarray:
    row = len(prompt) - 1
    return np.array(
        [
            float(np.sum([table[row + k, token] for k, token in enumerate(label)])) / (len(label) if normalise else 1)
            for label in labels
        ]
    )


def want_calibrated(p: np.ndarray, p_null: np.ndarray) -> np.ndarray:
    weight = p / p_null
    return weight / weight.sum(axis=1, keepdims=True)


def log_rows(rng: np.random.Generator, t: int, v: int) -> np.ndarray:
    """Rows of log-probabilities, each row of its own sharpness."""
    z = rng.normal(size=(t, v)) * rng.uniform(0.5, 4, size=(t, 1))
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


class Real(NamedTuple):
    """One template on real sentences: stored rows [N][1 or 2][V] and those of the null text."""

    name: str
    labels: list[list[int]]
    rows: list[np.ndarray]
    null: np.ndarray


def real_cases(folder: Path) -> tuple[np.ndarray, list[Real]]:
    stored: dict[str, Any] = json.loads((folder / "judge_data" / "smollm2.json").read_text("utf-8"))
    cases = [
        Real(case["name"], case["labels"], [np.array(rows) for rows in case["rows"]], np.array(case["null"]))
        for case in stored["cases"]
    ]
    return np.array(stored["y"]), cases


def embedded(rng: np.random.Generator, rows: np.ndarray) -> tuple[np.ndarray, list[int]]:
    """(table, prompt ids): the stored rows behind a made-up prompt, and one more row after them."""
    v = rows.shape[1]
    n = int(rng.integers(2, 7))
    return np.concatenate([log_rows(rng, n - 1, v), rows, log_rows(rng, 1, v)]), rng.integers(0, v, n).tolist()
