"""The judge's own attention: NumPy, double precision, no torch; gradients by the complex step through the same few lines."""

import numpy as np

STEP = 1e-30


def softmax_rows(scores, mask):
    """Softmax over the kept entries of each row; a row that keeps nothing is zeros. Works on complex scores."""
    top = np.where(mask, scores.real, -np.inf).max(axis=-1, keepdims=True)
    shifted = np.where(mask, scores - np.where(np.isfinite(top), top, 0.0), 0.0)
    e = np.where(mask, np.exp(shifted), 0.0)
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(mask.any(axis=-1, keepdims=True), total, 1.0)


def score(kind, q, keys, weights):
    """[B,T] for kind "additive" (weights Wq, Wk, v), "dot" (none), "general" (W,), "concat" (Wa, v)."""
    if kind == "additive":
        wq, wk, v = weights
        return np.tanh((q @ wq.T)[:, None, :] + keys @ wk.T) @ v
    if kind == "concat":
        wa, v = weights
        beside = np.concatenate([np.broadcast_to(q[:, None, :], (*keys.shape[:2], q.shape[1])), keys], axis=-1)
        return np.tanh(beside @ wa.T) @ v
    query = q if kind == "dot" else q @ weights[0]
    return (keys * query[:, None, :]).sum(axis=-1)


def attend(kind, q, keys, values, mask, weights=()):
    """(ctx [B,Dv], w [B,T]) in double precision, complex if an input is."""
    q, keys, values, *weights = (wide(a) for a in (q, keys, values, *weights))
    w = softmax_rows(score(kind, q, keys, weights), np.asarray(mask))
    return (w[:, :, None] * values).sum(axis=1), w


def wide(a):
    return np.asarray(a, np.complex128 if np.iscomplexobj(a) else np.float64)


def gradients(kind, given, mask, dout):
    """d(ctx·dout) by every entry of `given` = (q, keys, values, *weights)."""
    found = []
    for number, array in enumerate(given):
        slopes = np.zeros(array.shape)
        for place in np.ndindex(array.shape):
            moved = array.astype(np.complex128)
            moved[place] += 1j * STEP
            q, keys, values, *weights = [moved if i == number else other for i, other in enumerate(given)]
            slopes[place] = (attend(kind, q, keys, values, mask, weights)[0] * dout).sum().imag / STEP
        found.append(slopes)
    return found
