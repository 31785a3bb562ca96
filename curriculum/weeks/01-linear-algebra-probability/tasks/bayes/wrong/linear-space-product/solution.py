def posterior(prior, lik, obs):
    weights = prior * lik[:, obs].prod(axis=1)
    if not weights.sum() > 0:
        raise ValueError("impossible")
    return weights / weights.sum()
