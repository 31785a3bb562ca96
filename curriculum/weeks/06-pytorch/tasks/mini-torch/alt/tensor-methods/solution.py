"""The same with torch's own functions where they are allowed, in-place updates and zeroed gradients."""

import torch


class Linear:
    def __init__(self, d_in, d_out):
        self.weight = (torch.randn(d_out, d_in) * (2 / d_in) ** 0.5).requires_grad_(True)
        self.bias = torch.zeros(d_out, requires_grad=True)

    def forward(self, x):
        return torch.addmm(self.bias, x, self.weight.t())

    __call__ = forward

    def parameters(self):
        return [self.weight, self.bias]


class ReLU:
    def __call__(self, x):
        return torch.relu(x)

    def parameters(self):
        return []


class Sequential:
    def __init__(self, *layers):
        self.layers = list(layers)

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def parameters(self):
        found = []
        for layer in self.layers:
            found.extend(layer.parameters())
        return found


def cross_entropy(logits, y):
    return (torch.logsumexp(logits, dim=1) - logits.gather(1, y[:, None])[:, 0]).mean()


class SGD:
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        self.params, self.lr, self.momentum, self.weight_decay = list(params), lr, momentum, weight_decay
        self.buffers = {}

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            g = p.grad.detach().clone()
            if self.weight_decay:
                g.add_(p.data, alpha=self.weight_decay)
            if self.momentum:
                buffer = self.buffers.setdefault(id(p), torch.zeros_like(g))
                buffer.mul_(self.momentum).add_(g)
                g = buffer
            p.data.add_(g, alpha=-self.lr)

    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                p.grad.zero_()
