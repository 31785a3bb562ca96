"""Another style: batch and heads flattened into one axis, a float bias added by baddbmm, NaN rows replaced at the end."""

import torch


def sdpa(q, k, v, mask=None, causal=False):
    B, h, tq, d = q.shape
    tk = k.shape[2]
    bias = torch.zeros(B, h, tq, tk, dtype=q.dtype, device=q.device)
    if mask is not None:
        bias.masked_fill_(mask.logical_not(), -torch.inf)
    if causal:
        bias.masked_fill_(torch.full((tq, tk), True, device=q.device).triu(1 + tk - tq), -torch.inf)
    bias = bias.flatten(0, 1)
    blind = (bias == -torch.inf).all(dim=2, keepdim=True)
    bias = torch.where(blind, 0.0, bias)  # a blind row gets finite scores first, so that no NaN enters the backward pass
    w = torch.baddbmm(bias, q.reshape(B * h, tq, d), k.reshape(B * h, tk, d).transpose(1, 2), alpha=1 / d**0.5).softmax(dim=2)
    w = torch.where(blind, 0.0, w)
    out = torch.bmm(w, v.reshape(B * h, tk, -1))
    return out.unflatten(0, (B, h)), w.unflatten(0, (B, h))
