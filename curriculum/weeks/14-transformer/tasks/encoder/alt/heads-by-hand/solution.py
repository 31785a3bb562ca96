"""A loop over the heads, −inf with NaN put right, the PE computed on the fly, a final norm that is Identity after post-norm."""

import torch
from torch import nn


class Attention(nn.Module):
    def __init__(self, d, h):
        super().__init__()
        self.in_proj_weight = nn.Parameter(torch.randn(3 * d, d) * d**-0.5)
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * d))
        self.out_proj = nn.Linear(d, d)
        self.d, self.h, self.dh = d, h, d // h

    def forward(self, x, pad_mask=None):
        q, k, v = (x @ self.in_proj_weight.T + self.in_proj_bias).chunk(3, dim=-1)
        heads = []
        for n in range(self.h):
            columns = slice(n * self.dh, (n + 1) * self.dh)
            scores = torch.bmm(q[..., columns], k[..., columns].transpose(1, 2)) * self.dh**-0.5
            if pad_mask is not None:
                scores = scores.masked_fill(pad_mask.unsqueeze(1), -1e30)
            heads.append(torch.bmm(torch.softmax(scores, -1), v[..., columns]))
        return self.out_proj(torch.cat(heads, dim=-1))


class EncoderLayer(nn.Module):
    def __init__(self, d, h, d_ff, dropout=0.1, norm_first=False, act="relu"):
        super().__init__()
        if d % h != 0:
            raise ValueError("d must be a multiple of h")
        self.self_attn = Attention(d, h)
        self.linear1 = nn.Linear(d, d_ff)
        self.linear2 = nn.Linear(d_ff, d)
        self.norm1 = nn.LayerNorm(d, eps=1e-5)
        self.norm2 = nn.LayerNorm(d, eps=1e-5)
        self.drop1, self.drop2 = nn.Dropout(dropout), nn.Dropout(dropout)
        self.activation = nn.ReLU() if act == "relu" else nn.GELU()
        self.norm_first = norm_first

    def forward(self, x, pad_mask=None):
        first = self.norm1(x) if self.norm_first else x
        x = x + self.drop1(self.self_attn(first, pad_mask))
        if not self.norm_first:
            x = self.norm1(x)
        second = self.norm2(x) if self.norm_first else x
        x = x + self.drop2(self.linear2(self.activation(self.linear1(second))))
        return x if self.norm_first else self.norm2(x)


class TransformerEncoder(nn.Module):
    def __init__(self, vocab, d, h, d_ff, L, max_len, dropout=0.1, norm_first=False):
        super().__init__()
        self.embed = nn.Embedding(vocab, d, padding_idx=0)
        self.layers = nn.ModuleList()
        for _ in range(L):
            self.layers.append(EncoderLayer(d, h, d_ff, dropout=dropout, norm_first=norm_first))
        self.norm = nn.LayerNorm(d) if norm_first else nn.Identity()
        self.drop = nn.Dropout(p=dropout)
        self.d, self.max_len = d, max_len

    def positions(self, t, like):
        omega = torch.exp(-torch.log(torch.tensor(1e4)) * torch.arange(0, self.d, 2) / self.d).to(like)
        angle = torch.arange(t).to(like).unsqueeze(1) * omega
        pe = torch.zeros(t, self.d).to(like)
        pe[:, ::2], pe[:, 1::2] = torch.sin(angle), torch.cos(angle)
        return pe

    def forward(self, ids, pad_mask=None):
        if ids.size(1) > self.max_len:
            raise ValueError("the sequence is too long")
        x = self.embed(ids)
        x = self.drop(x * self.d**0.5 + self.positions(ids.size(1), x))
        for layer in self.layers:
            x = layer(x, pad_mask)
        return self.norm(x)
