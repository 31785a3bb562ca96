"""w08/resnet18: ResNet-18 with torchvision's names, an Inception block, and a training recipe."""

import math
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import nn

WEIGHTS = "model.safetensors"


def conv3x3(cin, cout, stride=1):
    return nn.Conv2d(cin, cout, 3, stride, padding=1, bias=False)


class BasicBlock(nn.Module):
    def __init__(self, cin, cout, stride=1):
        super().__init__()
        self.conv1 = conv3x3(cin, cout)
        self.bn1 = nn.BatchNorm2d(cout)
        self.conv2 = conv3x3(cout, cout, stride)
        self.bn2 = nn.BatchNorm2d(cout)
        self.downsample = None
        if stride != 1 or cin != cout:
            self.downsample = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return F.relu(out + shortcut)


class ResNet18(nn.Module):
    def __init__(self, num_classes, stem, width):
        super().__init__()
        self.stem = stem
        if stem == "imagenet":
            self.conv1 = nn.Conv2d(3, width, 7, 2, padding=3, bias=False)
        else:
            self.conv1 = conv3x3(3, width)
        self.bn1 = nn.BatchNorm2d(width)
        self.layer1 = stage(width, width, 1)
        self.layer2 = stage(width, 2 * width, 2)
        self.layer3 = stage(2 * width, 4 * width, 2)
        self.layer4 = stage(4 * width, 8 * width, 2)
        self.fc = nn.Linear(8 * width, num_classes)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        if self.stem == "imagenet":
            x = F.max_pool2d(x, 3, 2, padding=1)
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(x.mean(dim=(2, 3)))


def stage(cin, cout, stride):
    return nn.Sequential(BasicBlock(cin, cout, stride), BasicBlock(cout, cout, 1))


def resnet18(num_classes, stem="imagenet", width=64):
    return ResNet18(num_classes, stem, width)


class InceptionBlock(nn.Module):
    """Branches 1×1, 3×3, 5×5 and pool, joined along the channels in this order."""

    def __init__(self, cin, c1, c3, c5, cp):
        super().__init__()
        self.b1 = nn.Conv2d(cin, c1, 1)
        self.b3_reduce, self.b3 = nn.Conv2d(cin, c3[0], 1), nn.Conv2d(c3[0], c3[1], 3, padding=1)
        self.b5_reduce, self.b5 = nn.Conv2d(cin, c5[0], 1), nn.Conv2d(c5[0], c5[1], 5, padding=2)
        self.bp = nn.Conv2d(cin, cp, 1)

    def forward(self, x):
        one = F.relu(self.b1(x))
        three = F.relu(self.b3(F.relu(self.b3_reduce(x))))
        five = F.relu(self.b5(F.relu(self.b5_reduce(x))))
        pool = F.relu(self.bp(F.max_pool2d(x, 3, 1, padding=1)))
        return torch.cat([one, three, five, pool], dim=1)


def to_input(x):
    """u8[B,3,32,32] -> T[B,3,32,32] in [-1,1]."""
    return torch.as_tensor(x).float().div(127.5).sub(1)


def groups(model, decay):
    """Weight decay on weights of convolutions and of the last layer only, not on BatchNorm and biases."""
    params = list(model.parameters())
    return [
        {"params": [p for p in params if p.ndim > 1], "weight_decay": decay},
        {"params": [p for p in params if p.ndim <= 1], "weight_decay": 0.0},
    ]


def rate(step, total, warm):
    """Factor of the largest learning rate: linear warm-up, then half a cosine."""
    if step < warm:
        return (step + 1) / warm
    return 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, total - warm)))


def train(data, cfg, report, out):
    torch.manual_seed(cfg["seed"])
    device = cfg["device"]
    x, y = to_input(data["x_train"]).to(device), torch.as_tensor(data["y_train"]).to(device)
    x_val, y_val = to_input(data["x_val"]).to(device), torch.as_tensor(data["y_val"]).to(device)
    model = resnet18(10, cfg["stem"], cfg["width"]).to(device)
    opt = torch.optim.SGD(groups(model, 5e-4), lr=0.1, momentum=0.9, nesterov=True)
    batch, epochs = 64, cfg["epochs"]
    total = epochs * math.ceil(len(x) / batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(opt, lambda step: rate(step, total, total // 8 + 1))
    for epoch in range(epochs):
        model.train()
        seen = 0.0
        for rows in torch.randperm(len(x)).split(batch):
            loss = F.cross_entropy(model(x[rows]), y[rows], label_smoothing=0.1)
            opt.zero_grad()
            loss.backward()
            opt.step()
            schedule.step()
            seen += loss.item() * len(rows)
        val_loss, val_acc = evaluate(model, x_val, y_val)
        report(epoch + 1, loss=seen / len(x), val_loss=val_loss, val_acc=val_acc, lr=schedule.get_last_lr()[0])
    tensors = {name: value.cpu().contiguous() for name, value in model.state_dict().items()}
    save_file(tensors, Path(out) / WEIGHTS)


@torch.no_grad()
def evaluate(model, x, y):
    model.eval()
    logits = torch.cat([model(part) for part in x.split(256)])
    return F.cross_entropy(logits, y).item(), (logits.argmax(1) == y).float().mean().item()


def load(out):
    tensors = load_file(Path(out) / WEIGHTS)
    kernel = tensors["conv1.weight"]
    model = resnet18(len(tensors["fc.bias"]), "imagenet" if kernel.shape[-1] == 7 else "cifar", len(kernel))
    model.load_state_dict(tensors)
    return model.eval()


@torch.no_grad()
def predict(model, x):
    model.eval()
    return model(to_input(x)).argmax(1).numpy()
