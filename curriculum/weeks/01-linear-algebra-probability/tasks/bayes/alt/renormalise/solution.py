"""One observation at a time, divided by the sum after each: never small enough to underflow."""


def posterior(prior, lik, obs):
    belief = prior.copy()
    for signal in obs:
        belief = belief * lik[:, signal]
        total = belief.sum()
        if total == 0:
            raise ValueError("these observations are impossible")
        belief = belief / total
    return belief / belief.sum()
