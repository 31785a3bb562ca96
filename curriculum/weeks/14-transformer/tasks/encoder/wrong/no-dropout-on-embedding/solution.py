"""w14/encoder: a Transformer encoder with the parameter names of nn.TransformerEncoderLayer."""

import math

import torch
import torch.nn.functional as F
from torch import nn


class SelfAttention(nn.Module):
    """All heads at once; q, k and v come from one packed projection."""

    def __init__(self, d, h, dropout):
        super().__init__()
        if d % h:
            raise ValueError(f"{h} heads do not divide a width of {d}")
        self.h = h
        self.in_proj_weight = nn.Parameter(torch.empty(3 * d, d))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * d))
        self.out_proj = nn.Linear(d, d)
        self.dropout = nn.Dropout(dropout)
        nn.init.xavier_uniform_(self.in_proj_weight)

    def forward(self, x, pad_mask):
        b, t, d = x.shape
        qkv = F.linear(x, self.in_proj_weight, self.in_proj_bias)
        q, k, v = qkv.view(b, t, 3, self.h, d // self.h).permute(2, 0, 3, 1, 4)
        scores = q @ k.transpose(-2, -1) / math.sqrt(d // self.h)
        if pad_mask is not None:
            scores = scores.masked_fill(pad_mask[:, None, None, :], torch.finfo(scores.dtype).min)
        context = self.dropout(scores.softmax(dim=-1)) @ v
        return self.out_proj(context.transpose(1, 2).reshape(b, t, d))


class EncoderLayer(nn.Module):
    """x T[B,T,D], pad_mask bool[B,T] (True = PAD) -> T[B,T,D]."""

    def __init__(self, d, h, d_ff, dropout=0.1, norm_first=False, act="relu"):
        super().__init__()
        self.norm_first = norm_first
        self.act = {"relu": F.relu, "gelu": F.gelu}[act]
        self.self_attn = SelfAttention(d, h, dropout)
        self.linear1, self.linear2 = nn.Linear(d, d_ff), nn.Linear(d_ff, d)
        self.norm1, self.norm2 = nn.LayerNorm(d), nn.LayerNorm(d)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x, pad_mask=None):
        if self.norm_first:
            x = x + self.dropout(self.self_attn(self.norm1(x), pad_mask))
            return x + self.dropout(self.ffn(self.norm2(x)))
        x = self.norm1(x + self.dropout(self.self_attn(x, pad_mask)))
        return self.norm2(x + self.dropout(self.ffn(x)))

    def ffn(self, x):
        return self.linear2(self.dropout(self.act(self.linear1(x))))


class TransformerEncoder(nn.Module):
    """ids i64[B,T], pad_mask bool[B,T] (True = PAD) -> T[B,T,D]."""

    def __init__(self, vocab, d, h, d_ff, L, max_len, dropout=0.1, norm_first=False):
        super().__init__()
        self.d = d
        self.embed = nn.Embedding(vocab, d)
        nn.init.normal_(self.embed.weight, std=d**-0.5)
        self.register_buffer("pe", sinusoidal_pe(max_len, d), persistent=False)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList([EncoderLayer(d, h, d_ff, dropout, norm_first) for _ in range(L)])
        self.norm = nn.LayerNorm(d) if norm_first else None

    def forward(self, ids, pad_mask=None):
        t = ids.shape[1]
        if t > len(self.pe):
            raise ValueError(f"{t} tokens, but max_len is {len(self.pe)}")
        x = self.embed(ids) * math.sqrt(self.d) + self.pe[:t]
        for layer in self.layers:
            x = layer(x, pad_mask)
        return x if self.norm is None else self.norm(x)


def sinusoidal_pe(length, d):
    """T[length,d]: sines in the even columns, cosines in the odd ones."""
    if d % 2:
        raise ValueError("the width of a sinusoidal encoding must be even")
    angle = torch.arange(length)[:, None] * 10_000.0 ** (-torch.arange(0, d, 2, dtype=torch.float64) / d)
    return torch.stack([angle.sin(), angle.cos()], dim=-1).reshape(length, d).float()
