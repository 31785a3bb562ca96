"""w09/char-lm: an LSTM over characters, trained with truncated BPTT."""

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import nn

FILE, CHARS = "model.safetensors", "chars.json"
UNKNOWN = "\ufffd"
STREAMS, CHUNK = 64, 48  # rows that are read side by side; characters between two cuts of the graph
CLIP = 1.0


class CharLM(nn.Module):
    """ids i64[B,T] -> logits T[B,T,V] and the state behind the last character."""

    def __init__(self, chars, embed=48, hidden=128):
        super().__init__()
        self.chars = chars
        self.index = {char: i for i, char in enumerate(chars)}
        self.embed = nn.Embedding(len(chars), embed)
        self.lstm = nn.LSTM(embed, hidden, batch_first=True)
        self.head = nn.Linear(hidden, len(chars))

    def forward(self, ids, state=None):
        out, state = self.lstm(self.embed(ids), state)
        return self.head(out), state

    def encode(self, text):
        unknown = self.index[UNKNOWN]
        return torch.tensor([self.index.get(char, unknown) for char in text])


def alphabet(text):
    return [*sorted(set(text) - {UNKNOWN}), UNKNOWN]


def in_streams(ids, count):
    """ids i64[N] -> inputs and targets i64[count,n]: each row is one long passage, the target is the next character."""
    n = (len(ids) - 1) // count
    return ids[: n * count].view(count, n), ids[1 : n * count + 1].view(count, n)


@torch.no_grad()
def mean_nats(model, text, device):
    model.eval()
    ids = model.encode("\n" + text).to(device)
    logits, _ = model(ids[None, :-1])
    return F.cross_entropy(logits[0], ids[1:]).item()


def train(data, cfg, report, out):
    torch.manual_seed(cfg["seed"])
    device = cfg["device"]
    model = CharLM(alphabet(data["text"])).to(device)
    ids = model.encode(data["text"]).to(device)
    x, y = in_streams(ids, max(1, min(STREAMS, len(ids) // 100)))
    starts = range(0, x.shape[1], CHUNK)
    opt = torch.optim.Adam(model.parameters(), lr=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(opt, 1.5e-2, total_steps=len(starts), pct_start=0.1)
    for epoch in range(1):
        model.train()
        state, total, norms = None, 0.0, []
        for start in starts:
            logits, state = model(x[:, start : start + CHUNK], state)
            state = tuple(part.detach() for part in state)  # the numbers go on, the graph ends here
            loss = F.cross_entropy(logits.flatten(0, 1), y[:, start : start + CHUNK].flatten())
            opt.zero_grad()
            loss.backward()
            norms.append(float(nn.utils.clip_grad_norm_(model.parameters(), CLIP)))
            opt.step()
            schedule.step()
            total += loss.item()
        val_loss = mean_nats(model, data["val_text"], device)
        norm = float(np.mean(norms))
        clipped = float(np.minimum(norms, CLIP).mean())
        report(epoch + 1, loss=total / len(starts), val_loss=val_loss, grad_norm=norm, grad_norm_clipped=clipped)
    save_file({name: part.cpu().contiguous() for name, part in model.state_dict().items()}, Path(out) / FILE)
    (Path(out) / CHARS).write_text(json.dumps(model.chars))


def load(out):
    model = CharLM(json.loads((Path(out) / CHARS).read_text()))
    model.load_state_dict(load_file(Path(out) / FILE))
    return model.eval()


def vocab(model):
    return list(model.chars)


@torch.no_grad()
def logprobs(model, prefix):
    model.eval()
    logits, _ = model(model.encode(prefix or "\n")[None])
    return logits[0, -1].log_softmax(-1).numpy()


@torch.no_grad()
def generate(model, prefix, n, temperature, seed):
    model.eval()
    rng = model.__dict__.setdefault("rng", torch.Generator().manual_seed(seed))
    unknown = model.index[UNKNOWN]
    logits, state = model(model.encode(prefix or "\n")[None])
    text = []
    for _ in range(n):
        row = logits[0, -1].double()
        row[unknown] = -torch.inf
        if temperature == 0:
            pick = int(row.argmax())
        else:
            pick = int(torch.multinomial((row / temperature).softmax(-1), 1, generator=rng))
        text.append(model.chars[pick])
        logits, state = model(torch.tensor([[pick]]), state)
    return "".join(text)
