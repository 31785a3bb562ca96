"""Positions as powers of complex numbers, float64 inside, selected tokens instead of a mask."""

import numpy as np
import torch


def sinusoidal_pe(T, D):
    if D & 1:
        raise ValueError("odd width")
    omega = np.exp(-np.log(10000) * np.arange(D // 2) * 2 / D)
    turn = np.exp(1j * np.arange(T)[:, None] * omega[None])
    return torch.tensor(np.stack([turn.imag, turn.real], axis=-1).reshape(T, D))


class LayerNorm(torch.nn.Module):
    def __init__(self, D, eps=1e-5):
        super().__init__()
        self.register_parameter("weight", torch.nn.Parameter(torch.full((D,), 1.0)))
        self.register_parameter("bias", torch.nn.Parameter(torch.full((D,), 0.0)))
        self.D, self.eps = D, eps

    def forward(self, x):
        centred = x - torch.einsum("...d->...", x)[..., None] / self.D
        power = torch.einsum("...d,...d->...", centred, centred)[..., None] / self.D
        return torch.addcmul(self.bias, centred / (power + self.eps).sqrt(), self.weight)


def noam_lr(step, d, warmup):
    return float(np.minimum(step**-0.5, step * warmup**-1.5) / np.sqrt(d))


def smooth_ce(logits, y, eps, pad):
    keep = y != pad
    if not keep.any():
        return torch.zeros((), dtype=logits.dtype)
    z, t = logits[keep], y[keep]
    logp = z - z.logsumexp(1, keepdim=True)
    target = torch.full_like(logp, eps / z.shape[1])
    target[torch.arange(len(t)), t] += 1 - eps
    return -(target * logp).sum(1).mean()
