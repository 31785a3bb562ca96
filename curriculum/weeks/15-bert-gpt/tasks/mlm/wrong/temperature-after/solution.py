"""w15/mlm: masked batches, sentence pairs and top-p, with NumPy."""

import numpy as np


def mask_tokens(ids, special, V, mask_id, p, seed):
    rng = np.random.default_rng(seed)
    chosen = (rng.random(ids.shape) < p) & ~special
    labels = np.where(chosen, ids, -100)
    kind = rng.random(ids.shape)  # one die for the three cases: 80 %, 10 %, 10 %
    inputs = np.where(chosen & (kind < 0.8), mask_id, ids)
    random = rng.integers(0, V, ids.shape)
    inputs = np.where(chosen & (kind >= 0.8) & (kind < 0.9), random, inputs)
    return inputs.astype(np.int64), labels.astype(np.int64)


def nsp_pairs(docs, n, seed):
    rng = np.random.default_rng(seed)
    follows = [(d, i) for d, doc in enumerate(docs) for i in range(len(doc) - 1)]
    pairs = []
    for _ in range(n):
        d, i = follows[rng.integers(len(follows))]
        if rng.random() < 0.5:
            pairs.append((docs[d][i], docs[d][i + 1], 1))
        else:
            others = [k for k, doc in enumerate(docs) if k != d and doc]
            other = docs[others[rng.integers(len(others))]]
            pairs.append((docs[d][i], other[rng.integers(len(other))], 0))
    return pairs


def top_p(logits, p, T):
    z = logits.astype(np.float64)
    probs = np.exp(z - z.max())
    probs /= probs.sum()
    order = np.argsort(-probs, kind="stable")  # equal ones by the smaller id
    before = np.cumsum(probs[order]) - probs[order]  # what the tokens ahead already hold
    keep = order[before < p]
    kept = np.zeros_like(probs)
    kept[keep] = probs[keep]
    return (kept ** (1 / T) / (kept ** (1 / T)).sum()).astype(np.float32)
