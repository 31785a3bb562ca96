"""Momentum SGD with a cosine schedule; the model ends in log_softmax, whose cross-entropy is the same."""

from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import nn


def build_model():
    return nn.Sequential(
        nn.Flatten(), nn.Linear(784, 128), nn.GELU(), nn.Linear(128, 64), nn.GELU(), nn.Linear(64, 10), nn.LogSoftmax(dim=1)
    )


def training_step(model, opt, x, y):
    opt.zero_grad(set_to_none=True)
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    opt.step()
    return loss.item()


def evaluate(model, x, y, batch_size):
    before = model.training
    model.eval()
    total, right = 0.0, 0
    with torch.no_grad():
        for xb, yb in zip(x.split(batch_size), y.split(batch_size)):
            z = model(xb)
            total += nn.functional.cross_entropy(z, yb).item() * len(xb)
            right += int((z.argmax(1) == yb).sum())
    model.train(before)
    return total / len(y), right / len(y)


def prepare(x):
    return torch.tensor(x, dtype=torch.float32)[:, None] / 255


def train(data, cfg, report, out):
    generator = torch.Generator().manual_seed(cfg["seed"])
    torch.manual_seed(cfg["seed"])
    x, y = prepare(data["x_train"]), torch.tensor(data["y_train"])
    model = build_model()
    opt = torch.optim.SGD(model.parameters(), lr=0.08, momentum=0.9, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(opt, cfg["epochs"])
    for epoch in range(cfg["epochs"]):
        model.train()
        order = torch.randperm(len(x), generator=generator)
        losses = [training_step(model, opt, x[rows], y[rows]) for rows in order.split(50)]
        schedule.step()
        val_loss, val_acc = evaluate(model, prepare(data["x_val"]), torch.tensor(data["y_val"]), 500)
        report(epoch + 1, loss=sum(losses) / len(losses), val_loss=val_loss, val_acc=val_acc)
    save_file(model.state_dict(), Path(out, "model.safetensors"))


def load(out):
    model = build_model()
    model.load_state_dict(load_file(Path(out, "model.safetensors")))
    return model


def predict(model, x):
    model.eval()
    with torch.no_grad():
        return model(prepare(x)).argmax(1).numpy()
