"""w09/lstm: an LSTM from tensor operations, with PyTorch's parameter names and gate order i, f, g, o."""

import torch
from torch import nn


def lstm_step(x, h, c, w_ih, w_hh, b_ih, b_hh):
    """x T[B,I], h, c T[B,H] -> h', c'. The four gates come from one product, H columns each."""
    i, f, g, o = (x @ w_ih.T + b_ih + h @ w_hh.T + b_hh).chunk(4, dim=1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


def uniform(bound, *shape):
    return nn.Parameter(torch.empty(shape).uniform_(-bound, bound))


class LSTMCell(nn.Module):
    def __init__(self, d_in, d_hidden):
        super().__init__()
        bound = d_hidden**-0.5
        self.weight_ih = uniform(bound, 4 * d_hidden, d_in)
        self.weight_hh = uniform(bound, 4 * d_hidden, d_hidden)
        self.bias_ih = uniform(bound, 4 * d_hidden)
        self.bias_hh = uniform(bound, 4 * d_hidden)

    def forward(self, x, state):
        return lstm_step(x, *state, self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh)


class LSTM(nn.Module):
    def __init__(self, d_in, d_hidden, layers=1, batch_first=False):
        super().__init__()
        self.d_hidden, self.layers, self.batch_first = d_hidden, layers, batch_first
        bound = d_hidden**-0.5
        for k in range(layers):
            self.register_parameter(f"weight_ih_l{k}", uniform(bound, 4 * d_hidden, d_in if k == 0 else d_hidden))
            self.register_parameter(f"weight_hh_l{k}", uniform(bound, 4 * d_hidden, d_hidden))
            self.register_parameter(f"bias_ih_l{k}", uniform(bound, 4 * d_hidden))
            self.register_parameter(f"bias_hh_l{k}", uniform(bound, 4 * d_hidden))

    def weights(self, k):
        return [getattr(self, f"{name}_l{k}") for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]

    def forward(self, x, state=None, lengths=None):
        if self.batch_first:
            x = x.transpose(0, 1)
        steps, batch = x.shape[:2]
        if state is None:
            zeros = x.new_zeros(self.layers, batch, self.d_hidden)
            state = zeros, zeros
        if lengths is None:
            lengths = torch.full((batch,), steps, device=x.device)
        alive = torch.arange(steps, device=x.device)[:, None, None] < lengths[:, None]  # [T,B,1]
        last_h, last_c = [], []
        for k in range(self.layers):
            x, h, c = self.run_layer(k, x, state[0][k], state[1][k], alive)
            last_h.append(h)
            last_c.append(c)
        back, _, _ = self.run_layer(self.layers - 1, x.flip(0), state[0][-1], state[1][-1], alive.flip(0))
        x = (x + back.flip(0)) / 2
        out = x.transpose(0, 1) if self.batch_first else x
        return out, (torch.stack(last_h), torch.stack(last_c))

    def run_layer(self, k, x, h, c, alive):
        """x T[T,B,D] -> outputs T[T,B,H] (zero at pads), and each row's state after its last real step."""
        weights = self.weights(k)
        outs = []
        for now, here in zip(x, alive, strict=True):
            new_h, new_c = lstm_step(now, h, c, *weights)
            h = torch.where(here, new_h, h)  # a row that has ended keeps its state
            c = torch.where(here, new_c, c)
            outs.append(torch.where(here, new_h, torch.zeros_like(new_h)))
        return torch.stack(outs), h, c


def clip_grad_norm(grads, max_norm):
    """([g · min(1, max_norm / norm)], norm): one norm over all tensors together, no epsilon."""
    norm = torch.sqrt(sum(g.square().sum() for g in grads))
    scale = torch.clamp(max_norm / norm, max=1.0)
    return [g * scale for g in grads], norm
