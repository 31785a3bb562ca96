"""w16/lora: a linear layer that keeps its weights and learns a low-rank correction."""

from torch import nn


class LoRALinear(nn.Module):
    """y = base(x) + (alpha / r) · B A x; self.A [r,in] and self.B [out,r] are the only parameters that train."""

    def __init__(self, base, r, alpha):
        """base: nn.Linear, to be frozen. ValueError where r < 1. At the start y = base(x)."""
        super().__init__()

    def forward(self, x):
        """x T[…,in] -> T[…,out]"""

    def merge(self):
        """-> a new nn.Linear that computes the same; this layer and its base stay as they are."""

    def adapter_state(self):
        """-> {"A": tensor, "B": tensor}, detached, and nothing else"""
