"""w13/mhsa, reference: multi-head self-attention as one packed projection, one reshape and two matrix products."""

import math

import torch
from torch import nn


def allowed_pairs(x, key_padding_mask, causal):
    """bool, broadcastable to [B,h,T,T], True = may attend; None where everything is allowed."""
    allowed = None
    if key_padding_mask is not None:
        allowed = ~key_padding_mask[:, None, None, :]
    if causal:
        triangle = torch.ones(x.shape[1], x.shape[1], dtype=torch.bool, device=x.device).tril()
        allowed = triangle if allowed is None else allowed & triangle
    return allowed


def attend(q, k, v, allowed):
    """[B,h,T,d] each -> [B,h,T,d]; a row that sees nothing gives zeros."""
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    if allowed is None:
        return torch.softmax(scores, dim=-1) @ v
    w = torch.softmax(scores.masked_fill(~allowed, -math.inf), dim=-1)
    return w.masked_fill(~allowed.any(dim=-1, keepdim=True), 0.0) @ v


class MultiHeadSelfAttention(nn.Module):
    """x T[B,T,D] -> T[B,T,D] with D = d_model and n_heads heads of D / n_heads."""

    def __init__(self, d_model, n_heads, bias=True):
        super().__init__()
        if d_model % n_heads:
            raise ValueError(f"{n_heads} heads do not divide d_model = {d_model}")
        self.n_heads = n_heads
        self.qkv = nn.Linear(d_model, 3 * d_model, bias=bias)
        self.out = nn.Linear(d_model, d_model, bias=bias)

    def forward(self, x, key_padding_mask=None, causal=False):
        """key_padding_mask bool[B,T], True = PAD; causal: token t sees tokens 0…t."""
        B, T, D = x.shape
        heads = self.qkv(x).view(B, T, 3, self.n_heads, D // self.n_heads)
        q, k, v = heads.permute(2, 0, 3, 1, 4)  # each [B,h,T,d]
        out = attend(q, k, v, allowed_pairs(x, key_padding_mask, causal))
        return self.out(out.transpose(1, 2).reshape(B, T, D))

    def load_from_torch(self, state_dict):
        """Takes the weights of an nn.MultiheadAttention: in_proj_weight holds the rows of Q, K and V one after the other."""
        names = {"in_proj_weight": self.qkv.weight, "out_proj.weight": self.out.weight}
        names |= {"in_proj_bias": self.qkv.bias, "out_proj.bias": self.out.bias}
        with torch.no_grad():
            for name, parameter in names.items():
                if parameter is not None:
                    parameter.copy_(state_dict[name])
