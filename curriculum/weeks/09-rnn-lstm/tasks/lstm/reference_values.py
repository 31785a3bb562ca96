"""The judge's own LSTM in NumPy; it also runs on complex numbers, so exact derivatives need no second derivation."""

from collections.abc import Callable

import numpy as np

STEP = 1e-30  # of the complex step: no difference is taken, so nothing cancels
Weights = dict[str, np.ndarray]


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def cell(x: np.ndarray, h: np.ndarray, c: np.ndarray, w: Weights, suffix: str = "") -> tuple[np.ndarray, np.ndarray]:
    """x [B,I], h, c [B,H] -> (h', c'); gates in the order i, f, g, o."""
    z = x @ w[f"weight_ih{suffix}"].T + w[f"bias_ih{suffix}"] + h @ w[f"weight_hh{suffix}"].T + w[f"bias_hh{suffix}"]
    i, f, g, o = np.split(z, 4, axis=1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def lstm(
    x: np.ndarray, w: Weights, layers: int, state: tuple[np.ndarray, np.ndarray] | None = None, lengths: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """x [T,B,I] -> (out [T,B,H], h [layers,B,H], c [layers,B,H])."""
    size = w["weight_hh_l0"].shape[1]
    kind = np.result_type(x, *w.values())
    if state is None:
        state = (np.zeros((layers, x.shape[1], size)), np.zeros((layers, x.shape[1], size)))
    ends = np.full(x.shape[1], len(x)) if lengths is None else lengths
    last: tuple[list[np.ndarray], list[np.ndarray]] = ([], [])
    for k in range(layers):
        h, c = state[0][k].astype(kind), state[1][k].astype(kind)
        outs = np.zeros((*x.shape[:2], size), kind)
        for t, now in enumerate(x):
            here = (t < ends)[:, None]
            new_h, new_c = cell(now, h, c, w, f"_l{k}")
            h, c = np.where(here, new_h, h), np.where(here, new_c, c)
            outs[t] = np.where(here, new_h, 0)
        x = outs
        last[0].append(h)
        last[1].append(c)
    return x, np.stack(last[0]), np.stack(last[1])


def slope(f: Callable[[np.ndarray], np.ndarray], at: np.ndarray) -> np.ndarray:
    """∂f/∂at of a function that gives one number, by complex steps, one entry at a time."""
    found = np.empty(at.shape)
    for where in np.ndindex(at.shape):
        moved = at.astype(complex)
        moved[where] += 1j * STEP
        found[where] = f(moved).imag / STEP
    return found


def draw(rng: np.random.Generator, d_in: int, d_hidden: int, layers: int | None) -> Weights:
    """Random weights under PyTorch's names; layers None: those of a cell."""
    shapes = {}
    for k in range(layers or 1):
        suffix = "" if layers is None else f"_l{k}"
        shapes[f"weight_ih{suffix}"] = (4 * d_hidden, d_in if k == 0 else d_hidden)
        shapes[f"weight_hh{suffix}"] = (4 * d_hidden, d_hidden)
        shapes[f"bias_ih{suffix}"] = shapes[f"bias_hh{suffix}"] = (4 * d_hidden,)
    return {name: rng.normal(size=shape) * 0.7 for name, shape in shapes.items()}
