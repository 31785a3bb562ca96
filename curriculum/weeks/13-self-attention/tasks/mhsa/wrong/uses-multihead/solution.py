"""Hands the work to torch's own layer."""

from torch import nn


class MultiHeadSelfAttention(nn.Module):
    def __init__(self, d_model, n_heads, bias=True):
        super().__init__()
        if d_model % n_heads:
            raise ValueError("heads")
        self.inner = nn.MultiheadAttention(d_model, n_heads, bias=bias, batch_first=True)

    def forward(self, x, key_padding_mask=None, causal=False):
        later = None
        if causal:
            later = x.new_ones(x.shape[1], x.shape[1]).triu(1).bool()
        return self.inner(x, x, x, key_padding_mask=key_padding_mask, attn_mask=later)[0]

    def load_from_torch(self, state_dict):
        self.inner.load_state_dict(state_dict)
