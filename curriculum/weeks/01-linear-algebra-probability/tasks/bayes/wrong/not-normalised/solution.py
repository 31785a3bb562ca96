import numpy as np


def posterior(prior, lik, obs):
    with np.errstate(divide="ignore"):
        scores = np.log(prior) + np.log(lik)[:, obs].sum(axis=1)
    top = scores.max()
    if top == -np.inf:
        raise ValueError("every hypothesis is ruled out")
    weights = np.exp(scores - top)
    return weights
