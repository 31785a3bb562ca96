"""Another style: einsum for every product, softmax by hand, the mask as a factor of the exponentials."""

import torch


def blend(s, values, keep):
    s = torch.where(keep, s, torch.full_like(s, -torch.inf))
    top = s.detach().amax(-1, keepdim=True).clamp_min(torch.finfo(s.dtype).min)
    e = (s - top).exp()
    w = e / e.sum(-1, keepdim=True).clamp_min(torch.finfo(s.dtype).tiny)
    return torch.einsum("bt,btd->bd", w, values), w


def additive(q, K, V, mask, Wq, Wk, v):
    inner = torch.einsum("ad,bd->ba", Wq, q)[:, None] + torch.einsum("ad,btd->bta", Wk, K)
    return blend(torch.einsum("a,bta->bt", v, inner.tanh()), V, mask)


def luong(q, K, V, mask, kind, W=None):
    if kind == "dot":
        s = torch.einsum("bd,btd->bt", q, K)
    elif kind == "general":
        s = torch.einsum("bi,ij,btj->bt", q, W, K)
    elif kind == "concat":
        left, right = W[0][:, : q.size(1)], W[0][:, q.size(1) :]
        return additive(q, K, V, mask, left, right, W[1])
    else:
        raise ValueError(kind)
    return blend(s, V, mask)
