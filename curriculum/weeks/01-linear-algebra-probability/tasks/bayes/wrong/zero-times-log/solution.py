import numpy as np


def posterior(prior, lik, obs):
    counts = np.bincount(obs, minlength=lik.shape[1])
    with np.errstate(all="ignore"):
        scores = np.log(lik) @ counts + np.log(prior)
    top = np.nanmax(scores)
    if top == -np.inf:
        raise ValueError("impossible")
    weights = np.exp(scores - top)
    return weights / weights.sum()
