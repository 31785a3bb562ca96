"""The sampler goes through its guess of x0 and the posterior's mean, with sigma² = beta."""

import numpy as np


def alphas(betas):
    return np.exp(np.cumsum(np.log1p(-betas)))


def rows(values, t, ndim):
    return np.asarray(values)[np.asarray(t)].reshape((-1,) + (1,) * (ndim - 1)) if np.ndim(t) else values[t]


def q_sample(x0, t, eps, abar):
    signal = np.sqrt(abar)
    noise = np.sqrt(1.0 - abar)
    return rows(signal, t, x0.ndim) * x0 + rows(noise, t, x0.ndim) * eps


def posterior_mean(xt, x0, t, betas):
    abar = alphas(betas)
    before = np.append(1.0, abar)[:-1]
    c0 = np.sqrt(before) * betas / (1 - abar)
    ct = np.sqrt(1 - betas) * (1 - before) / (1 - abar)
    return rows(c0, t, xt.ndim) * x0 + rows(ct, t, xt.ndim) * xt


def sample(eps_model, betas, n, seed):
    generator = np.random.default_rng(seed)
    abar = alphas(betas)
    x = generator.standard_normal((n, 2))
    for t in reversed(range(betas.size)):
        guess = (x - np.sqrt(1 - abar[t]) * eps_model(x, t)) / np.sqrt(abar[t])
        x = posterior_mean(x, guess, t, betas)
        if t:
            x = x + np.sqrt(betas[t]) * generator.standard_normal((n, 2))
    return x
