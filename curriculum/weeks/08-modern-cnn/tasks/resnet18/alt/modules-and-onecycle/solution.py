"""Layers as modules with in-place ReLU, adaptive pooling, AdamW with a one-cycle schedule and shifted images."""

import json
from pathlib import Path

import torch
from safetensors.torch import load_model, save_model
from torch import nn


class BasicBlock(nn.Module):
    def __init__(self, cin, cout, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, kernel_size=3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(cout)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(cout, cout, kernel_size=3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(cout)
        if cin == cout and stride == 1:
            self.downsample = nn.Identity()
        else:
            self.downsample = nn.Sequential(nn.Conv2d(cin, cout, 1, stride=stride, bias=False), nn.BatchNorm2d(cout))

    def forward(self, x):
        residual = self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x)))))
        residual += self.downsample(x)
        return self.relu(residual)


class ResNet(nn.Module):
    def __init__(self, num_classes, stem, width):
        super().__init__()
        self.cin = width
        kernel, stride, padding = (7, 2, 3) if stem == "imagenet" else (3, 1, 1)
        self.conv1 = nn.Conv2d(3, width, kernel, stride, padding, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, 2, 1) if stem == "imagenet" else nn.Identity()
        self.layer1 = self._stage(width, 1)
        self.layer2 = self._stage(width * 2, 2)
        self.layer3 = self._stage(width * 4, 2)
        self.layer4 = self._stage(width * 8, 2)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(width * 8, num_classes)

    def _stage(self, cout, stride):
        blocks = []
        for s in (stride, 1):
            blocks.append(BasicBlock(self.cin, cout, s))
            self.cin = cout
        return nn.Sequential(*blocks)

    def forward(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        for layer in (self.layer1, self.layer2, self.layer3, self.layer4):
            x = layer(x)
        return self.fc(torch.flatten(self.avgpool(x), 1))


def resnet18(num_classes, stem="imagenet", width=64):
    return ResNet(num_classes, stem, width)


def conv_relu(cin, cout, kernel):
    return nn.Sequential(nn.Conv2d(cin, cout, kernel, padding="same"), nn.ReLU())


class InceptionBlock(nn.Module):
    def __init__(self, cin, c1, c3, c5, cp):
        super().__init__()
        self.branches = nn.ModuleList(
            [
                conv_relu(cin, c1, 1),
                nn.Sequential(conv_relu(cin, c3[0], 1), conv_relu(c3[0], c3[1], 3)),
                nn.Sequential(conv_relu(cin, c5[0], 1), conv_relu(c5[0], c5[1], 5)),
                nn.Sequential(nn.MaxPool2d(3, 1, 1), conv_relu(cin, cp, 1)),
            ]
        )

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.branches], 1)


def shifted(x):
    """Each batch moved by up to two pixels, edges wrapped round."""
    dy, dx = torch.randint(-2, 3, (2,)).tolist()
    return torch.roll(x, (dy, dx), dims=(2, 3))


def train(data, cfg, report, out):
    torch.manual_seed(cfg["seed"])
    xs, ys = torch.from_numpy(data["x_train"]), torch.from_numpy(data["y_train"])
    xv, yv = torch.from_numpy(data["x_val"]), torch.from_numpy(data["y_val"])
    model = resnet18(10, cfg["stem"], cfg["width"]).to(cfg["device"])
    batch = 50
    steps = -(-len(xs) // batch) * cfg["epochs"]
    opt = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(opt, max_lr=4e-3, total_steps=steps, pct_start=0.25)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(cfg["epochs"]):
        model.train()
        for rows in torch.randperm(len(xs)).split(batch):
            opt.zero_grad(set_to_none=True)
            loss = criterion(model(shifted(xs[rows]).to(cfg["device"]) / 255.0), ys[rows].to(cfg["device"]))
            loss.backward()
            opt.step()
            schedule.step()
        model.eval()
        with torch.inference_mode():
            val = criterion(model(xv.to(cfg["device"]) / 255.0), yv.to(cfg["device"])).item()
        report(epoch, loss=loss.item(), val_loss=val)
    save_model(model.cpu(), Path(out) / "model.safetensors")
    (Path(out) / "shape.json").write_text(json.dumps({"width": cfg["width"], "stem": cfg["stem"]}))


def load(out):
    shape = json.loads((Path(out) / "shape.json").read_text())
    model = resnet18(10, shape["stem"], shape["width"])
    load_model(model, Path(out) / "model.safetensors")
    return model.eval()


def predict(model, x):
    with torch.inference_mode():
        return model(torch.from_numpy(x) / 255.0).argmax(dim=-1).numpy()
