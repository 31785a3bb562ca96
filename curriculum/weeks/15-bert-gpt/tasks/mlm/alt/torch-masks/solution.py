"""With torch's generator, and boolean assignment on a copy."""

from itertools import pairwise

import numpy as np
import torch


def mask_tokens(ids, special, V, mask_id, p, seed):
    g = torch.Generator().manual_seed(seed)
    inputs = torch.from_numpy(ids.copy())
    labels = inputs.clone()
    probability = torch.full(labels.shape, float(p))
    probability[torch.from_numpy(special)] = 0.0
    masked = torch.bernoulli(probability, generator=g).bool()
    labels[~masked] = -100
    replaced = torch.bernoulli(torch.full(labels.shape, 0.8), generator=g).bool() & masked
    inputs[replaced] = mask_id
    noisy = torch.bernoulli(torch.full(labels.shape, 0.5), generator=g).bool() & masked & ~replaced
    inputs[noisy] = torch.randint(V, labels.shape, generator=g)[noisy]
    return inputs.numpy(), labels.numpy()


def nsp_pairs(docs, n, seed):
    """Exactly half of them follow on, in random order; the second sentence of the others may come from any other document."""
    rng = np.random.default_rng(seed)
    labels = rng.permutation([1] * (n // 2) + [0] * (n - n // 2))
    flat = [(d, s) for d, doc in enumerate(docs) for s in doc]
    nexts = [(a, b) for doc in docs for a, b in pairwise(doc)]
    found = []
    for label in labels:
        if label:
            a, b = nexts[int(rng.integers(len(nexts)))]
        else:
            d, a = flat[int(rng.integers(len(flat)))]
            candidates = [s for k, s in flat if k != d]
            b = candidates[int(rng.integers(len(candidates)))]
        found.append([a, b, int(label)])
    return found


def top_p(logits, p, T):
    probs = torch.softmax(torch.from_numpy(logits).double() / T, dim=0)
    values, order = torch.sort(probs, descending=True, stable=True)
    size = int((values.cumsum(0) < p).sum()) + 1
    out = torch.zeros_like(probs)
    out[order[:size]] = values[:size]
    return (out / out.sum()).float().numpy()
