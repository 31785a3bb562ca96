"""How often each signal was seen, times its log-likelihood; a signal never seen counts nothing."""

import numpy as np


def posterior(prior, lik, obs):
    counts = np.bincount(obs, minlength=lik.shape[1])
    seen = counts > 0
    with np.errstate(divide="ignore"):
        log_weight = np.log(lik[:, seen]) @ counts[seen] + np.log(prior)
    alive = np.isfinite(log_weight)
    if not alive.any():
        raise ValueError("no hypothesis can explain the observations")
    out = np.zeros(len(prior))
    out[alive] = np.exp(log_weight[alive] - log_weight[alive].max())
    return out / np.sum(out)
