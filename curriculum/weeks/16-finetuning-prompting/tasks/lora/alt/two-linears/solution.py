"""The adapter is two nn.Linear without biases; A and B are their weights."""

import torch
from torch import nn


class LoRALinear(nn.Module):
    def __init__(self, base, r, alpha):
        if r < 1:
            raise ValueError("the rank must be a positive integer")
        super().__init__()
        like = {"bias": False, "device": base.weight.device, "dtype": base.weight.dtype}
        self.original = base
        self.original.weight.requires_grad = False
        if base.bias is not None:
            self.original.bias.requires_grad = False
        self.down = nn.Linear(base.in_features, r, **like)
        self.up = nn.Linear(r, base.out_features, **like)
        nn.init.zeros_(self.up.weight)
        self.r, self.alpha = r, alpha

    @property
    def A(self):
        return self.down.weight

    @property
    def B(self):
        return self.up.weight

    def forward(self, x):
        out = self.original(x)
        out = out + self.up(self.down(x * self.alpha)) / self.r
        return out

    def merge(self):
        base = self.original
        merged = torch.nn.utils.skip_init(nn.Linear, base.in_features, base.out_features, bias=base.bias is not None)
        merged = merged.to(base.weight)
        with torch.no_grad():
            merged.weight[:] = base.weight + (self.alpha / self.r) * (self.B @ self.A)
            if base.bias is not None:
                merged.bias[:] = base.bias
        return merged

    def adapter_state(self):
        return {"A": self.A.detach(), "B": self.B.detach()}
