"""A base class, generators for parameters, one-hot cross-entropy through log_softmax."""

import torch


class Layer:
    def parameters(self):
        return iter(())

    def __call__(self, x):
        return self.forward(x)


class Linear(Layer):
    def __init__(self, d_in, d_out):
        weight = torch.rand(d_out, d_in) * 2 - 1
        self.weight = weight.div_(d_in**0.5).requires_grad_()
        self.bias = torch.zeros(d_out).requires_grad_()

    def forward(self, x):
        return torch.einsum("ni,oi->no", x, self.weight) + self.bias

    def parameters(self):
        yield self.weight
        yield self.bias


class ReLU(Layer):
    def forward(self, x):
        return x * (x > 0)


class Sequential(Layer):
    def __init__(self, *layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def parameters(self):
        for layer in self.layers:
            yield from layer.parameters()


def cross_entropy(logits, y):
    one_hot = torch.zeros_like(logits).scatter(1, y[:, None], 1.0)
    return -(torch.log_softmax(logits, dim=1) * one_hot).sum(dim=1).mean()


class SGD:
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        self.params = list(params)
        self.velocity = [torch.zeros_like(p) for p in self.params]
        self.lr, self.momentum, self.weight_decay = lr, momentum, weight_decay

    def step(self):
        with torch.no_grad():
            for p, v in zip(self.params, self.velocity):
                if p.grad is not None:
                    v.copy_(self.momentum * v + p.grad + self.weight_decay * p)
                    p.sub_(self.lr * v)

    def zero_grad(self):
        for p in self.params:
            p.grad = None
