"""Another style: batch products and F.linear; the type's minimum as the fill, then weights times the mask."""

import torch
import torch.nn.functional as F


def weights(scores, mask):
    low = torch.finfo(scores.dtype).min
    return F.softmax(scores.masked_fill(mask.logical_not(), low), -1) * mask.to(scores.dtype)


def context(w, V):
    return torch.bmm(w[:, None, :], V)[:, 0]


def additive(q, K, V, mask, Wq, Wk, v):
    hidden = torch.tanh(F.linear(K, Wk) + F.linear(q, Wq)[:, None])
    w = weights((hidden * v).sum(-1), mask)
    return context(w, V), w


def luong(q, K, V, mask, kind, W=None):
    match kind:
        case "dot":
            scores = (K * q[:, None]).sum(-1)
        case "general":
            scores = torch.bmm(F.linear(K, W), q[:, :, None])[..., 0]
        case "concat":
            joint = torch.cat((q[:, None].repeat(1, K.size(1), 1), K), 2)
            scores = F.linear(F.linear(joint, W[0]).tanh(), W[1][None])[..., 0]
    w = weights(scores, mask)
    return context(w, V), w
