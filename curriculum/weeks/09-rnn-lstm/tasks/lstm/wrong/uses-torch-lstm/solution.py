import torch
from torch import nn

LSTMCell = nn.LSTMCell


class LSTM(nn.LSTM):
    def __init__(self, d_in, d_hidden, layers=1, batch_first=False):
        super().__init__(d_in, d_hidden, layers, batch_first=batch_first)

    def forward(self, x, state=None, lengths=None):
        return super().forward(x, state)


def clip_grad_norm(grads, max_norm):
    norm = torch.sqrt(sum(g.square().sum() for g in grads))
    return [g * torch.clamp(max_norm / norm, max=1.0) for g in grads], norm
