"""w14/parts: four small parts of a Transformer, from tensor operations."""

import torch
from torch import nn


def sinusoidal_pe(T, D):
    """T[T,D]: even columns sin(t·w), odd columns cos(t·w), w = 10000^(−2i/D) for pair i."""
    if D % 2:
        raise ValueError("the width of a sinusoidal encoding must be even")
    t = torch.arange(T, dtype=torch.float64)[:, None]
    w = 10_000.0 ** (-torch.arange(0, D, 2, dtype=torch.float64) / D)
    pe = torch.empty(T, D, dtype=torch.float64)
    pe[:, 0::2] = torch.sin(t * w)
    pe[:, 1::2] = torch.cos(t * w)
    return pe.float()


class LayerNorm(nn.Module):
    """x T[…,D] -> same shape: every row of D numbers by its own mean and biased variance."""

    def __init__(self, D, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(D))
        self.bias = nn.Parameter(torch.zeros(D))

    def forward(self, x):
        centred = x - x.mean(dim=-1, keepdim=True)
        var = centred.square().mean(dim=-1, keepdim=True)
        return self.weight * centred / torch.sqrt(var + self.eps) + self.bias


def noam_lr(step, d, warmup):
    """The learning rate of update `step` (1, 2, …): rises linearly for `warmup` updates, then falls with 1/√step."""
    return d**-0.5 * min(step**-0.5, step * warmup**-1.5)


def smooth_ce(logits, y, eps, pad):
    """(1−eps)·NLL + eps·mean over all V, averaged over the tokens that are not `pad`; 0 if there is none."""
    keep = y != pad
    logp = torch.log_softmax(logits, dim=-1)
    nll = -logp.gather(-1, y.unsqueeze(-1)).squeeze(-1)
    loss = (1 - eps) * nll - eps * logp.mean(dim=-1)
    return (loss * keep).sum() / keep.sum()
