"""A Module class, DataLoader, AdamW, weights scaled inside the model's own normalisation buffers."""

from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_model, save_model
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.tensor(0.13))
        self.hidden = nn.Linear(784, 200)
        self.norm = nn.LayerNorm(200)
        self.out = nn.Linear(200, 10)

    def forward(self, x):
        h = self.hidden((x - self.mean).flatten(1))
        return self.out(torch.relu(self.norm(h)))


def build_model():
    return Net()


criterion = nn.CrossEntropyLoss()


def training_step(model, opt, x, y):
    model.train(True)
    loss = criterion(model(x), y)
    for group in opt.param_groups:
        for p in group["params"]:
            p.grad = None
    loss.backward()
    opt.step()
    return float(loss.detach())


def evaluate(model, x, y, batch_size):
    mode = model.training
    model.eval()
    losses, hits = [], []
    with torch.inference_mode():
        for xb, yb in DataLoader(TensorDataset(x, y), batch_size=batch_size):
            z = model(xb)
            losses.append(nn.functional.cross_entropy(z, yb, reduction="none"))
            hits.append(z.argmax(-1) == yb)
    model.train(mode)
    return torch.cat(losses).mean().item(), torch.cat(hits).float().mean().item()


def train(data, cfg, report, out):
    torch.manual_seed(cfg["seed"])
    rng = np.random.default_rng(cfg["seed"])
    x = torch.from_numpy(data["x_train"].astype(np.float32) / 255)[:, None]
    y = torch.from_numpy(np.asarray(data["y_train"], dtype=np.int64))
    xv = torch.from_numpy(data["x_val"].astype(np.float32) / 255)[:, None]
    yv = torch.from_numpy(np.asarray(data["y_val"], dtype=np.int64))
    model = build_model()
    opt = torch.optim.AdamW(model.parameters(), lr=1.5e-3, weight_decay=0.02)
    for epoch in range(cfg["epochs"]):
        losses = []
        for rows in np.array_split(rng.permutation(len(x)), max(1, len(x) // 50)):
            losses.append(training_step(model, opt, x[rows], y[rows]))
        val_loss, val_acc = evaluate(model, xv, yv, 200)
        report(epoch, loss=float(np.mean(losses)), val_loss=val_loss, val_acc=val_acc)
    save_model(model, Path(out) / "model.safetensors")


def load(out):
    model = build_model()
    load_model(model, Path(out) / "model.safetensors")
    model.eval()
    return model


def predict(model, x):
    with torch.no_grad():
        z = model(torch.from_numpy(x.astype(np.float32) / 255)[:, None])
    return z.argmax(dim=1).numpy().astype(np.int64)
