"""One query after the other."""

import math

import torch


def one_query(q, k, v, allowed):
    """q T[B,h,1,d], allowed bool[B,h,1,Tk]"""
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    w = torch.softmax(scores.masked_fill(~allowed, -math.inf), dim=-1)
    w = w.masked_fill(~allowed.any(dim=-1, keepdim=True), 0.0)
    return w @ v, w


def sdpa(q, k, v, mask=None, causal=False):
    tq, tk = q.shape[2], k.shape[2]
    allowed = torch.ones(q.shape[0], q.shape[1], tq, tk, dtype=torch.bool)
    if mask is not None:
        allowed = allowed & mask
    if causal:
        allowed = allowed & torch.ones(tq, tk, dtype=torch.bool).tril(tk - tq)
    pairs = [one_query(q[:, :, i : i + 1], k, v, allowed[:, :, i : i + 1]) for i in range(tq)]
    return torch.cat([p[0] for p in pairs], dim=2), torch.cat([p[1] for p in pairs], dim=2)
