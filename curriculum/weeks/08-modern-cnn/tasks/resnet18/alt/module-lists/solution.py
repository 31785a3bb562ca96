"""Stages as ModuleLists walked by a loop, the residual in functional calls, Adam with a step schedule, own normalisation."""

from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch.nn import BatchNorm2d, Conv2d, Linear, Module, ModuleList, Sequential
from torch.nn import functional as F


class BasicBlock(Module):
    def __init__(self, cin, cout, stride=1):
        super().__init__()
        self.conv1 = Conv2d(cin, cout, 3, stride=stride, padding=1, bias=False)
        self.conv2 = Conv2d(cout, cout, 3, padding=1, bias=False)
        self.bn1, self.bn2 = BatchNorm2d(cout), BatchNorm2d(cout)
        self.change = (cin, stride) != (cout, 1)
        if self.change:
            self.downsample = Sequential(Conv2d(cin, cout, 1, stride=stride, bias=False), BatchNorm2d(cout))

    def forward(self, x):
        y = self.conv1(x)
        y = self.bn1(y).clamp(min=0)
        y = self.bn2(self.conv2(y))
        return torch.add(y, self.downsample(x) if self.change else x).clamp(min=0)


class Residual18(Module):
    def __init__(self, num_classes, stem, width):
        super().__init__()
        large = stem == "imagenet"
        self.conv1 = Conv2d(3, width, 7 if large else 3, stride=2 if large else 1, padding=3 if large else 1, bias=False)
        self.bn1 = BatchNorm2d(width)
        self.large = large
        cin = width
        for k in range(4):
            cout = width << k
            self.add_module(f"layer{k + 1}", ModuleList([BasicBlock(cin, cout, 2 if k else 1), BasicBlock(cout, cout)]))
            cin = cout
        self.fc = Linear(cin, num_classes)

    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        if self.large:
            x = F.max_pool2d(x, kernel_size=3, stride=2, padding=1)
        for k in (1, 2, 3, 4):
            for block in getattr(self, f"layer{k}"):
                x = block(x)
        return self.fc(F.adaptive_avg_pool2d(x, 1).squeeze(-1).squeeze(-1))


def resnet18(num_classes, stem="imagenet", width=64):
    return Residual18(num_classes, stem, width)


class InceptionBlock(Module):
    def __init__(self, cin, c1, c3, c5, cp):
        super().__init__()
        self.pool_proj = Conv2d(cin, cp, 1)
        self.five = ModuleList([Conv2d(cin, c5[0], 1), Conv2d(c5[0], c5[1], 5, padding=2)])
        self.three = ModuleList([Conv2d(cin, c3[0], 1), Conv2d(c3[0], c3[1], 3, padding=1)])
        self.one = Conv2d(cin, c1, 1)

    def forward(self, x):
        outs = [self.one(x)]
        for first, second in (self.three, self.five):
            outs.append(second(torch.relu(first(x))))
        outs.append(self.pool_proj(F.max_pool2d(x, 3, stride=1, padding=1)))
        return torch.relu(torch.cat(outs, dim=1))  # one ReLU over the joined channels is the same as four


MEAN, SCALE = 0.45, 0.27


def tensor(x):
    return (torch.from_numpy(x.astype(np.float32)) / 255 - MEAN) / SCALE


def train(data, cfg, report, out):
    torch.manual_seed(cfg["seed"])
    rng = np.random.default_rng(cfg["seed"])
    model = resnet18(10, cfg["stem"], cfg["width"])
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    x, y = tensor(data["x_train"]), torch.from_numpy(data["y_train"])
    epochs = cfg["epochs"]
    for epoch in range(epochs):
        model.train()
        for group in opt.param_groups:
            group["lr"] = 2e-3 if epoch < epochs - 2 else 4e-4
        losses = []
        for rows in np.array_split(rng.permutation(len(x)), max(1, len(x) // 64)):
            loss = F.cross_entropy(model(x[rows]), y[rows])
            model.zero_grad()
            loss.backward()
            opt.step()
            losses.append(float(loss.detach()))
        model.eval()
        with torch.no_grad():
            val = F.cross_entropy(model(tensor(data["x_val"])), torch.from_numpy(data["y_val"]))
        report(epoch + 1, loss=float(np.mean(losses)), val_loss=float(val))
    meta = {"stem": cfg["stem"], "width": str(cfg["width"])}
    save_file({k: v.clone() for k, v in model.state_dict().items()}, Path(out) / "model.safetensors", metadata=meta)


def load(out):
    with safe_open(str(Path(out) / "model.safetensors"), "pt") as file:
        meta = file.metadata()
        state = {name: file.get_tensor(name) for name in file.keys()}
    model = resnet18(10, meta["stem"], int(meta["width"]))
    model.load_state_dict(state)
    model.eval()
    return model


def predict(model, x):
    with torch.no_grad():
        return model(tensor(x)).max(dim=1).indices.numpy()
