"""w08/batchnorm: batch normalisation over the channels of T[N,C,H,W], from tensor operations."""

import torch
from torch import nn


class BatchNorm2d(nn.Module):
    def __init__(self, C, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(C))
        self.bias = nn.Parameter(torch.zeros(C))
        self.register_buffer("running_mean", torch.zeros(C))
        self.register_buffer("running_var", torch.ones(C))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if x.numel() == x.shape[1]:
            raise ValueError("a single value")
        if self.training:
            mean, var = self.batch_statistics(x)
        else:
            mean, var = self.running_mean, self.running_var
        normalised = (x - per_channel(mean)) / torch.sqrt(per_channel(var) + self.eps)
        return per_channel(self.weight) * normalised + per_channel(self.bias)

    def batch_statistics(self, x):
        """Biased mean and variance of each channel; updates the running statistics, the variance with n − 1."""
        n = x.numel() // x.shape[1]
        if n < 2:
            raise ValueError("batch normalisation needs more than one value per channel in training")
        mean = x.mean(dim=(0, 2, 3))
        var = (x - per_channel(mean)).square().mean(dim=(0, 2, 3))
        with torch.no_grad():
            self.running_mean.lerp_(mean, self.momentum)
            self.running_var.lerp_(var * n / (n - 1), self.momentum)
            self.num_batches_tracked += 1
        return mean, var


def per_channel(v):
    """[C] -> [1,C,1,1], to be broadcast over the batch and the plane."""
    return v.view(1, -1, 1, 1)
