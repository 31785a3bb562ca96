"""w13/sdpa, reference: scaled dot-product attention with a mask, a lower-right causal mask, and rows that see nothing."""

import math

import torch


def allowed_pairs(tq, tk, mask, causal, device):
    """bool, broadcastable to [B,h,Tq,Tk], True = may attend; None where everything is allowed."""
    if not causal:
        return mask
    triangle = torch.ones(tq, tk, dtype=torch.bool, device=device).tril(diagonal=tk - tq)  # the corner lies lower right
    return triangle if mask is None else mask & triangle


def sdpa(q, k, v, mask=None, causal=False):
    """q T[B,h,Tq,d], k T[B,h,Tk,d], v T[B,h,Tk,dv] -> (out T[B,h,Tq,dv], w T[B,h,Tq,Tk])."""
    tq, d = q.shape[-2:]
    scores = q @ k.transpose(-2, -1) / d
    allowed = allowed_pairs(tq, k.shape[-2], mask, causal, q.device)
    if allowed is not None:
        scores = scores.masked_fill(~allowed, -math.inf)
    w = torch.softmax(scores, dim=-1)
    if allowed is not None:
        w = w.masked_fill(~allowed.any(dim=-1, keepdim=True), 0.0)  # a row that sees nothing: zeros instead of NaN
    return w @ v, w
