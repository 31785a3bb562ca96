"""w14/sort: a small Transformer encoder that puts digits in order, one class for each place."""

import json
import math
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import nn

PAD, VOCAB = 0, 11
SIZE = {"d": 64, "h": 4, "d_ff": 128, "layers": 2}
PEAK, WARMUP, BATCH = 3e-3, 60, 64


def sinusoidal_pe(length, d):
    angle = torch.arange(length).float()[:, None] * torch.exp(torch.arange(0, d, 2).float() * (-math.log(10_000.0) / d))
    return torch.stack([angle.sin(), angle.cos()], dim=-1).reshape(length, d)


class EncoderLayer(nn.Module):
    """One pre-norm layer: x + attention(norm(x)), then x + ffn(norm(x))."""

    def __init__(self, d, h, d_ff):
        super().__init__()
        self.h = h
        self.norm1, self.norm2 = nn.LayerNorm(d), nn.LayerNorm(d)
        self.qkv, self.out = nn.Linear(d, 3 * d), nn.Linear(d, d)
        self.linear1, self.linear2 = nn.Linear(d, d_ff), nn.Linear(d_ff, d)

    def forward(self, x, pad):
        x = x + self.attend(self.norm1(x), pad)
        return x + self.linear2(F.relu(self.linear1(self.norm2(x))))

    def attend(self, x, pad):
        b, t, d = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, self.h, d // self.h).permute(2, 0, 3, 1, 4)
        scores = q @ k.transpose(-2, -1) / math.sqrt(d // self.h)
        scores = scores.masked_fill(~pad[:, None, None, :], -1e9)
        return self.out((scores.softmax(-1) @ v).transpose(1, 2).reshape(b, t, d))


class Sorter(nn.Module):
    """ids i64[B,T] -> logits T[B,T,11]: which digit belongs in each place."""

    def __init__(self, d, h, d_ff, layers):
        super().__init__()
        self.d = d
        self.embed = nn.Embedding(VOCAB, d)
        nn.init.normal_(self.embed.weight, std=d**-0.5)
        self.layers = nn.ModuleList([EncoderLayer(d, h, d_ff) for _ in range(layers)])
        self.norm, self.head = nn.LayerNorm(d), nn.Linear(d, VOCAB)

    def forward(self, ids):
        x = self.embed(ids) * math.sqrt(self.d) + sinusoidal_pe(ids.shape[1], self.d).to(self.embed.weight)
        for layer in self.layers:
            x = layer(x, ids == PAD)
        return self.head(self.norm(x))


def train(data, cfg, report, out):
    torch.manual_seed(cfg["seed"])
    torch.set_num_threads(cfg["threads"])
    device = torch.device(cfg["device"])
    x, y = (torch.as_tensor(data[key], device=device) for key in ("x_train", "y_train"))
    model = Sorter(**SIZE).to(device)
    opt = torch.optim.Adam(model.parameters(), lr=PEAK, betas=(0.9, 0.98), eps=1e-9)
    pick = torch.Generator().manual_seed(cfg["seed"])
    for step in range(1, cfg["steps"] + 1):
        rate = PEAK * min(step / WARMUP, (cfg["steps"] + 1 - step) / max(cfg["steps"] - WARMUP, 1))  # up, then down to 0
        opt.param_groups[0]["lr"] = rate
        rows = torch.randint(len(x), (BATCH,), generator=pick).to(device)
        loss = F.cross_entropy(model(x[rows]).transpose(1, 2), y[rows], ignore_index=PAD)
        opt.zero_grad()
        loss.backward()
        grad = nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        if step % 25 == 0 or step == cfg["steps"]:
            em = exact(predict(model, data["x_val"]), data["y_val"])
            report(step, loss=loss.item(), val_em=em, lr=rate, grad_norm=float(grad))
            model.train()
    save_file({name: value.cpu().contiguous() for name, value in model.state_dict().items()}, Path(out) / "model.safetensors")
    (Path(out) / "size.json").write_text(json.dumps(SIZE))


def exact(got, want):
    """The share of rows that are right in every place."""
    return float((got == want).all(axis=1).mean())


def load(out):
    model = Sorter(**json.loads((Path(out) / "size.json").read_text()))
    model.load_state_dict(load_file(Path(out) / "model.safetensors"))
    return model.eval()


@torch.no_grad()
def predict(model, x):
    """i64[B,T] -> i64[B,T]: the most likely digit in each place, 0 where x is PAD."""
    model.eval()
    ids = torch.as_tensor(np.asarray(x), device=model.embed.weight.device)
    logits = model(ids)
    logits[..., PAD] = -math.inf
    return logits.argmax(-1).masked_fill(ids == PAD, PAD).cpu().numpy()
