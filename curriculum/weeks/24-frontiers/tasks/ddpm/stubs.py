"""Noise models that the judge names. Each takes x f64[n,2] and a step t, and returns the noise f64[n,2]."""

import json
from pathlib import Path

import numpy as np


def step_of(t):
    """A step as an int; an array of n equal steps will do as well."""
    steps = np.unique(np.asarray(t))
    if len(steps) != 1:
        raise ValueError(f"eps_model got different steps in one call: {steps[:5]}")
    return int(steps[0])


def identity(x, t):
    """Takes everything for noise."""
    return x.copy()


def mixture(means, scale, abar):
    """The exact noise model of a mixture of Gaussians: means f64[k,2] of equal weight, one standard deviation."""

    def eps(x, t):
        a = abar[step_of(t)]
        var = a * scale**2 + 1 - a
        gaps = x[:, None, :] - np.sqrt(a) * means[None]
        logs = -(gaps**2).sum(axis=2) / (2 * var)
        w = np.exp(logs - logs.max(axis=1, keepdims=True))
        w /= w.sum(axis=1, keepdims=True)
        return np.sqrt(1 - a) * (w[:, :, None] * gaps).sum(axis=1) / var

    return eps


def one_point(point, abar):
    """The exact noise model of data that is one point."""

    def eps(x, t):
        a = abar[step_of(t)]
        return (x - np.sqrt(a) * point) / np.sqrt(1 - a)

    return eps


def in_order(steps, n):
    """Raises unless it is asked for the steps steps-1, steps-2, … 0, once each, with x of shape [n,2]."""
    wanted = list(range(steps - 1, -1, -1))

    def eps(x, t):
        if not wanted:
            raise RuntimeError(f"eps_model was called more than {steps} times")
        expected = wanted.pop(0)
        if step_of(t) != expected:
            raise RuntimeError(f"eps_model was asked for step {step_of(t)}, expected {expected}")
        if x.shape != (n, 2):
            raise RuntimeError(f"eps_model got x of shape {x.shape}, expected {(n, 2)}")
        return np.full((n, 2), float(len(wanted)))

    return eps


def recorded(folder, means, scale, abar, every):
    """`mixture`, and the points of every so many steps written to folder/frames.json: [[step, points], …]."""
    eps = mixture(means, scale, abar)
    frames = []

    def noting(x, t):
        if step_of(t) % every == 0:
            frames.append([step_of(t), np.round(x, 3).tolist()])
            Path(folder, "frames.json").write_text(json.dumps(frames))
        return eps(x, t)

    return noting
