"""w14/parts: four small parts of a Transformer. The ready-made normalisations of torch are not allowed."""

from torch import nn


def sinusoidal_pe(T, D):
    """T[T,D]: even columns sin, odd columns cos; ValueError if D is odd."""


class LayerNorm(nn.Module):
    """x T[…,D] -> same shape. Parameters: weight, bias."""

    def __init__(self, D, eps=1e-5):
        super().__init__()

    def forward(self, x): ...


def noam_lr(step, d, warmup):
    """The learning rate of update `step` (from 1) as a float."""


def smooth_ce(logits, y, eps, pad):
    """logits T[B,T,V], y i64[B,T] -> scalar tensor: label-smoothed cross-entropy over the tokens that are not `pad`."""
