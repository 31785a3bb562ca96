"""w06/mnist-mlp: 784-256-10 with dropout, Adam, best epoch by validation loss."""

from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import nn

FILE = "model.safetensors"


def build_model():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Dropout(0.2), nn.Linear(256, 10))


def to_input(x):
    """u8[B,28,28] -> T[B,1,28,28] in [0,1]."""
    return torch.as_tensor(x).float().div(255).unsqueeze(1)


def training_step(model, opt, x, y):
    model.train()
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    opt.step()
    return loss.item()


@torch.no_grad()
def evaluate(model, x, y, batch_size):
    was_training = model.training
    model.eval()
    loss = correct = 0.0
    for start in range(0, len(x), batch_size):
        xb, yb = x[start : start + batch_size], y[start : start + batch_size]
        logits = model(xb)
        loss += F.cross_entropy(logits, yb, reduction="sum").item()
        correct += (logits.argmax(1) == yb).sum().item()
    model.train(was_training)
    return loss / len(x), correct / len(x)


def train(data, cfg, report, out):
    torch.manual_seed(cfg["seed"])
    device = cfg["device"]
    x, y = to_input(data["x_train"]).to(device), torch.as_tensor(data["y_train"]).to(device)
    x_val, y_val = to_input(data["x_val"]).to(device), torch.as_tensor(data["y_val"]).to(device)
    model = build_model().to(device)
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    best = float("inf")
    for epoch in range(cfg["epochs"]):
        order = torch.randperm(len(x))
        total = 0.0
        for rows in order.split(64):
            total += training_step(model, opt, x[rows], y[rows]) * len(rows)
        val_loss, val_acc = evaluate(model, x_val, y_val, 256)
        report(epoch + 1, loss=total / len(x), val_loss=val_loss, val_acc=val_acc)
        if val_loss < best:
            best = val_loss
            save_file({k: v.cpu().contiguous() for k, v in model.state_dict().items()}, Path(out) / FILE)


def load(out):
    model = build_model()
    model.load_state_dict(load_file(Path(out) / FILE))
    return model.eval()


@torch.no_grad()
def predict(model, x):
    model.eval()
    return model(to_input(x)).argmax(1).numpy()
