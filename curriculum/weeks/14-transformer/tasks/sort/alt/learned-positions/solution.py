"""Learned positions, gelu, AdamW with a one-cycle schedule, shuffled epochs; the best checkpoint is kept."""

from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_model, save_model
from torch import nn

D, HEADS, LAYERS, LONGEST = 48, 4, 2, 64


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.before, self.between = nn.LayerNorm(D), nn.LayerNorm(D)
        self.q, self.k, self.v, self.o = (nn.Linear(D, D) for _ in range(4))
        self.mlp = nn.Sequential(nn.Linear(D, 4 * D), nn.GELU(), nn.Linear(4 * D, D))

    def heads(self, x):
        return x.unflatten(-1, (HEADS, D // HEADS)).transpose(1, 2)

    def forward(self, x, keep):
        y = self.before(x)
        scores = torch.einsum("bhqe,bhke->bhqk", self.heads(self.q(y)), self.heads(self.k(y))) / (D // HEADS) ** 0.5
        weights = torch.where(keep[:, None, None], scores, -torch.inf).softmax(-1)
        x = x + self.o((weights @ self.heads(self.v(y))).transpose(1, 2).flatten(2))
        return x + self.mlp(self.between(x))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.token, self.place = nn.Embedding(11, D), nn.Embedding(LONGEST, D)
        self.blocks = nn.ModuleList(Block() for _ in range(LAYERS))
        self.out = nn.Sequential(nn.LayerNorm(D), nn.Linear(D, 10))

    def forward(self, ids):
        x = self.token(ids) + self.place(torch.arange(ids.shape[1], device=ids.device))
        for block in self.blocks:
            x = block(x, ids > 0)
        return self.out(x)


def train(data, cfg, report, out):
    torch.manual_seed(cfg["seed"])
    torch.set_num_threads(cfg["threads"])
    x, y = torch.from_numpy(data["x_train"]), torch.from_numpy(data["y_train"])
    net, size = Net().to(cfg["device"]), min(64, len(x))
    opt = torch.optim.AdamW(net.parameters(), lr=1e-3, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(opt, max_lr=4e-3, total_steps=cfg["steps"], pct_start=0.15)
    queue = []
    for step in range(1, cfg["steps"] + 1):
        queue = queue or list(torch.randperm(len(x)).split(size))
        rows = queue.pop()
        ids, want = x[rows].to(cfg["device"]), y[rows].to(cfg["device"])
        logits = net.train()(ids)
        loss = nn.functional.cross_entropy(logits[ids > 0], want[ids > 0] - 1)
        opt.zero_grad(set_to_none=True)
        loss.backward()
        opt.step()
        schedule.step()
        if step % 40 == 0 or step == cfg["steps"]:
            right = (predict(net, data["x_val"]) == data["y_val"]).all(axis=1).mean()
            report(step=step, loss=float(loss), val_em=float(right), lr=schedule.get_last_lr()[0])
    save_model(net.cpu(), str(Path(out, "model.safetensors")))


def load(out):
    net = Net()
    load_model(net, str(Path(out, "model.safetensors")))
    net.eval()
    return net


def predict(model, x):
    with torch.inference_mode():
        ids = torch.tensor(np.array(x), device=model.token.weight.device)
        return torch.where(ids > 0, model(ids).argmax(-1) + 1, 0).cpu().numpy()
