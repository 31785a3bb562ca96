"""Three epochs of a 784-64-10 network on 2,000 MNIST images with the chosen optimiser, rate and batch size."""

import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from workers.harness.paths import resolve

EPOCHS = 3
TRAIN, VAL = 2000, 500
POINTS = 60


def load():
    data = np.load(resolve("/assets/mnist5k/train.npz"), allow_pickle=False)
    x = torch.from_numpy(data["x"][: TRAIN + VAL].astype(np.float32) / 255).flatten(1)
    y = torch.from_numpy(data["y"][: TRAIN + VAL])
    return x[:TRAIN], y[:TRAIN], x[TRAIN:], y[TRAIN:]


def make_optimiser(name, params, lr):
    if name == "adam":
        return torch.optim.Adam(params, lr=lr)
    return torch.optim.SGD(params, lr=lr, momentum=0.9 if name == "momentum" else 0.0)


def run(config, seed, report, figure):
    """config: {optimiser, lr, batch_size}. Metrics: train_loss, val_loss, val_acc, updates, diverged."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    x, y, x_val, y_val = load()
    model = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
    opt = make_optimiser(config["optimiser"], model.parameters(), config["lr"])
    batch = int(config["batch_size"])
    updates = EPOCHS * math.ceil(TRAIN / batch)
    every = max(1, updates // POINTS)
    ratios, step, diverged, smooth = [], 0, False, None
    for _ in range(EPOCHS):
        for rows in torch.randperm(TRAIN).split(batch):
            watch = step % every == 0
            before = [p.detach().clone() for p in model.parameters()] if watch else []
            loss = F.cross_entropy(model(x[rows]), y[rows])
            opt.zero_grad()
            loss.backward()
            opt.step()
            value = loss.item()
            if not math.isfinite(value) or value > 100:
                diverged = True
                break
            smooth = value if smooth is None else 0.9 * smooth + 0.1 * value
            if watch:
                ratios.append((step, ratio(before, model)))
                report(step, loss=round(smooth, 5))
            step += 1
        if diverged:
            break
    metrics = {**measure(model, x, y, "train"), **measure(model, x_val, y_val, "val")}
    metrics.pop("train_acc")
    figure("update-ratio", ratio_figure(ratios))
    return {**metrics, "updates": step, "diverged": float(diverged)}


def ratio(before, model):
    moved = sum(float((a - p.detach()).square().sum()) for a, p in zip(before, model.parameters()))
    size = sum(float(a.square().sum()) for a in before)
    return math.sqrt(moved / size)


@torch.no_grad()
def measure(model, x, y, name):
    logits = torch.nan_to_num(model(x), nan=0.0, posinf=1e4, neginf=-1e4)
    loss = min(float(F.cross_entropy(logits, y)), 100.0)
    return {f"{name}_loss": round(loss, 5), f"{name}_acc": round(float((logits.argmax(1) == y).float().mean()), 5)}


def ratio_figure(ratios):
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines+markers",
                "x": [s for s, _ in ratios],
                "y": [max(r, 1e-9) if math.isfinite(r) else None for _, r in ratios],
            }
        ],
        "layout": {
            "title": {"text": {"zh": "一步更新量与权重大小之比", "en": "Size of one update relative to the weights"}},
            "xaxis": {"title": {"text": {"zh": "更新次数", "en": "update"}}},
            "yaxis": {"type": "log", "title": {"text": {"zh": "比值", "en": "ratio"}}},
        },
    }
