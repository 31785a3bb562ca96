"""A small torch.nn: a layer is an object that is called and that lists its parameters."""

import math

import torch


class Linear:
    """y = x @ weight.T + bias, weight[out, in], bias[out]."""

    def __init__(self, d_in, d_out):
        bound = 1 / math.sqrt(d_in)
        # Scale first, then ask for gradients: the result of an operation on a leaf is not a leaf.
        self.weight = torch.empty(d_out, d_in).uniform_(-bound, bound).requires_grad_()
        self.bias = torch.empty(d_out).uniform_(-bound, bound).requires_grad_()

    def __call__(self, x):
        return x @ self.weight.T + self.bias

    def parameters(self):
        return [self.weight, self.bias]


class ReLU:
    def __call__(self, x):
        return torch.where(x > 0, x, torch.zeros_like(x))

    def parameters(self):
        return []


class Sequential:
    def __init__(self, *layers):
        self.layers = layers

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def parameters(self):
        return [p for layer in self.layers for p in layer.parameters()]


def cross_entropy(logits, y):
    shifted = logits - logits.max(dim=1, keepdim=True).values
    log_p = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
    return -log_p[torch.arange(len(y)), y].mean()


class SGD:
    """As torch.optim.SGD with dampening 0."""

    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        self.params = list(params)
        self.lr, self.momentum, self.weight_decay = lr, momentum, weight_decay
        self.velocity = [None] * len(self.params)

    @torch.no_grad()
    def step(self):
        for index, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad + self.weight_decay * p
            if self.momentum:
                v = self.velocity[index]
                g = g.clone() if v is None else self.momentum * v + (1 - self.momentum) * g
                self.velocity[index] = g
            p -= self.lr * g

    def zero_grad(self):
        for p in self.params:
            p.grad = None
