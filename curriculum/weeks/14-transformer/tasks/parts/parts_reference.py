"""The formulas of w14/parts in NumPy float64."""

import numpy as np


def pe(length, d):
    angle = np.arange(length)[:, None] / 10_000.0 ** (np.arange(0, d, 2) / d)
    out = np.empty((length, d))
    out[:, 0::2], out[:, 1::2] = np.sin(angle), np.cos(angle)
    return out


def turned(rows, k):
    """Every pair (sin, cos) of the rows turned on by k positions."""
    d = rows.shape[1]
    w = k / 10_000.0 ** (np.arange(0, d, 2) / d)
    sin, cos = rows[:, 0::2], rows[:, 1::2]
    out = np.empty_like(rows)
    out[:, 0::2] = sin * np.cos(w) + cos * np.sin(w)
    out[:, 1::2] = cos * np.cos(w) - sin * np.sin(w)
    return out


def layer_norm(x, weight, bias, eps):
    return weight * _normal(x, eps)[0] + bias


def layer_norm_grads(x, weight, bias, eps, dout):
    normal, root = _normal(x, eps)
    g = dout * weight
    dx = (g - g.mean(-1, keepdims=True) - normal * (g * normal).mean(-1, keepdims=True)) / root
    lead = tuple(range(x.ndim - 1))
    return {"x": dx, "weight": (dout * normal).sum(lead), "bias": dout.sum(lead)}


def _normal(x, eps):
    root = np.sqrt(x.var(-1, keepdims=True) + eps)
    return (x - x.mean(-1, keepdims=True)) / root, root


def noam(step, d, warmup):
    return d**-0.5 * min(step**-0.5, step * warmup**-1.5)


def _log_softmax(z):
    z = z - z.max(-1, keepdims=True)
    return z - np.log(np.exp(z).sum(-1, keepdims=True))


def _targets(logits, y, eps):
    v = logits.shape[-1]
    return (1 - eps) * np.eye(v)[y] + eps / v


def smooth(logits, y, eps, pad):
    each = -(_targets(logits, y, eps) * _log_softmax(logits)).sum(-1)
    return float(each[y != pad].mean())


def smooth_grad(logits, y, eps, pad):
    keep = (y != pad)[..., None]
    return (np.exp(_log_softmax(logits)) - _targets(logits, y, eps)) * keep / keep.sum()
