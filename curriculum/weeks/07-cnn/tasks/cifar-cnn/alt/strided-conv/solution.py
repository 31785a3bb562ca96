"""No pooling: strided convolutions, SGD with momentum, maps by walking the layers instead of hooks."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import nn

WIDTHS = (24, 48, 64)


class Strided(nn.Module):
    def __init__(self):
        super().__init__()
        sizes = (3, *WIDTHS)
        self.shift = nn.Parameter(torch.full((3, 1, 1), 0.41), requires_grad=False)
        self.convs = nn.ModuleList(nn.Conv2d(a, b, 5, stride=2, padding=2) for a, b in pairwise(sizes))
        self.norms = nn.ModuleList(nn.BatchNorm2d(b) for b in WIDTHS)
        self.out = nn.Linear(WIDTHS[-1] * 16, 10)

    def walk(self, x):
        """Yields (index, output of that convolution), then (None, logits)."""
        x = (x - self.shift) * 3
        for k, (conv, norm) in enumerate(zip(self.convs, self.norms, strict=True)):
            seen = conv(x)
            yield k, seen
            x = norm(seen).relu()
        yield None, self.out(x.flatten(1))

    def forward(self, x):
        return [value for _, value in self.walk(x)][-1]


def build_model():
    return Strided()


def augment(x, seed):
    rng = np.random.default_rng(seed)
    out = np.empty_like(x)
    for image, target in zip(x, out, strict=True):
        dy, dx = rng.integers(-2, 3, 2)
        light = 1 + rng.uniform(-0.1, 0.1)
        target[:] = np.clip(np.roll(image, (dy, dx), axis=(1, 2)) * light, 0, 255)
    return out


def train(data, cfg, report, out):
    torch.manual_seed(cfg["seed"])
    model = build_model()
    opt = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=0.04, momentum=0.9, weight_decay=1e-3)
    x, y = data["x_train"], torch.tensor(data["y_train"])
    steps = cfg["epochs"] * -(-len(y) // 50)
    cosine = torch.optim.lr_scheduler.CosineAnnealingLR(opt, steps)
    for epoch in range(cfg["epochs"]):
        total = 0.0
        for rows in torch.randperm(len(y)).split(50):
            batch = augment(x[rows.numpy()], int(torch.randint(2**31, ()).item()))
            loss = nn.functional.cross_entropy(model.train()(torch.tensor(batch) / 255), y[rows])
            model.zero_grad()
            loss.backward()
            opt.step()
            cosine.step()
            total += loss.item() * len(rows)
        wrong = torch.tensor(predict(model, data["x_val"])) != torch.tensor(data["y_val"])
        report(epoch, loss=total / len(y), val_acc=1 - wrong.float().mean().item())
    save_file(model.state_dict(), Path(out) / "model.safetensors")


def load(out):
    model = build_model()
    model.load_state_dict(load_file(Path(out) / "model.safetensors"))
    return model


@torch.no_grad()
def predict(model, x):
    return model.eval()(torch.tensor(x) / 255).argmax(-1).numpy()


@torch.no_grad()
def feature_maps(model, x):
    return {f"convs.{k}": seen for k, seen in model.eval().walk(x) if k is not None}
