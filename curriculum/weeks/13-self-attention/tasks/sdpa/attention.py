"""The judge's own attention: float64 NumPy, forward and backward, no path of torch that differs from the statement."""

import numpy as np


def allowed_pairs(shape, mask=None, causal=False):
    """bool [B,h,Tq,Tk], True = may attend; the causal triangle is aligned to the lower right corner."""
    allowed = np.ones(shape, dtype=bool)
    if mask is not None:
        allowed &= mask
    if causal:
        tq, tk = shape[-2:]
        allowed &= np.arange(tk) <= np.arange(tq)[:, None] + (tk - tq)
    return allowed


def softmax_rows(scores, allowed):
    """Softmax over the allowed entries of the last axis; a row without any is zeros."""
    top = np.where(allowed, scores, -np.inf).max(axis=-1, keepdims=True, initial=-np.inf)
    e = np.where(allowed, np.exp(np.minimum(scores - np.where(np.isfinite(top), top, 0.0), 0.0)), 0.0)
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total > 0, total, 1.0)


def attend(q, k, v, mask=None, causal=False):
    """(out, w) in float64."""
    q, k, v = (np.asarray(a, dtype=np.float64) for a in (q, k, v))
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])
    w = softmax_rows(scores, allowed_pairs(scores.shape, mask, causal))
    return w @ v, w


def gradients(q, k, v, dout, mask=None, causal=False):
    """(dq, dk, dv) for a gradient dout of `out`."""
    _, w = attend(q, k, v, mask, causal)
    dw = dout @ np.swapaxes(v, -1, -2)
    ds = w * (dw - (dw * w).sum(axis=-1, keepdims=True)) / np.sqrt(q.shape[-1])
    return ds @ k, np.swapaxes(ds, -1, -2) @ q, np.swapaxes(w, -1, -2) @ dout
