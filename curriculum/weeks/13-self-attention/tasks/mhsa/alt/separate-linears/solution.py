"""Another style: three linear layers, heads split with unflatten, softmax of finite scores, zeros by multiplication."""

import torch
from torch import nn
from torch.nn import functional as F


class MultiHeadSelfAttention(nn.Module):
    def __init__(self, d_model, n_heads, bias=True):
        super().__init__()
        if d_model % n_heads != 0:
            raise ValueError("d_model must be a multiple of n_heads")
        self.h = n_heads
        self.wq = nn.Linear(d_model, d_model, bias)
        self.wk = nn.Linear(d_model, d_model, bias)
        self.wv = nn.Linear(d_model, d_model, bias)
        self.wo = nn.Linear(d_model, d_model, bias)

    def forward(self, x, key_padding_mask=None, causal=False):
        q, k, v = (layer(x).unflatten(-1, (self.h, -1)).transpose(1, 2) for layer in (self.wq, self.wk, self.wv))
        T = x.shape[1]
        see = torch.ones(T, T, dtype=torch.bool, device=x.device)
        if causal:
            see = see.tril()
        see = see[None, None]
        if key_padding_mask is not None:
            see = see & key_padding_mask.logical_not()[:, None, None]
        s = torch.matmul(q, k.mT) * q.shape[-1] ** -0.5
        w = F.softmax(s.masked_fill(~see, torch.finfo(s.dtype).min), dim=-1) * see
        return self.wo((w @ v).transpose(1, 2).flatten(-2))

    def load_from_torch(self, state_dict):
        packed = state_dict["in_proj_weight"].chunk(3)
        biases = state_dict["in_proj_bias"].chunk(3) if "in_proj_bias" in state_dict else [None] * 3
        for layer, weight, bias in zip((self.wq, self.wk, self.wv), packed, biases):
            layer.weight.data = weight.clone()
            if bias is not None:
                layer.bias.data = bias.clone()
        self.wo.load_state_dict({k.removeprefix("out_proj."): t for k, t in state_dict.items() if k.startswith("out_proj.")})
