"""The judge's own regression: what every number of a learner's is compared with."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from workers.judge import Handle, Judging, Learner


def objective(X: np.ndarray, y: np.ndarray, w: np.ndarray, b: float, l2: float) -> tuple[float, np.ndarray, float]:
    """(loss, dw, db) of mean squared error + l2·‖w‖²."""
    r = X @ w + b - y
    return float(np.mean(r**2) + l2 * w @ w), 2 * X.T @ r / len(y) + 2 * l2 * w, float(2 * r.mean())


def descend(
    X: np.ndarray, y: np.ndarray, *, lr: float, steps: int, l2: float = 0.0, momentum: float = 0.0
) -> tuple[np.ndarray, float]:
    """(w, b) after full-batch heavy-ball steps from zeros."""
    w, b = np.zeros(X.shape[1]), 0.0
    vw, vb = np.zeros_like(w), 0.0
    for _ in range(steps):
        _, dw, db = objective(X, y, w, b, l2)
        vw, vb = momentum * vw + dw, momentum * vb + db
        w, b = w - lr * vw, b - lr * vb
    return w, b


def problem(j: Judging, n: int = 13, d: int = 5) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Random (X, y, w, b)."""
    return j.rng.normal(size=(n, d)), j.rng.normal(size=n), j.rng.normal(size=d), float(j.rng.normal())


def conditioned(rng: np.random.Generator, n: int, d: int, kappa: float) -> np.ndarray:
    """Centred X f64[n, d] whose second-moment matrix XᵀX/n has eigenvalues from 1 to kappa."""
    Z = rng.normal(size=(n, d))
    Q, _ = np.linalg.qr(Z - Z.mean(axis=0))
    R, _ = np.linalg.qr(rng.normal(size=(d, d)))
    X: np.ndarray = np.sqrt(n) * Q * np.sqrt(np.geomspace(1.0, kappa, d)) @ R.T
    return X


@dataclass(frozen=True)
class Fitted:
    """A learner's fitted model: the object there, its parameters as plain data."""

    handle: Handle
    w: np.ndarray
    b: float
    finite: bool


def fitted(j: Judging, X: np.ndarray, y: np.ndarray, learner: Learner | None = None, **settings: Any) -> Fitted:
    handle = (learner or j.learner).new("LinearRegressionGD", **settings)
    handle.do("fit", X, y)
    return read(j, handle, X.shape[1])


def read(j: Judging, handle: Handle, d: int) -> Fitted:
    w = j.array(handle.get("w"), ".w", shape=(d,)) if handle.get("finite") is not False else np.full(d, np.nan)
    b = j.number(handle.get("b"), ".b") if handle.get("finite") is not False else float("nan")
    return Fitted(handle, w, b, handle.get("finite") is not False)


def history(j: Judging, model: Fitted, epochs: int) -> np.ndarray:
    return j.array(np.asarray(model.handle.get("history"), dtype=np.float64), ".history", shape=(epochs,))
