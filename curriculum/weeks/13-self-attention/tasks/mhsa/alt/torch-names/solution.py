"""Another style: the parameters bear torch's own names, so that loading is load_state_dict; batch and heads share one axis."""

import torch
from torch import nn


class MultiHeadSelfAttention(nn.Module):
    def __init__(self, d_model, n_heads, bias=True):
        super().__init__()
        self.d, rest = divmod(d_model, n_heads)
        if rest:
            raise ValueError(f"{d_model} is not divisible by {n_heads}")
        self.in_proj_weight = nn.Parameter(torch.randn(3 * d_model, d_model) / d_model**0.5)
        if bias:
            self.in_proj_bias = nn.Parameter(torch.zeros(3 * d_model))
        else:
            self.register_parameter("in_proj_bias", None)
        self.out_proj = nn.Linear(d_model, d_model, bias=bias)

    def forward(self, x, key_padding_mask=None, causal=False):
        B, T, D = x.shape
        heads = D // self.d
        qkv = nn.functional.linear(x, self.in_proj_weight, self.in_proj_bias)
        q, k, v = (part.reshape(B, T, heads, self.d).transpose(1, 2).flatten(0, 1) for part in qkv.split(D, dim=-1))
        s = torch.bmm(q / self.d**0.5, k.transpose(1, 2)).unflatten(0, (B, heads))
        hide = x.new_zeros(B, 1, T, T, dtype=torch.bool)
        if key_padding_mask is not None:
            hide = hide | key_padding_mask.reshape(B, 1, 1, T)
        if causal:
            hide = hide | torch.triu(torch.ones_like(hide), diagonal=1)
        blind = hide.all(-1, keepdim=True)
        s = s.masked_fill(hide, -torch.inf).masked_fill(blind, 0.0)
        w = s.softmax(-1).masked_fill(blind, 0.0)
        out = torch.bmm(w.flatten(0, 1), v).unflatten(0, (B, heads))
        return self.out_proj(out.permute(0, 2, 1, 3).contiguous().view(B, T, D))

    def load_from_torch(self, state_dict):
        self.load_state_dict(state_dict)
