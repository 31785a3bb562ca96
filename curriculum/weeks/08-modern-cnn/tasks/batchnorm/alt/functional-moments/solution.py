"""torch.var_mean over a flattened view, the running statistics by the textbook formula, weights applied last."""

import torch


class BatchNorm2d(torch.nn.Module):
    def __init__(self, C, eps=1e-5, momentum=0.1):
        super().__init__()
        self.C, self.eps, self.momentum = C, eps, momentum
        self.weight = torch.nn.Parameter(torch.full((C,), 1.0))
        self.bias = torch.nn.Parameter(torch.full((C,), 0.0))
        for name, value in (("running_mean", 0.0), ("running_var", 1.0)):
            self.register_buffer(name, torch.full((C,), value))
        self.register_buffer("num_batches_tracked", torch.zeros((), dtype=torch.int64))

    def forward(self, x):
        rows = x.transpose(0, 1).reshape(self.C, -1)  # one row per channel
        if self.training:
            n = rows.shape[1]
            if n == 1:
                raise ValueError(f"expected more than 1 value per channel, got {tuple(x.shape)}")
            var, mean = torch.var_mean(rows, dim=1, unbiased=False)
            m = self.momentum
            self.running_mean = ((1 - m) * self.running_mean + m * mean).detach()
            self.running_var = ((1 - m) * self.running_var + m * rows.detach().var(dim=1)).detach()
            self.num_batches_tracked = self.num_batches_tracked + 1
        else:
            mean, var = self.running_mean, self.running_var
        z = (rows - mean[:, None]) * torch.rsqrt(var + self.eps)[:, None]
        z = z * self.weight[:, None] + self.bias[:, None]
        return z.reshape(self.C, x.shape[0], *x.shape[2:]).transpose(0, 1)
