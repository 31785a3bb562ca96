"""Diffusion in closed form: the noise left after t steps, one noising step, the posterior's mean, and the sampler."""

import numpy as np


def alphas(betas):
    """betas f64[T] -> f64[T]: the product of 1 - beta up to and including step t."""
    return np.cumprod(1 - betas)


def spread(values, t, x):
    """values[t] shaped so that it multiplies x row by row: a number for an int t, [B,1,…] for t i64[B]."""
    picked = np.asarray(values[t])
    return picked.reshape((1,) * (x.ndim - picked.ndim) + picked.shape)


def q_sample(x0, t, eps, abar):
    """x0 and eps of one shape [B,…] or [D], t int or i64[B] counted from 0, abar f64[T] -> x_t of that shape."""
    a = spread(abar, t, x0)
    return np.sqrt(a) * x0 + np.sqrt(1 - a) * eps


def posterior_mean(xt, x0, t, betas):
    """Mean of q(x_{t-1} | x_t, x_0); what stands before step 0 has abar = 1."""
    abar = alphas(betas)
    before = np.concatenate([[1.0], abar[:-1]])
    a, b, beta = spread(abar, t, xt), spread(before, t, xt), spread(betas, t, xt)
    return (np.sqrt(b) * beta * x0 + np.sqrt(1 - beta) * (1 - b) * xt) / (1 - a)


def sample(eps_model, betas, n, seed):
    """Ancestral sampling of n points of the plane; eps_model(x f64[n,2], t int) -> f64[n,2]."""
    rng = np.random.default_rng(seed)
    abar = alphas(betas)
    before = np.concatenate([[1.0], abar[:-1]])
    x = rng.normal(size=(n, 2))
    for t in range(len(betas) - 1, -1, -1):
        mean = (x - betas[t] / np.sqrt(1 - abar[t]) * eps_model(x, t)) / np.sqrt(1 - betas[t])
        sigma = np.sqrt((1 - before[t]) / (1 - abar[t]) * betas[t])
        x = mean + sigma * rng.normal(size=(n, 2)) if t > 0 else mean
    return x
