"""Masks with -inf before one softmax; lexsort; matmul in the cache."""

import math

import numpy as np


def _softmax(x):
    x = x - np.max(x)
    w = np.exp(x)
    return w / w.sum()


def temperature(logits, t):
    if t <= 0:
        raise ValueError(t)
    return _softmax(np.true_divide(logits, t))


def top_k(logits, k):
    if k <= 0:
        raise ValueError(k)
    rank = np.lexsort((np.arange(len(logits)), -logits))
    masked = np.full(len(logits), -np.inf)
    masked[rank[:k]] = logits[rank[:k]]
    return _softmax(masked)


def top_p(logits, p):
    if p <= 0 or p > 1:
        raise ValueError(p)
    if p == 1:
        return _softmax(logits)
    rank = np.lexsort((np.arange(len(logits)), -logits))
    total = np.cumsum(_softmax(logits)[rank])
    cut = int(np.searchsorted(total, p)) + 1
    masked = np.full(len(logits), -np.inf)
    masked[rank[:cut]] = logits[rank[:cut]]
    return _softmax(masked)


def kv_step(q, k, v, cache_k, cache_v):
    keys = np.append(cache_k, k[:, np.newaxis, :], axis=1)
    values = np.append(cache_v, v[:, np.newaxis, :], axis=1)
    s = (keys @ q[:, :, None])[:, :, 0] / math.sqrt(q.shape[-1])
    s -= s.max(axis=1, keepdims=True)
    w = np.exp(s)
    w /= w.sum(axis=1, keepdims=True)
    return (w[:, None, :] @ values)[:, 0], keys, values
