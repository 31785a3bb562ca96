"""Choosing the next token: temperature, top-k and top-p, and one decoding step with a cache of keys and values."""

import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def order(logits):
    """Token ids from the most to the least likely; among equals the smaller id first."""
    return np.argsort(-logits, kind="stable")


def kept(probs, ids):
    """probs with everything but ids set to 0, adding up to 1 again."""
    out = np.zeros_like(probs)
    out[ids] = probs[ids]
    return out / out.sum()


def temperature(logits, t):
    """softmax(logits / t), f64[V]; t must be above 0."""
    if not t > 0:
        return np.eye(len(logits))[int(np.argmax(logits))]
    return softmax(logits / t)


def top_k(logits, k):
    """The k most likely tokens, renormalised, f64[V]; k must be at least 1."""
    if k < 1:
        raise ValueError("k must be at least 1")
    return kept(softmax(logits), order(logits)[:k])


def top_p(logits, p):
    """The shortest run of most likely tokens whose probabilities add up to p or more, renormalised, f64[V]; 0 < p <= 1."""
    if not 0 < p <= 1:
        raise ValueError("p must lie in (0, 1]")
    probs, ids = softmax(logits), order(logits)
    before = np.cumsum(probs[ids]) - probs[ids]
    return kept(probs, ids[: max(1, int((before < p).sum()))])


def kv_step(q, k, v, cache_k, cache_v):
    """q, k, v f64[h,d] of the new token, caches f64[h,t,d] -> (out f64[h,d], caches f64[h,t+1,d])."""
    cache_k = np.concatenate([cache_k, k[:, None]], axis=1)
    cache_v = np.concatenate([cache_v, v[:, None]], axis=1)
    w = softmax(np.einsum("hd,htd->ht", q, cache_k) / np.sqrt(q.shape[1]))
    return np.einsum("ht,htd->hd", w, cache_v), cache_k, cache_v
