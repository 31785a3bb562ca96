"""The parts of section 3 of the Transformer paper, for reading beside it. You may cite lines of this file in snippets.json."""

import math

import torch
import torch.nn.functional as F
from torch import nn


def attention(q, k, v, mask=None):
    """Scaled dot products (section 3.2.1). q [..., T, d_k], k [..., S, d_k], v [..., S, d_v]; mask True = may not look."""
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(mask, float("-inf"))
    return scores.softmax(dim=-1) @ v


class MultiHead(nn.Module):
    """Section 3.2.2: h heads of d/h dimensions each, one projection after they are joined."""

    def __init__(self, d, h):
        super().__init__()
        self.h = h
        self.q, self.k, self.v, self.out = (nn.Linear(d, d) for _ in range(4))

    def split(self, x):
        batch, length, d = x.shape
        return x.view(batch, length, self.h, d // self.h).transpose(1, 2)

    def forward(self, x, memory, mask=None):
        heads = attention(self.split(self.q(x)), self.split(self.k(memory)), self.split(self.v(memory)), mask)
        batch, _, length, width = heads.shape
        joined = heads.transpose(1, 2).reshape(batch, length, self.h * width)
        return self.out(joined)


class FeedForward(nn.Module):
    """Section 3.3: the same two layers at every position."""

    def __init__(self, d, dff):
        super().__init__()
        self.inner, self.outer = nn.Linear(d, dff), nn.Linear(dff, d)

    def forward(self, x):
        return self.outer(F.relu(self.inner(x)))


class DecoderLayer(nn.Module):
    """Section 3.1: masked self-attention, attention over the encoder, feed-forward; LayerNorm after each sum."""

    def __init__(self, d, h, dff, dropout=0.1):
        super().__init__()
        self.own, self.cross, self.ff = MultiHead(d, h), MultiHead(d, h), FeedForward(d, dff)
        self.norms = nn.ModuleList(nn.LayerNorm(d) for _ in range(3))
        self.drop = nn.Dropout(dropout)

    def forward(self, x, memory):
        length = x.shape[1]
        future = torch.ones(length, length, dtype=torch.bool).triu(1)
        x = self.norms[0](x + self.drop(self.own(x, x, future)))
        x = self.norms[1](x + self.drop(self.cross(x, memory)))
        return self.norms[2](x + self.drop(self.ff(x)))


def positions(length, d):
    """Sines and cosines of section 3.5: [length, d]."""
    place = torch.arange(length, dtype=torch.float32)[:, None]
    rate = torch.exp(torch.arange(0, d, 2) * (-math.log(10000.0) / d))
    table = torch.empty(length, d)
    table[:, 0::2] = torch.sin(place * rate)
    table[:, 1::2] = torch.cos(place * rate)
    return table


def rate_of(step, d, warmup=4000):
    """The learning rate of section 5.3; steps count from 1."""
    return d**-0.5 * min(step**-0.5, step * warmup**-1.5)


def embed(tokens, table, positions):
    """Section 3.4: the embedding is scaled before the positions are added."""
    return table[tokens] * math.sqrt(table.shape[1]) + positions[: tokens.shape[1]]
