"""Another style: one weight [h,D,d] per projection and einsum all the way, with a softmax by hand."""

import torch
from torch import nn


class MultiHeadSelfAttention(nn.Module):
    def __init__(self, d_model, n_heads, bias=True):
        super().__init__()
        if n_heads < 1 or d_model % n_heads:
            raise ValueError("n_heads has to divide d_model")
        h, d = n_heads, d_model // n_heads
        self.w = nn.Parameter(torch.randn(3, h, d_model, d) * d_model**-0.5)
        self.b = nn.Parameter(torch.zeros(3, h, 1, d)) if bias else None
        self.wo = nn.Parameter(torch.randn(h, d, d_model) * d_model**-0.5)
        self.bo = nn.Parameter(torch.zeros(d_model)) if bias else None

    def forward(self, x, key_padding_mask=None, causal=False):
        T, d = x.shape[1], self.w.shape[-1]
        p = torch.einsum("btm,chmd->cbhtd", x, self.w)
        if self.b is not None:
            p = p + self.b[:, None]
        s = torch.einsum("bhid,bhjd->bhij", p[0], p[1]) / d**0.5
        see = torch.ones(T, T, dtype=torch.bool, device=x.device)
        if causal:
            at = torch.arange(T, device=x.device)
            see = at[:, None] >= at
        if key_padding_mask is not None:
            see = see & ~key_padding_mask[:, None, None, :]
        s = torch.where(see, s, torch.finfo(s.dtype).min)
        e = torch.exp(s - s.amax(-1, keepdim=True).detach()) * see
        w = e / e.sum(-1, keepdim=True).clamp_min(1e-300 if x.dtype == torch.float64 else 1e-30)
        out = torch.einsum("bhij,bhjd,hdm->bim", w, p[2], self.wo)
        return out if self.bo is None else out + self.bo

    @torch.no_grad()
    def load_from_torch(self, state_dict):
        c, h, m, d = self.w.shape
        self.w.copy_(state_dict["in_proj_weight"].view(c, h, d, m).transpose(2, 3))
        self.wo.copy_(state_dict["out_proj.weight"].view(m, h, d).permute(1, 2, 0))
        if self.b is not None:
            self.b.copy_(state_dict["in_proj_bias"].view(c, h, 1, d))
            self.bo.copy_(state_dict["out_proj.bias"])
