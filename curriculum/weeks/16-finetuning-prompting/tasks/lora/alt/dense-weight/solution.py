"""Forms W + s·BA in every forward pass; the base is kept out of the parameters, as buffers."""

import torch
import torch.nn.functional as F
from torch import nn


class LoRALinear(nn.Module):
    def __init__(self, base: nn.Linear, r: int, alpha: float) -> None:
        super().__init__()
        if not r >= 1:
            raise ValueError("rank")
        self.r, self.alpha = r, alpha
        self.register_buffer("W", base.weight.detach())
        self.register_buffer("b", None if base.bias is None else base.bias.detach())
        self.A = nn.Parameter(torch.randn(r, base.in_features, dtype=base.weight.dtype) / r)
        self.B = nn.Parameter(torch.zeros(base.out_features, r, dtype=base.weight.dtype))

    def dense(self):
        return torch.addmm(self.W, self.B, self.A, alpha=self.alpha / self.r)

    def forward(self, x):
        return F.linear(x, self.dense(), self.b)

    def merge(self):
        out = nn.Linear(self.A.shape[1], self.B.shape[0], bias=self.b is not None)
        out.weight = nn.Parameter(self.dense().detach())
        if self.b is not None:
            out.bias = nn.Parameter(self.b.clone())
        return out

    def adapter_state(self):
        return {"A": self.A.data, "B": self.B.data}
