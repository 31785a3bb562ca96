"""w09/lstm: cells inside the LSTM share their tensors with it; input products of all steps at once; masks multiply."""

import torch
from torch import nn


def gates(a, c):
    n = c.shape[-1]
    both = torch.sigmoid(torch.cat([a[..., : 2 * n], a[..., 3 * n :]], -1))
    c = both[..., n : 2 * n] * c + both[..., :n] * torch.tanh(a[..., 2 * n : 3 * n])
    return both[..., 2 * n :] * torch.tanh(c), c


class LSTMCell(nn.Module):
    def __init__(self, d_in, d_hidden):
        super().__init__()
        for name, shape in {"weight_ih": [4 * d_hidden, d_in], "weight_hh": [4 * d_hidden, d_hidden]}.items():
            self.register_parameter(name, nn.Parameter(nn.init.xavier_uniform_(torch.empty(shape))))
        self.bias_ih = nn.Parameter(torch.zeros(4 * d_hidden))
        self.bias_hh = nn.Parameter(torch.zeros(4 * d_hidden))

    def forward(self, x, state):
        h, c = state
        a = torch.einsum("bi,gi->bg", x, self.weight_ih) + torch.einsum("bh,gh->bg", h, self.weight_hh)
        return gates(a + self.bias_ih + self.bias_hh, c)


class LSTM(nn.Module):
    def __init__(self, d_in, d_hidden, layers=1, batch_first=False):
        super().__init__()
        self.layers, self.batch_first = layers, batch_first
        for k in range(layers):
            cell = LSTMCell(d_in if not k else d_hidden, d_hidden)
            for name, value in list(cell.named_parameters()):
                self.register_parameter(f"{name}_l{k}", value)

    def forward(self, x, state=None, lengths=None):
        if self.batch_first:
            out, last = self.time_first(x.permute(1, 0, 2), state, lengths)
            return out.permute(1, 0, 2).contiguous(), last
        return self.time_first(x, state, lengths)

    def time_first(self, x, state, lengths):
        hs, cs = [], []
        for k in range(self.layers):
            w, u, b, d = (self.get_parameter(f"{n}_l{k}") for n in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"))
            h = x.new_zeros(x.shape[1], u.shape[1]) if state is None else state[0][k]
            c = torch.zeros_like(h) if state is None else state[1][k]
            rows = []
            for t, a in enumerate(x @ w.mT + (b + d)):
                new_h, new_c = gates(a + h @ u.mT, c)
                on = 1.0 if lengths is None else (lengths > t).to(x.dtype)[:, None]
                h, c = on * new_h + (1 - on) * h, on * new_c + (1 - on) * c
                rows.append(on * new_h)
            x = torch.stack(rows)
            hs, cs = [*hs, h], [*cs, c]
        return x, (torch.stack(hs), torch.stack(cs))


def clip_grad_norm(grads, max_norm):
    norm = torch.cat([g.reshape(-1) for g in grads]).norm()
    return [g * (max_norm / norm) if norm > max_norm else g.clone() for g in grads], norm
