"""Choosing the next token, and one decoding step with a cache. Fill in the bodies; keep names and arguments."""

import numpy as np


def temperature(logits, t):
    """logits f64[V], t > 0 -> probabilities f64[V]. Otherwise ValueError."""
    return np.zeros_like(logits)


def top_k(logits, k):
    """logits f64[V], k >= 1 -> probabilities f64[V]. Otherwise ValueError."""
    return np.zeros_like(logits)


def top_p(logits, p):
    """logits f64[V], 0 < p <= 1 -> probabilities f64[V]. Otherwise ValueError."""
    return np.zeros_like(logits)


def kv_step(q, k, v, cache_k, cache_v):
    """q, k, v f64[h,d] of the new token, caches f64[h,t,d] -> (out f64[h,d], cache_k f64[h,t+1,d], cache_v f64[h,t+1,d])."""
    return np.zeros_like(q), cache_k, cache_v
