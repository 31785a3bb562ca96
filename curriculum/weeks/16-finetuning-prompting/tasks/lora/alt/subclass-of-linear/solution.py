"""A kind of nn.Linear that shares the base's frozen weight and adds its own two matrices."""

import copy

import torch
from torch import nn


class LoRALinear(nn.Linear):
    def __init__(self, base, r, alpha):
        if r <= 0:
            raise ValueError("r must be positive")
        super().__init__(base.in_features, base.out_features, bias=base.bias is not None, dtype=base.weight.dtype)
        self.load_state_dict(base.state_dict())
        for p in list(self.parameters()):
            p.requires_grad = False
        self.A = nn.Parameter(torch.empty_like(self.weight[:1]).expand(r, -1).clone().normal_(0, 0.02))
        self.B = nn.Parameter(torch.zeros_like(self.weight[:, :1]).repeat(1, r))
        self.factor = float(alpha) / r

    def forward(self, x):
        update = torch.einsum("...i,ri,or->...o", x, self.A, self.B)
        return torch.add(super().forward(x), update, alpha=self.factor)

    def merge(self):
        plain = nn.Linear(self.in_features, self.out_features, bias=self.bias is not None).to(self.weight.dtype)
        state = {name: value for name, value in copy.deepcopy(self.state_dict()).items() if name in ("weight", "bias")}
        state["weight"] += self.factor * torch.matmul(self.B, self.A).detach()
        plain.load_state_dict(state)
        return plain.requires_grad_(False)

    def adapter_state(self):
        return {name: value for name, value in self.state_dict().items() if name in {"A", "B"}}
