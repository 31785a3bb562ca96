"""w06/mini-torch: five small parts of torch.nn and torch.optim. torch.nn and torch.optim themselves are not allowed."""

import torch


class Linear:
    """y = x @ weight.T + bias. `weight` T[out, in] and `bias` T[out] are leaf tensors that require gradients."""

    def __init__(self, d_in, d_out): ...

    def __call__(self, x): ...

    def parameters(self):
        """[weight, bias]"""


class ReLU:
    def __call__(self, x): ...

    def parameters(self):
        return []


class Sequential:
    def __init__(self, *layers): ...

    def __call__(self, x): ...

    def parameters(self):
        """Those of all layers, in order."""


def cross_entropy(logits: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """logits T[n, c], y i64[n] -> scalar tensor: the mean negative log-likelihood."""


class SGD:
    """As torch.optim.SGD with dampening 0."""

    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0): ...

    def step(self): ...

    def zero_grad(self): ...
