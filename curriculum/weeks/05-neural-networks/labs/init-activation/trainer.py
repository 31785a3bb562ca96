"""Trains an MLP on the three-arm spiral with a chosen activation, weight scale, depth and learning rate."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

WIDTH, EPOCHS, BATCH, CLASSES = 48, 120, 30, 3
REPORT_EVERY = 4
LARGEST = 1e6  # a diverged loss is reported as this
Report = Callable[..., None]
Figure = Callable[[str, dict[str, Any]], None]
Arrays = list[np.ndarray]
Elementwise = Callable[[np.ndarray], np.ndarray]


def sigmoid(a: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(a, -60, 60)))


ACTIVATIONS: dict[str, Elementwise] = {
    "relu": lambda a: np.maximum(a, 0),
    "tanh": np.tanh,
    "sigmoid": sigmoid,
}
SLOPES: dict[str, Elementwise] = {  # from the output h of the activation
    "relu": lambda h: (h > 0).astype(float),
    "tanh": lambda h: 1 - h**2,
    "sigmoid": lambda h: h * (1 - h),
}


def spiral(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    """n points of three interleaved arms: X [n, 2] scaled to variance 1, y [n]."""
    y = rng.permutation(np.arange(n) % CLASSES)
    t = rng.uniform(0, 1, n)
    angle = 4 * t + 2 * np.pi * y / CLASSES + rng.normal(0, 0.15, n)
    radius = 0.1 + 0.9 * t
    return 2.4 * np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]), y


def start(rng: np.random.Generator, depth: int, scale: float) -> tuple[Arrays, Arrays]:
    """Weights with standard deviation scale / sqrt(fan-in) for `depth` hidden layers and the output, and biases of 0."""
    widths = [2, *[WIDTH] * depth, CLASSES]
    weights = [rng.normal(0, scale / np.sqrt(d), (d, e)) for d, e in pairwise(widths)]
    return weights, [np.zeros(e) for e in widths[1:]]


def forward(X: np.ndarray, weights: Arrays, biases: Arrays, act: str) -> Arrays:
    """[X, h1, …, h_depth, logits]."""
    outs = [X]
    for layer, (W, b) in enumerate(zip(weights, biases, strict=True)):
        a = outs[-1] @ W + b
        outs.append(ACTIVATIONS[act](a) if layer < len(weights) - 1 else a)
    return outs


def loss_and_dz(z: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    n, rows = len(y), np.arange(len(y))
    log_p = z - z.max(axis=1, keepdims=True)
    log_p = log_p - np.log(np.exp(log_p).sum(axis=1, keepdims=True))
    dz = np.exp(log_p)
    dz[rows, y] -= 1
    return float(-log_p[rows, y].mean()), dz / n


def backward(outs: Arrays, dz: np.ndarray, weights: Arrays, act: str) -> tuple[Arrays, Arrays]:
    """Gradients of the weights and of the biases, first layer first."""
    grads_w: Arrays = []
    grads_b: Arrays = []
    for layer in range(len(weights) - 1, -1, -1):
        grads_w.append(outs[layer].T @ dz)
        grads_b.append(dz.sum(axis=0))
        if layer:
            dz = (dz @ weights[layer].T) * SLOPES[act](outs[layer])
    return grads_w[::-1], grads_b[::-1]


def layer_std(X: np.ndarray, weights: Arrays, biases: Arrays, act: str) -> list[float]:
    """Standard deviation of every hidden layer's outputs."""
    return [float(h.std()) for h in forward(X, weights, biases, act)[1:-1]]


def gradient_norms(X: np.ndarray, y: np.ndarray, weights: Arrays, biases: Arrays, act: str) -> list[float]:
    outs = forward(X, weights, biases, act)
    grads, _ = backward(outs, loss_and_dz(outs[-1], y)[1], weights, act)
    return [float(np.linalg.norm(g)) for g in grads]


def run(config: dict[str, Any], seed: int, report: Report, figure: Figure) -> dict[str, float]:
    """Curves loss, val_loss, val_acc; figures activation-std, gradient-norm; metrics of the start and of the end."""
    with np.errstate(all="ignore"):
        return _run(config, seed, report, figure)


def _run(config: dict[str, Any], seed: int, report: Report, figure: Figure) -> dict[str, float]:
    act, depth, lr = str(config["activation"]), int(config["depth"]), float(config["lr"])
    rng = np.random.default_rng(seed)
    (X, y), (X_val, y_val) = spiral(rng, 600), spiral(rng, 300)
    weights, biases = start(rng, depth, float(config["init_scale"]))
    before = layer_std(X, weights, biases, act)
    norms = gradient_norms(X, y, weights, biases, act)
    results = {"val_loss": LARGEST, "val_acc": 1 / CLASSES, "diverged": 0.0}
    for epoch in range(1, EPOCHS + 1):
        order = rng.permutation(len(X))
        for rows in np.split(order, range(BATCH, len(X), BATCH)):
            outs = forward(X[rows], weights, biases, act)
            grads_w, grads_b = backward(outs, loss_and_dz(outs[-1], y[rows])[1], weights, act)
            weights = [W - lr * g for W, g in zip(weights, grads_w, strict=True)]
            biases = [b - lr * g for b, g in zip(biases, grads_b, strict=True)]
        if epoch % REPORT_EVERY == 0 or epoch == 1:
            z, z_val = forward(X, weights, biases, act)[-1], forward(X_val, weights, biases, act)[-1]
            loss, val_loss = loss_and_dz(z, y)[0], loss_and_dz(z_val, y_val)[0]
            if not np.isfinite(loss + val_loss):
                results |= {"val_loss": LARGEST, "val_acc": 1 / CLASSES, "diverged": 1.0}
                break
            results |= {"val_loss": min(val_loss, LARGEST), "val_acc": float((z_val.argmax(axis=1) == y_val).mean())}
            report(epoch, loss=min(loss, LARGEST), val_loss=results["val_loss"], val_acc=results["val_acc"])
    after = layer_std(X, weights, biases, act)
    figure("activation-std", std_figure(before, after))
    figure("gradient-norm", norm_figure(norms))
    ends = {"std_ratio": ratio(before[-1], before[0]), "grad_ratio": ratio(norms[0], norms[-1]), "depth": float(depth)}
    return results | ends


def ratio(one: float, other: float) -> float:
    """one / other, kept within what a plot on a logarithmic axis can show."""
    value = one / other if other > 0 and np.isfinite(one) and np.isfinite(other) else 0.0
    return float(np.clip(value, 1e-12, 1e12))


def std_figure(before: list[float], after: list[float]) -> dict[str, Any]:
    layers = list(range(1, len(before) + 1))
    names = ({"zh": "训练前", "en": "before training"}, {"zh": "训练后", "en": "after training"})
    return {
        "data": [
            {"type": "scatter", "mode": "lines+markers", "x": layers, "y": [_shown(v) for v in values], "name": name}
            for values, name in zip((before, after), names, strict=True)
        ],
        "layout": {
            "title": {"text": {"zh": "各隐藏层输出的标准差", "en": "Standard deviation of each hidden layer's output"}},
            "xaxis": {"title": {"text": {"zh": "隐藏层", "en": "hidden layer"}}, "dtick": 1},
            "yaxis": {"type": "log"},
        },
    }


def norm_figure(norms: list[float]) -> dict[str, Any]:
    return {
        "data": [{"type": "bar", "x": list(range(1, len(norms) + 1)), "y": [_shown(v) for v in norms]}],
        "layout": {
            "title": {"text": {"zh": "训练前各层权重的梯度范数", "en": "Gradient norm of each layer's weights before training"}},
            "xaxis": {"title": {"text": {"zh": "层", "en": "layer"}}, "dtick": 1},
            "yaxis": {"type": "log"},
        },
    }


def _shown(value: float) -> float | None:
    """Three digits; a logarithmic axis leaves out 0 and what is not finite."""
    return float(f"{value:.3g}") if np.isfinite(value) and value > 0 else None
