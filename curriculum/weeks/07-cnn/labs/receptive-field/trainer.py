"""A small CNN on 8×8 digits somewhere on a noisy 16×16 canvas: how far it sees, and what a shift does to it."""

import numpy as np
import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn

SIDE, CHANNELS, CLASSES = 16, 12, 10
TRAIN, VAL, EPOCHS, BATCH = 1000, 500, 6, 40
SHIFTS = (0, 1, 2, 3, 4)


def canvas(rng, digits, distance):
    """Digits in the middle, give or take one pixel, then moved by `distance` in one of four directions; T[n,1,16,16]."""
    images = rng.uniform(0, 0.25, (len(digits), 1, SIDE, SIDE))
    steps = np.array([(0, 1), (0, -1), (1, 0), (-1, 0)])[rng.integers(0, 4, len(digits))] * distance
    corner = 4 + steps + (rng.integers(-1, 2, steps.shape) if distance < max(SHIFTS) else 0)
    for image, digit, (top, left) in zip(images, digits, corner, strict=True):
        top, left = np.clip((top, left), 0, SIDE - 8)
        image[0, top : top + 8, left : left + 8] += digit / 20
    return torch.tensor(images, dtype=torch.float32)


def make_layers(config):
    """([(kernel, stride), ...] of every layer that slides a window, the modules, side of the last map)."""
    kernel, stride, pool = int(config["kernel"]), int(config["stride"]), config["pool"]
    windows, modules, channels, side = [], [], 1, SIDE
    for _ in range(int(config["depth"])):
        step = stride if side >= 4 else 1  # a map of 2×2 is not made smaller
        modules += [nn.Conv2d(channels, CHANNELS, kernel, step, kernel // 2), nn.BatchNorm2d(CHANNELS), nn.ReLU()]
        windows.append((kernel, step))
        channels, side = CHANNELS, -(-side // step)
        if pool != "none" and side >= 4:
            modules.append((nn.MaxPool2d if pool == "max" else nn.AvgPool2d)(2))
            windows.append((2, 2))
            side //= 2
    return windows, modules, side


def receptive_field(windows):
    size, jump = 1, 1
    for kernel, stride in windows:
        size += (kernel - 1) * jump
        jump *= stride
    return size


def build(config):
    windows, modules, side = make_layers(config)
    body = nn.Sequential(*modules)
    if config["head"] == "global":
        head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(CHANNELS, CLASSES))
    else:
        head = nn.Sequential(nn.Flatten(), nn.Linear(CHANNELS * side * side, CLASSES))
    return body, head, receptive_field(windows)


def run(config, seed, report, figure):
    """config: {kernel, depth, stride, pool, head}. Metrics: val_acc, acc_shift4, receptive_field, params."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    rng = np.random.default_rng(seed)
    digits, labels = load_digits(return_X_y=True)
    order = rng.permutation(len(labels))
    digits, labels = digits.reshape(-1, 8, 8)[order], torch.tensor(labels[order])
    x, y = canvas(rng, digits[:TRAIN], 0), labels[:TRAIN]
    hidden, y_val = digits[TRAIN : TRAIN + VAL], labels[TRAIN : TRAIN + VAL]
    body, head, field = build(config)
    model = nn.Sequential(body, head)
    train(model, x, y, report)
    curve = [accuracy(model, canvas(rng, hidden, distance), y_val) for distance in SHIFTS]
    figure("shift", shift_figure(curve))
    figure("influence", influence_figure(body, canvas(rng, hidden[:100], 0), field))
    params = sum(p.numel() for p in model.parameters())
    return {"val_acc": curve[0], "acc_shift4": curve[-1], "receptive_field": float(field), "params": float(params)}


def train(model, x, y, report):
    updates = EPOCHS * (TRAIN // BATCH)
    opt = torch.optim.Adam(model.parameters(), lr=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(opt, 1e-2, total_steps=updates)
    step, smooth = 0, None
    for _ in range(EPOCHS):
        for rows in torch.randperm(TRAIN).split(BATCH):
            loss = F.cross_entropy(model(x[rows]), y[rows])
            opt.zero_grad()
            loss.backward()
            opt.step()
            schedule.step()
            smooth = loss.item() if smooth is None else 0.9 * smooth + 0.1 * loss.item()
            if step % 4 == 0:
                report(step, loss=round(smooth, 5))
            step += 1


@torch.no_grad()
def accuracy(model, x, y):
    model.eval()
    return round(float((model(x).argmax(1) == y).float().mean()), 4)


def shift_figure(curve):
    return {
        "data": [{"type": "scatter", "mode": "lines+markers", "x": list(SHIFTS), "y": curve}],
        "layout": {
            "title": {"text": {"zh": "把数字挪开之后的准确率", "en": "Accuracy once the digit has moved"}},
            "xaxis": {"title": {"text": {"zh": "挪动的像素", "en": "pixels moved"}}, "dtick": 1},
            "yaxis": {"title": {"text": {"zh": "准确率", "en": "accuracy"}}, "range": [0, 1]},
        },
    }


def influence_figure(body, x, field):
    """Mean size of the gradient of the middle of the last map with respect to every input pixel."""
    x = x.clone().requires_grad_(True)
    maps = body.eval()(x)
    middle = maps.shape[2] // 2
    maps[:, :, middle, middle].sum().backward()
    size = x.grad.abs().mean((0, 1)).numpy()
    shown = (size / max(size.max(), 1e-12)).round(3)
    seen = int((size > 0).any(axis=0).sum())
    title = {
        "zh": f"最后一张特征图中间一格看到的像素（公式：{field}，图内实测宽：{seen}）",
        "en": f"Pixels that the middle of the last map sees (formula: {field}, measured inside the image: {seen})",
    }
    axis = {"showticklabels": False, "constrain": "domain"}
    return {
        "data": [{"type": "heatmap", "z": shown.tolist(), "colorscale": "Blues", "showscale": False}],
        "layout": {"title": {"text": title}, "xaxis": axis, "yaxis": {**axis, "scaleanchor": "x", "autorange": "reversed"}},
    }
