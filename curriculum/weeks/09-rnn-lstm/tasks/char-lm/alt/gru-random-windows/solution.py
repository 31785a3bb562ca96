"""w09/char-lm: a GRU on random windows, each from an empty state; sampling by the Gumbel trick."""

import json
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import nn

WINDOW, BATCH = 100, 32


class Net(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.embedding = nn.Embedding(size, 64)
        self.gru = nn.GRU(64, 160)
        self.out = nn.Linear(160, size)

    def forward(self, x, h=None):
        y, h = self.gru(self.embedding(x), h)
        return torch.log_softmax(self.out(y), dim=-1), h


class Model:
    def __init__(self, net, chars):
        self.net, self.chars = net, chars
        self.table = dict(zip(chars, range(len(chars)), strict=True))
        self.after = lru_cache(maxsize=512)(self._after)  # prefix -> (row, state): what is asked again costs nothing

    def ids(self, text):
        return [self.table.get(c, len(self.chars) - 1) for c in text]

    def _after(self, prefix):
        with torch.inference_mode():
            row, h = self.net(torch.tensor(self.ids(prefix))[:, None])
        return row[-1, 0].numpy().astype(np.float32), h


def train(data, cfg, report, out):
    torch.manual_seed(cfg["seed"])
    rng = np.random.default_rng(cfg["seed"])
    text = data["text"]
    chars = sorted(set(text) | {"\ufffd"}, key=lambda c: (c == "\ufffd", c))
    model = Model(Net(len(chars)).to(cfg["device"]), chars)
    ids = np.array(model.ids(text))
    steps = max(1, cfg["epochs"] * len(ids) // (WINDOW * BATCH))
    opt = torch.optim.AdamW(model.net.parameters(), lr=5e-3, weight_decay=1e-3)
    decay = torch.optim.lr_scheduler.CosineAnnealingLR(opt, steps, eta_min=2e-4)
    loss_fn = nn.NLLLoss()
    for step in range(steps):
        at = rng.integers(0, len(ids) - WINDOW - 1, BATCH)
        rows = torch.from_numpy(ids[at + np.arange(WINDOW + 1)[:, None]]).to(cfg["device"])
        logp, _ = model.net(rows[:-1])
        loss = loss_fn(logp.reshape(-1, len(chars)), rows[1:].reshape(-1))
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_value_(model.net.parameters(), 0.5)
        opt.step()
        decay.step()
        if step % 50 == 0 or step == steps - 1:
            report(step, loss=float(loss.detach()), val_loss=validate(model, data["val_text"], cfg["device"]))
    save_file({k: v.cpu() for k, v in model.net.state_dict().items()}, Path(out, "model.safetensors"))
    Path(out, "vocab.json").write_text(json.dumps(chars))


def validate(model, text, device):
    with torch.inference_mode():
        rows = torch.tensor(model.ids(text[:2000]), device=device)[:, None]
        logp, _ = model.net(rows[:-1])
        return float(-logp.gather(-1, rows[1:, :, None]).mean())


def load(out):
    chars = json.loads(Path(out, "vocab.json").read_text())
    net = Net(len(chars))
    net.load_state_dict(load_file(Path(out, "model.safetensors")))
    return Model(net.eval(), chars)


def vocab(model):
    return model.chars


def logprobs(model, prefix):
    return model.after(prefix or "\n")[0].copy()


def generate(model, prefix, n, temperature, seed):
    rng = np.random.default_rng(seed)
    row, h = model.after(prefix or "\n")
    text = ""
    for _ in range(n):
        known = row[:-1].astype(np.float64)
        k = int(np.argmax(known + temperature * rng.gumbel(size=len(known))))  # softmax(row / T), and argmax at T = 0
        text += model.chars[k]
        with torch.inference_mode():
            out, h = model.net(torch.tensor([[k]]), h)
        row = out[0, 0].numpy()
    return text
