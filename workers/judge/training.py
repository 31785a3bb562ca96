"""The training contract in two phases: train in one process, which is killed; load and predict in another.

What is known of the hidden rows in phase 1: nothing. What survives into phase 2: the files of `out`, as bytes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import numpy as np

from workers.harness.values import Array
from workers.judge.learner import Handle, Learner
from workers.judge.messages import both, say
from workers.judge.models.safetensors import read_tensors
from workers.judge.values import LearnerPath
from workers.spec import Text

MAX_CHUNK = 257
REPEATED_ROWS = 64
INT_MISMATCH = 0.02  # a label on the edge may flip with the order of a float32 sum
FLOAT_TOLERANCE = 1e-3


class Host(Protocol):
    """What Trained needs of Judging."""

    rng: np.random.Generator

    def start_learner(self) -> Learner: ...
    def gate(self, gate: str, problem: Text | None) -> None: ...
    def array(
        self, got: Any, what: str | Text, ndim: int | None = None, shape: tuple[int, ...] | None = None, dtype: str | None = None
    ) -> Array: ...


class TrainedLearner:
    """A fresh process in which `load(out)` has run. `predict(name, *args)` is `name(model, *args)` there."""

    def __init__(self, learner: Learner, model: Handle) -> None:
        self.learner = learner
        self.model = model

    def predict(self, name: str, *args: Any, **kwargs: Any) -> Any:
        return self.learner.call(name, self.model, *args, **kwargs)


class Trained:
    """A finished phase 1: `files` of `out`, `reports` [{step, values}] (the learner's word), `seconds` at the judge's clock."""

    def __init__(self, host: Host, files: dict[str, bytes], reports: list[dict[str, Any]], seconds: float) -> None:
        self._host = host
        self.files = files
        self.reports = reports
        self.seconds = seconds

    def tensors(self, path: str) -> dict[str, Array]:
        """One of the safetensors files as arrays."""
        return read_tensors(self.files.get(path, b""), path)

    @contextmanager
    def load(self) -> Iterator[TrainedLearner]:
        """A fresh process with the model loaded; killed at the end."""
        learner = self._host.start_learner()
        try:
            yield TrainedLearner(learner, self._model(learner))
        finally:
            learner.close()

    def _model(self, learner: Learner) -> Handle:
        table = [[f"model/{path}", len(data)] for path, data in self.files.items()]
        learner.process.request({"op": "files", "files": table}, list(self.files.values()))
        return learner.new("load", LearnerPath("model"))

    def predict_rows(self, name: str, x: Any, *extra: Any) -> Array:
        """Predicts rows in a fresh process, shuffled, in chunks of random size; then some again, alone or in odd company (K6).

        `x` is an array (rows first) or a list; the result is one array with a row per row of x, in x's order.
        """
        rng = self._host.rng
        count = len(x)
        with self.load() as trained:
            order = rng.permutation(count)
            chunks = [trained.predict(name, _take(x, part), *extra) for part in _parts(order, rng)]
            result = self._in_order(chunks, order, name)
            again = rng.choice(count, size=min(count, REPEATED_ROWS), replace=False)
            other = [trained.predict(name, _in_company(_take(x, np.array([row])), x, rng), *extra) for row in again]
            first = [self._host.array(rows, f"{name}(model, x)")[:1] for rows in other]
            self._compare(result[again], self._in_order(first, np.arange(len(again)), name), name)
        return result

    def _in_order(self, chunks: list[Any], order: Array, name: str) -> Array:
        arrays = [self._host.array(chunk, f"{name}(model, x)") for chunk in chunks]
        try:
            joined = np.concatenate(arrays)
        except ValueError:
            joined = np.zeros(0)
        self._host.array(joined, f"{name}(model, x)", shape=(len(order), *joined.shape[1:]))
        result = np.empty_like(joined)
        result[order] = joined
        return result

    def _compare(self, together: Array, alone: Array, name: str) -> None:
        if together.dtype.kind in "biu":
            differs = together != alone
            allowed = max(1.0, INT_MISMATCH * len(together))
        else:
            size = np.max(np.abs(together), initial=1e-12)
            differs = ~(np.abs(together.astype(float) - alone) <= FLOAT_TOLERANCE * size)
            allowed = 0.0
        bad = int(differs.reshape(len(differs), -1).any(axis=1).sum())
        problem = say("rows", what=both(name), count=len(together), bad=bad) if bad > allowed else None
        self._host.gate("K6", problem)


def _parts(order: Array, rng: np.random.Generator) -> Iterator[Array]:
    start = 0
    while start < len(order):
        size = int(rng.integers(1, MAX_CHUNK + 1))
        yield order[start : start + size]
        start += size


def _in_company(row: Any, x: Any, rng: np.random.Generator) -> Any:
    """A row alone, or before rows that no data set holds: all its largest, all its smallest value. Whatever a prediction
    takes from its batch (a mean, a scale, a rank) is then far from what it was."""
    measured = isinstance(x, np.ndarray) and (x.dtype == np.uint8 or x.dtype.kind == "f")
    if not measured or rng.random() < 1 / 3:
        return row
    strangers = [np.full_like(row, value) for value in (x.max(), x.min())]
    return np.concatenate([row, *(strangers[int(rng.integers(2))] for _ in range(int(rng.integers(1, 8))))])


def _take(x: Any, rows: Array) -> Any:
    return [x[int(row)] for row in rows] if isinstance(x, list) else x[rows]
