"""Loops in place of cumprod and indexing; the random state is a legacy one; t goes to the model as an array."""

import math

import numpy as np


def alphas(betas):
    kept, out = 1.0, []
    for beta in betas:
        kept *= 1.0 - beta
        out.append(kept)
    return np.array(out)


def q_sample(x0, t, eps, abar):
    if isinstance(t, (int, np.integer)):
        return math.sqrt(abar[t]) * x0 + math.sqrt(1 - abar[t]) * eps
    return np.stack([q_sample(x0[i], int(t[i]), eps[i], abar) for i in range(len(t))])


def posterior_mean(xt, x0, t, betas):
    if not isinstance(t, (int, np.integer)):
        return np.stack([posterior_mean(xt[i], x0[i], int(t[i]), betas) for i in range(len(t))])
    abar = alphas(betas)
    previous = abar[t - 1] if t > 0 else 1.0
    on_x0 = math.sqrt(previous) * betas[t] / (1 - abar[t])
    on_xt = math.sqrt(1 - betas[t]) * (1 - previous) / (1 - abar[t])
    return on_x0 * x0 + on_xt * xt


def sample(eps_model, betas, n, seed):
    state = np.random.RandomState(seed % 2**32)
    abar = alphas(betas)
    x = state.randn(n, 2)
    for step in range(len(betas)):
        t = len(betas) - 1 - step
        noise = eps_model(x, np.full(n, t))
        x = (x - betas[t] * noise / math.sqrt(1 - abar[t])) / math.sqrt(1 - betas[t])
        if t > 0:
            x = x + math.sqrt(betas[t] * (1 - abar[t - 1]) / (1 - abar[t])) * state.randn(n, 2)
    return x
