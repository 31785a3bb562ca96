"""The judge's own multi-head self-attention: float64 NumPy, forward and backward, from the names of nn.MultiheadAttention."""

import numpy as np


def random_state(rng, d, bias=True, scale=1.0):
    """Weights and biases that are nowhere near an initialisation."""
    state = {
        "in_proj_weight": rng.normal(size=(3 * d, d)) * scale / np.sqrt(d),
        "out_proj.weight": rng.normal(size=(d, d)) / np.sqrt(d),
    }
    if bias:
        state |= {"in_proj_bias": rng.normal(size=3 * d), "out_proj.bias": rng.normal(size=d)}
    return state


def allowed_pairs(b, t, pad=None, causal=False):
    """bool [B,1,T,T], True = may attend; pad bool[B,T], True = PAD."""
    allowed = np.ones((b, 1, t, t), dtype=bool)
    if pad is not None:
        allowed &= ~pad[:, None, None, :]
    if causal:
        allowed &= np.tri(t, dtype=bool)
    return allowed


def softmax_rows(scores, allowed):
    """Softmax over the allowed entries of the last axis; a row without any is zeros."""
    top = np.where(allowed, scores, -np.inf).max(axis=-1, keepdims=True)
    e = np.where(allowed, np.exp(np.minimum(scores - np.where(np.isfinite(top), top, 0.0), 0.0)), 0.0)
    total = e.sum(axis=-1, keepdims=True)
    return e / np.where(total > 0, total, 1.0)


def split(x, heads):
    """[B,T,D] -> [B,h,T,D/h]"""
    b, t, d = x.shape
    return x.reshape(b, t, heads, d // heads).transpose(0, 2, 1, 3)


def join(x):
    """[B,h,T,d] -> [B,T,h·d]"""
    b, h, t, d = x.shape
    return x.transpose(0, 2, 1, 3).reshape(b, t, h * d)


def parts(state, x, heads, pad, causal):
    """(q, k, v, w, joined heads) of the forward pass."""
    d = x.shape[-1]
    projected = x @ state["in_proj_weight"].T + state.get("in_proj_bias", np.zeros(3 * d))
    q, k, v = (split(part, heads) for part in np.split(projected, 3, axis=-1))
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(d // heads)
    w = softmax_rows(scores, np.broadcast_to(allowed_pairs(*x.shape[:2], pad, causal), scores.shape))
    return q, k, v, w, join(w @ v)


def mhsa(state, x, heads, pad=None, causal=False):
    """T[B,T,D] in float64."""
    joined = parts(state, np.asarray(x, dtype=np.float64), heads, pad, causal)[-1]
    return joined @ state["out_proj.weight"].T + state.get("out_proj.bias", np.zeros(x.shape[-1]))


def gradients(state, x, dout, heads, pad=None, causal=False):
    """(dx, {name: gradient}) for a gradient dout of the output."""
    q, k, v, w, joined = parts(state, x, heads, pad, causal)
    flat, d = dout.reshape(-1, x.shape[-1]), x.shape[-1]
    found = {"out_proj.weight": flat.T @ joined.reshape(-1, d), "out_proj.bias": flat.sum(axis=0)}
    dheads = split(dout @ state["out_proj.weight"], heads)
    dw = dheads @ v.swapaxes(-1, -2)
    ds = w * (dw - (dw * w).sum(axis=-1, keepdims=True)) / np.sqrt(d // heads)
    dprojected = np.concatenate([join(ds @ k), join(ds.swapaxes(-1, -2) @ q), join(w.swapaxes(-1, -2) @ dheads)], axis=-1)
    packed = dprojected.reshape(-1, 3 * d)
    found |= {"in_proj_weight": packed.T @ x.reshape(-1, d), "in_proj_bias": packed.sum(axis=0)}
    return dprojected @ state["in_proj_weight"], {name: found[name] for name in state}
