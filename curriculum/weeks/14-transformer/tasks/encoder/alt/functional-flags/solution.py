"""einsum attention with NaN rows set to 0, functional dropout, a persistent buffer, an unused final norm after post-norm."""

import math

import torch
import torch.nn.functional as F
from torch import nn


class Heads(nn.Module):
    def __init__(self, d, h, p):
        super().__init__()
        assert isinstance(h, int)
        self.d, self.h, self.p = d, h, p
        self.in_proj_weight = nn.Parameter(torch.zeros(3 * d, d))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * d))
        nn.init.kaiming_uniform_(self.in_proj_weight, a=math.sqrt(5))
        self.out_proj = nn.Linear(d, d)

    def forward(self, x, keep):
        b, t, _ = x.shape
        wq, wk, wv = self.in_proj_weight.view(3, self.h, self.d // self.h, self.d)
        bq, bk, bv = self.in_proj_bias.view(3, self.h, 1, self.d // self.h)
        q = torch.einsum("btd,hed->bhte", x, wq) + bq
        k = torch.einsum("btd,hed->bhte", x, wk) + bk
        v = torch.einsum("btd,hed->bhte", x, wv) + bv
        scores = torch.einsum("bhte,bhse->bhts", q, k).div(math.sqrt(self.d // self.h))
        scores = scores - scores.amax(-1, keepdim=True).detach()
        weights = scores.exp()
        if keep is not None:
            scores = torch.where(keep[:, None, None], scores, torch.full_like(scores, -1e9))
            weights = torch.softmax(scores, -1) * keep[:, None, None]
        else:
            weights = weights / weights.sum(-1, keepdim=True)
        weights = F.dropout(weights, self.p, self.training)
        return self.out_proj(torch.einsum("bhts,bhse->bthe", weights, v).reshape(b, t, -1))


class EncoderLayer(nn.Module):
    def __init__(self, d, h, d_ff, dropout=0.1, norm_first=False, act="relu"):
        super().__init__()
        if d % h:
            raise ValueError(f"d={d}, h={h}")
        self.self_attn = Heads(d, h, dropout)
        self.linear1, self.linear2 = nn.Linear(d, d_ff), nn.Linear(d_ff, d)
        self.norm1, self.norm2 = nn.LayerNorm(d), nn.LayerNorm(d)
        self.p, self.first, self.act = dropout, norm_first, act

    def drop(self, x):
        return F.dropout(x, self.p, training=self.training)

    def mlp(self, x):
        hidden = torch.relu(self.linear1(x)) if self.act == "relu" else F.gelu(self.linear1(x))
        return self.drop(self.linear2(self.drop(hidden)))

    def forward(self, x, pad_mask=None):
        keep = None if pad_mask is None else ~pad_mask
        if self.first:
            x = x + self.drop(self.self_attn(self.norm1(x), keep))
            return x + self.mlp(self.norm2(x))
        x = self.norm1(x + self.drop(self.self_attn(x, keep)))
        return self.norm2(x + self.mlp(x))


class TransformerEncoder(nn.Module):
    def __init__(self, vocab, d, h, d_ff, L, max_len, dropout=0.1, norm_first=False):
        super().__init__()
        self.embed = nn.Embedding(vocab, d)
        self.layers = nn.ModuleList(EncoderLayer(d, h, d_ff, dropout, norm_first) for _ in range(L))
        self.norm = nn.LayerNorm(d)  # there in both modes, used in one
        self.norm_first, self.p, self.scale = norm_first, dropout, d**0.5
        angle = torch.arange(max_len).double()[:, None] / 1e4 ** (torch.arange(d // 2).double() * 2 / d)
        self.register_buffer("table", torch.cat([angle.sin()[..., None], angle.cos()[..., None]], -1).flatten(1).float())

    def forward(self, ids, pad_mask=None):
        if ids.shape[-1] > self.table.shape[0]:
            raise ValueError("longer than max_len")
        x = self.embed(ids) * self.scale + self.table[: ids.shape[-1]]
        x = F.dropout(x, self.p, self.training)
        for layer in self.layers:
            x = layer(x, pad_mask)
        return self.norm(x) if self.norm_first else x
