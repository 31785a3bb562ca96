"""Another style: einsum, index arithmetic for the causal mask, the type's minimum as the fill, zeros by multiplication."""

import torch


def sdpa(q, k, v, mask=None, causal=False):
    (tq, d), tk = q.shape[-2:], k.shape[-2]
    scores = torch.einsum("bhid,bhjd->bhij", q, k) * d**-0.5
    see = torch.ones((), dtype=torch.bool, device=q.device) if mask is None else mask
    if causal:
        i = torch.arange(tq, device=q.device)[:, None] + (tk - tq)
        j = torch.arange(tk, device=q.device)
        see = torch.logical_and(see, j <= i)
    scores = torch.where(see, scores, torch.finfo(scores.dtype).min)
    w = scores.softmax(-1) * see
    return torch.einsum("bhij,bhje->bhie", w, v), w
