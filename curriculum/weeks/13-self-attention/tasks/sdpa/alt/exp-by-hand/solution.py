"""Another style: softmax by hand, with the mask as a factor of the exponentials; the scale goes into q."""

import torch


def sdpa(q, k, v, mask=None, causal=False):
    tq, tk = q.size(2), k.size(2)
    see = q.new_ones(q.size(0), q.size(1), tq, tk, dtype=torch.bool)
    if mask is not None:
        see = see & mask
    if causal:
        see = see & ~torch.triu(see.new_ones(tq, tk), diagonal=tk - tq + 1)
    s = torch.matmul(q / q.size(-1) ** 0.5, k.mT)
    s = s.masked_fill(~see, float("-inf"))
    top = s.detach().amax(dim=-1, keepdim=True).clamp_min(torch.finfo(s.dtype).min)
    e = torch.exp(s - top)
    w = e / e.sum(dim=-1, keepdim=True).clamp_min(torch.finfo(s.dtype).tiny)
    return torch.matmul(w, v), w
