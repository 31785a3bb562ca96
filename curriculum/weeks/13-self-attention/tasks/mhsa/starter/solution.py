"""w13/mhsa: multi-head self-attention. Ready-made attention is not allowed; nn.Linear and tensor operations are."""

from torch import nn


class MultiHeadSelfAttention(nn.Module):
    """x T[B,T,D] -> T[B,T,D] with D = d_model and n_heads heads of D / n_heads."""

    def __init__(self, d_model, n_heads, bias=True):
        super().__init__()
        # ValueError where n_heads does not divide d_model

    def forward(self, x, key_padding_mask=None, causal=False):
        """key_padding_mask bool[B,T], True = PAD; causal: token t sees tokens 0…t."""

    def load_from_torch(self, state_dict):
        """Takes nn.MultiheadAttention's in_proj_weight [3D,D], in_proj_bias [3D], out_proj.weight, out_proj.bias."""
