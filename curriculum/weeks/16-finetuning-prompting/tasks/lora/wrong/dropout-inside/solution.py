"""w16/lora, reference: a frozen linear layer with a trainable product of two thin matrices beside it."""

import math

import torch
from torch import nn


class LoRALinear(nn.Module):
    """y = base(x) + (alpha / r) · B A x with A [r,in] and B [out,r]; only A and B train."""

    def __init__(self, base, r, alpha):
        super().__init__()
        if r < 1:
            raise ValueError(f"the rank must be at least 1, got {r}")
        self.base = base.requires_grad_(False)
        self.scale = alpha / r
        self.A = nn.Parameter(base.weight.new_empty(r, base.in_features))
        self.B = nn.Parameter(base.weight.new_zeros(base.out_features, r))
        nn.init.kaiming_uniform_(self.A, a=math.sqrt(5))

    def forward(self, x):
        return self.base(x) + self.scale * (nn.functional.dropout(x, 0.1, self.training) @ self.A.T @ self.B.T)

    @torch.no_grad()
    def merge(self):
        """A new nn.Linear that computes the same; this layer stays as it is."""
        weight, bias = self.base.weight, self.base.bias
        merged = nn.Linear(self.base.in_features, self.base.out_features, bias is not None, weight.device, weight.dtype)
        merged.weight.copy_(weight + self.scale * self.B @ self.A)
        if bias is not None:
            merged.bias.copy_(bias)
        return merged

    def adapter_state(self):
        """What has to be stored for this task: {"A": …, "B": …}."""
        return {"A": self.A.detach().clone(), "B": self.B.detach().clone()}
