"""w14/encoder: parameter names as in nn.TransformerEncoderLayer; ready-made Transformers and attentions are not allowed."""

from torch import nn


class EncoderLayer(nn.Module):
    """x T[B,T,D], pad_mask bool[B,T] (True = PAD) -> T[B,T,D].

    State: self_attn.in_proj_weight [3D,D], self_attn.in_proj_bias [3D], self_attn.out_proj.*, linear1.*, linear2.*,
    norm1.*, norm2.*
    """

    def __init__(self, d, h, d_ff, dropout=0.1, norm_first=False, act="relu"):
        super().__init__()

    def forward(self, x, pad_mask=None): ...


class TransformerEncoder(nn.Module):
    """ids i64[B,T], pad_mask bool[B,T] (True = PAD) -> T[B,T,D]. State: embed.weight, layers.N.*, norm.* (norm_first only)."""

    def __init__(self, vocab, d, h, d_ff, L, max_len, dropout=0.1, norm_first=False):
        super().__init__()

    def forward(self, ids, pad_mask=None): ...
