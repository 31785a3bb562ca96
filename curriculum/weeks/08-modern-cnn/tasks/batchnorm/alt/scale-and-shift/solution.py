"""Everything folded into one multiplication and one addition per channel; two-pass variance on centred values."""

import torch
import torch.nn as nn

AXES = [0, 2, 3]


class BatchNorm2d(nn.Module):
    def __init__(self, C, eps=1e-5, momentum=0.1):
        nn.Module.__init__(self)
        self.register_parameter("weight", nn.Parameter(torch.ones(C)))
        self.register_parameter("bias", nn.Parameter(torch.zeros(C)))
        self.register_buffer("running_mean", torch.zeros(C))
        self.register_buffer("running_var", torch.ones(C))
        self.register_buffer("num_batches_tracked", torch.tensor(0, dtype=torch.long))
        self.eps = eps
        self.momentum = momentum

    def forward(self, x):
        if not self.training:
            return self._affine(x - self.running_mean[None, :, None, None], self.running_var)
        count = x.size(0) * x.size(2) * x.size(3)
        if count <= 1:
            raise ValueError("one value has no spread")
        centre = x.sum(AXES, keepdim=True) / count
        diff = x - centre
        var = torch.einsum("nchw,nchw->c", diff, diff) / count
        self._remember(centre.detach().reshape(-1), var.detach() * (count / (count - 1)))
        return self._affine(diff, var)

    def _affine(self, centred, var):
        scale = self.weight / (var + self.eps) ** 0.5
        return torch.addcmul(self.bias[None, :, None, None], centred, scale[None, :, None, None])

    @torch.no_grad()
    def _remember(self, mean, var):
        self.num_batches_tracked.add_(1)
        for buffer, new in ((self.running_mean, mean), (self.running_var, var)):
            buffer.mul_(1 - self.momentum).add_(self.momentum * new)
