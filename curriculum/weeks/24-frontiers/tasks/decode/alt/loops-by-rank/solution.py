"""Plain Python over the sorted ids; head by head in the cache."""

import numpy as np


def temperature(logits, t):
    if t <= 0:
        raise ValueError("t > 0")
    z = np.array(logits, dtype=float) / t
    z = np.exp(z - z.max())
    return z / z.sum()


def ranked(logits):
    return sorted(range(len(logits)), key=lambda i: (-logits[i], i))


def top_k(logits, k):
    if k < 1:
        raise ValueError("k >= 1")
    p = temperature(logits, 1)
    out = np.zeros(len(p))
    for i in ranked(logits)[:k]:
        out[i] = p[i]
    return out / out.sum()


def top_p(logits, p):
    if not 0 < p <= 1:
        raise ValueError("0 < p <= 1")
    probs = temperature(logits, 1)
    out, total = np.zeros(len(probs)), 0.0
    for i in ranked(logits):
        out[i] = probs[i]
        total += probs[i]
        if total >= p:
            break
    return out / out.sum()


def kv_step(q, k, v, cache_k, cache_v):
    h, t, d = cache_k.shape
    keys, values = np.empty((h, t + 1, d)), np.empty((h, t + 1, d))
    keys[:, :t], keys[:, t] = cache_k, k
    values[:, :t], values[:, t] = cache_v, v
    out = np.empty((h, d))
    for head in range(h):
        w = temperature(keys[head] @ q[head] / d**0.5, 1)
        out[head] = w @ values[head]
    return out, keys, values
