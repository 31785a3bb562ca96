"""w09/lstm. Parameters carry PyTorch's names; the 4H rows of each are i, f, g, o, H rows each."""

import torch
from torch import nn


class LSTMCell(nn.Module):
    """weight_ih [4H,I], weight_hh [4H,H], bias_ih [4H], bias_hh [4H]."""

    def __init__(self, d_in: int, d_hidden: int):
        super().__init__()

    def forward(self, x: torch.Tensor, state: tuple[torch.Tensor, torch.Tensor]):
        """x T[B,I], state (h, c) T[B,H] each -> (h', c')."""


class LSTM(nn.Module):
    """weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0, then …_l1 and so on."""

    def __init__(self, d_in: int, d_hidden: int, layers: int = 1, batch_first: bool = False):
        super().__init__()

    def forward(self, x: torch.Tensor, state=None, lengths=None):
        """x T[T,B,I] (batch_first: T[B,T,I]) -> (out T[T,B,H] or T[B,T,H], (h, c) T[layers,B,H] each).

        state: None means zeros. lengths: i64[B], real steps of each row, 1 to T; None means all.
        """


def clip_grad_norm(grads: list[torch.Tensor], max_norm: float):
    """-> (list of new tensors, norm of all of them together before clipping)."""
