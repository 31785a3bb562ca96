"""w09/lstm: one product per gate, states as lists, padding by copying rows that are still running."""

import math

import torch
from torch.nn import Module, Parameter
from torch.nn.functional import linear


class LSTMCell(Module):
    def __init__(self, d_in, d_hidden):
        super().__init__()
        self.size = d_hidden
        self.weight_ih = Parameter(torch.randn(4 * d_hidden, d_in) / math.sqrt(d_in))
        self.weight_hh = Parameter(torch.randn(4 * d_hidden, d_hidden) / math.sqrt(d_hidden))
        self.bias_ih = Parameter(torch.zeros(4 * d_hidden))
        self.bias_hh = Parameter(torch.zeros(4 * d_hidden))

    def forward(self, x, state):
        return step(x, state, (self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh), self.size)


def step(x, state, parts, size):
    h, c = state
    w, u, b, d = parts

    def gate(k):
        rows = slice(k * size, (k + 1) * size)
        return linear(x, w[rows], b[rows]) + linear(h, u[rows], d[rows])

    write, keep, show = (1 / (1 + torch.exp(-gate(k))) for k in (0, 1, 3))
    c = keep * c + write * torch.tanh(gate(2))
    return show * torch.tanh(c), c


class LSTM(Module):
    def __init__(self, d_in, d_hidden, layers=1, batch_first=False):
        super().__init__()
        self.size, self.depth, self.batch_first = d_hidden, layers, batch_first
        self.names = []
        for k in range(layers):
            columns = d_hidden if k else d_in
            made = {"weight_ih": (4 * d_hidden, columns), "weight_hh": (4 * d_hidden, d_hidden)}
            made |= {"bias_ih": (4 * d_hidden,), "bias_hh": (4 * d_hidden,)}
            for name, shape in made.items():
                setattr(self, f"{name}_l{k}", Parameter(torch.empty(*shape).normal_(std=0.1)))
            self.names.append([f"{name}_l{k}" for name in made])

    def forward(self, x, state=None, lengths=None):
        steps = list(x.unbind(1 if self.batch_first else 0))
        batch = len(steps[0])
        lengths = [len(steps)] * batch if lengths is None else lengths.tolist()
        h, c = state if state is not None else (steps[0].new_zeros(self.depth, batch, self.size) for _ in range(2))
        h, c = list(h), list(c)
        for t, now in enumerate(steps):
            running = torch.tensor([t < n for n in lengths], device=now.device)
            for k in range(self.depth):
                parts = [getattr(self, name) for name in self.names[k]]
                new_h, new_c = step(now, (h[k], c[k]), parts, self.size)
                h[k] = new_h if running.all() else torch.where(running[:, None], new_h, h[k])
                c[k] = new_c if running.all() else torch.where(running[:, None], new_c, c[k])
                now = new_h * running[:, None]
            steps[t] = now
        return torch.stack(steps, 1 if self.batch_first else 0), (torch.stack(h), torch.stack(c))


def clip_grad_norm(grads, max_norm):
    total = math.sqrt(sum(float(g.double().pow(2).sum()) for g in grads))
    factor = 1.0 if total <= max_norm else max_norm / total
    return tuple(factor * g for g in grads), total
