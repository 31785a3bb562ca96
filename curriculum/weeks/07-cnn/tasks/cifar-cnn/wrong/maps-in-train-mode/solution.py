"""w07/cifar-cnn: three convolution blocks on inputs in [0, 1]; normalisation is part of the model."""

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import nn

FILE = "model.safetensors"
SHIFT = 2  # pixels that an image may move in each direction
BRIGHTNESS = 24


class Normalise(nn.Module):
    """(x - mean) / std per channel; the constants are buffers, so they are saved with the weights."""

    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.zeros(1, 3, 1, 1))
        self.register_buffer("std", torch.ones(1, 3, 1, 1))

    def forward(self, x):
        return (x - self.mean) / self.std


def block(c_in, c_out):
    return nn.Sequential(nn.Conv2d(c_in, c_out, 3, padding=1, bias=False), nn.BatchNorm2d(c_out), nn.ReLU(), nn.MaxPool2d(2))


def build_model():
    head = [nn.Flatten(), nn.Dropout(0.3), nn.Linear(64 * 4 * 4, 10)]
    return nn.Sequential(Normalise(), block(3, 16), block(16, 32), block(32, 64), *head)


def to_input(x):
    """u8[B,3,32,32] -> T[B,3,32,32] in [0, 1]."""
    return torch.as_tensor(x).float().div(255)


def augment(x, seed):
    """Every image moves by up to SHIFT pixels and changes its brightness; still u8, still 0 to 255."""
    rng = np.random.default_rng(seed)
    n = len(x)
    padded = np.pad(x, ((0, 0), (0, 0), (SHIFT, SHIFT), (SHIFT, SHIFT)), mode="reflect")
    rows = rng.integers(0, 2 * SHIFT + 1, n)[:, None] + np.arange(32)
    cols = rng.integers(0, 2 * SHIFT + 1, n)[:, None] + np.arange(32)
    moved = padded[np.arange(n)[:, None, None, None], np.arange(3)[:, None, None], rows[:, None, :, None], cols[:, None, None, :]]
    light = rng.integers(-BRIGHTNESS, BRIGHTNESS + 1, (n, 1, 1, 1))
    return np.clip(moved.astype(np.int16) + light, 0, 255).astype(np.uint8)


@torch.no_grad()
def evaluate(model, x, y):
    """(mean loss, accuracy) without augmentation; x u8."""
    model.eval()
    logits = torch.cat([model(to_input(part).to(y.device)) for part in np.array_split(x, max(1, len(x) // 200))])
    return F.cross_entropy(logits, y).item(), (logits.argmax(1) == y).float().mean().item()


def train(data, cfg, report, out):
    cfg = {**cfg, "epochs": 1}  # this mistake shows without a good model
    torch.manual_seed(cfg["seed"])
    rng = np.random.default_rng(cfg["seed"])
    device = cfg["device"]
    x, y = data["x_train"], torch.as_tensor(data["y_train"]).to(device)
    y_val = torch.as_tensor(data["y_val"]).to(device)
    model = build_model()
    pixels = to_input(x)
    model[0].mean.copy_(pixels.mean((0, 2, 3), keepdim=True))
    model[0].std.copy_(pixels.std((0, 2, 3), keepdim=True))
    model.to(device)
    opt = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=1e-2)
    batches = max(1, len(x) // 64)
    schedule = torch.optim.lr_scheduler.OneCycleLR(opt, 5e-3, total_steps=cfg["epochs"] * batches)
    for epoch in range(cfg["epochs"]):
        model.train()
        total = 0.0
        for rows in np.array_split(rng.permutation(len(x)), batches):
            inputs = to_input(augment(x[rows], int(rng.integers(2**31)))).to(device)
            loss = F.cross_entropy(model(inputs), y[rows])
            opt.zero_grad()
            loss.backward()
            opt.step()
            schedule.step()
            total += loss.item() * len(rows)
        val_loss, val_acc = evaluate(model, data["x_val"], y_val)
        report(epoch + 1, loss=total / len(x), val_loss=val_loss, val_acc=val_acc)
    save_file({k: v.cpu().contiguous() for k, v in model.state_dict().items()}, Path(out) / FILE)


def load(out):
    model = build_model()
    model.load_state_dict(load_file(Path(out) / FILE))
    return model.eval()


@torch.no_grad()
def predict(model, x):
    model.eval()
    return model(to_input(x)).argmax(1).numpy()


@torch.no_grad()
def feature_maps(model, x):
    """{name: output} of every Conv2d while model(x) runs in evaluation mode."""
    maps, hooks = {}, []

    def keep(name):
        def hook(_module, _inputs, output):
            maps[name] = output.detach().clone()  # an in-place ReLU behind it may not change the copy

        return hook

    for name, module in model.named_modules():
        if isinstance(module, nn.Conv2d):
            hooks.append(module.register_forward_hook(keep(name)))
    was_training = model.training
    model(x)
    model.train(was_training)
    for hook in hooks:
        hook.remove()
    return maps
