"""Sampling in the plane with a noise model that is known exactly or was just trained: steps, schedule, guidance."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from clouds import distance_figure, path_figure
from denoiser import Trained

RING, SPREAD, CLASSES = 6, 0.18, 2  # clusters on a circle, their standard deviation; neighbours belong to different classes
SAMPLES, STOPS = 800, 6
ANGLES = np.arange(RING) * 2 * np.pi / RING
MEANS = 2 * np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=1)
Array = np.ndarray
Model = Callable[[Array, int, int | None], Array]
Report = Callable[..., None]
Figure = Callable[[str, dict[str, Any]], None]


def betas_of(schedule: str, steps: int) -> Array:
    """linear: 0.0001 to 0.02 whatever the number of steps, as in the paper for 1000; cosine: abar itself is given."""
    if schedule == "linear":
        return np.linspace(1e-4, 0.02, steps)
    times = np.arange(steps + 1) / steps
    abar = np.cos((times + 0.008) / 1.008 * math.pi / 2) ** 2
    return np.clip(1 - abar[1:] / abar[:-1], 0, 0.999)


def means_of(label: int | None) -> Array:
    """The clusters of a class, or all of them."""
    return MEANS if label is None else MEANS[label::CLASSES]


def draw(rng: np.random.Generator, n: int, label: int | None) -> tuple[Array, Array]:
    """(points f64[n,2], class of each)"""
    which = rng.integers(RING, size=n) if label is None else rng.choice(np.arange(label, RING, CLASSES), size=n)
    return MEANS[which] + SPREAD * rng.normal(size=(n, 2)), which % CLASSES


def exact(abar: Array) -> Model:
    """The best possible noise model: the data is a mixture of Gaussians, so the mean of the noise has a closed form."""

    def eps(x: Array, t: int, label: int | None) -> Array:
        a, means = abar[t], means_of(label)
        var = a * SPREAD**2 + 1 - a
        gaps = x[:, None] - math.sqrt(a) * means[None]
        logs = -(gaps**2).sum(axis=2) / (2 * var)
        w = np.exp(logs - logs.max(axis=1, keepdims=True))
        w /= w.sum(axis=1, keepdims=True)
        return np.asarray(math.sqrt(1 - a) * (w[:, :, None] * gaps).sum(axis=1) / var)

    return eps


def distance(a: Array, b: Array) -> float:
    """Sliced 1-Wasserstein distance over 32 fixed directions."""
    angles = np.pi * np.arange(32) / 32
    directions = np.stack([np.cos(angles), np.sin(angles)])
    return float(np.abs(np.sort(a @ directions, axis=0) - np.sort(b @ directions, axis=0)).mean())


def run(config: dict[str, Any], seed: int, report: Report, figure: Figure) -> dict[str, float]:
    """Curves distance (and loss); figures path and distance; metrics of the samples of class 0,
    how often the noise model was asked, and whether it was learned."""
    steps, schedule, guidance = int(config["steps"]), str(config["schedule"]), float(config["guidance"])
    rng = np.random.default_rng(seed)
    betas = betas_of(schedule, steps)
    abar = np.cumprod(1 - betas)
    model = exact(abar) if config["denoiser"] == "exact" else Trained(abar, seed).fit(lambda n: draw(rng, n, None), report)
    truth = draw(np.random.default_rng(seed + 1), SAMPLES, 0)[0]
    x = rng.normal(size=(SAMPLES, 2))
    before = np.concatenate([[1.0], abar[:-1]])
    shown = sorted({round(i * (steps - 1) / STOPS) for i in range(STOPS + 1)}, reverse=True)
    frames, curve = [(steps, x)], []
    for t in range(steps - 1, -1, -1):
        noise = (1 + guidance) * model(x, t, 0) - guidance * model(x, t, None) if guidance else model(x, t, 0)
        x = (x - betas[t] / math.sqrt(1 - abar[t]) * noise) / math.sqrt(1 - betas[t])
        if t > 0:
            x = x + math.sqrt((1 - before[t]) / (1 - abar[t]) * betas[t]) * rng.normal(size=x.shape)
        if t in shown:
            far = distance(x, truth)
            report(steps - t, distance=far)
            curve.append([steps - t, far])
            frames.append((t, x))
    figure("path", path_figure(frames, truth))
    figure("distance", distance_figure(curve))
    learned, calls = float(config["denoiser"] == "trained"), float(steps * (2 if guidance else 1))
    return {**measured(x, truth, float(abar[-1])), "calls": calls, "learned": learned}


def measured(x: Array, truth: Array, left: float) -> dict[str, float]:
    """distance to the data of the class; share within three deviations of a cluster of it; spread around the nearest one
    in units of the data's; signal_left: abar after the last step."""
    gaps = np.linalg.norm(x[:, None] - means_of(0)[None], axis=2)
    near = gaps.min(axis=1)
    inside = near < 3 * SPREAD
    spread = float(np.sqrt((near[inside] ** 2).mean() / 2) / SPREAD) if inside.any() else 0.0
    return {"distance": distance(x, truth), "hits": float(inside.mean()), "spread": spread, "signal_left": left}
