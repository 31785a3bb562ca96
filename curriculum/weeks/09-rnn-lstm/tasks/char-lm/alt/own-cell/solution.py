"""w09/char-lm: its own LSTM cell (gates from one product), one-hot inputs folded into a table, inverse-CDF sampling."""

import json
import math
import random
from bisect import bisect
from itertools import accumulate
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch.nn.functional import nll_loss

STREAMS, CHUNK, HIDDEN = 48, 48, 128


def fresh(size, hidden=HIDDEN):
    bound = hidden**-0.5
    weights = {"table": (size, 4 * hidden), "recurrent": (hidden, 4 * hidden), "read": (hidden, size), "bias": (size,)}
    made = {name: torch.empty(shape).uniform_(-bound, bound) for name, shape in weights.items()}
    made["table"][:, hidden : 2 * hidden] += 1.0  # forget little in the beginning
    return made


def run(w, ids, state):
    """ids i64[T,B] -> logp T[T,B,V]. A row of `table` is what a one-hot input times the input weights would give."""
    h, c = state
    outs = []
    for gates in w["table"][ids]:
        i, f, g, o = (gates + h @ w["recurrent"]).chunk(4, dim=1)
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        h = o.sigmoid() * c.tanh()
        outs.append(h)
    return (torch.stack(outs) @ w["read"] + w["bias"]).log_softmax(-1), (h, c)


def empty(batch, device="cpu"):
    return torch.zeros(batch, HIDDEN, device=device), torch.zeros(batch, HIDDEN, device=device)


def to_ids(chars, text):
    place = {c: k for k, c in enumerate(chars)}
    return torch.tensor([place.get(c, len(chars) - 1) for c in text])


def train(data, cfg, report, out):
    torch.manual_seed(cfg["seed"])
    chars = [*sorted(set(data["text"]) - {"\ufffd"}), "\ufffd"]
    ids = to_ids(chars, data["text"]).to(cfg["device"])
    width = (len(ids) - 1) // STREAMS
    rows = torch.stack([ids[k * width : (k + 1) * width + 1] for k in range(STREAMS)]).T
    w = {name: part.to(cfg["device"]).requires_grad_() for name, part in fresh(len(chars)).items()}
    adam = torch.optim.Adam(w.values(), lr=1.5e-2)
    total = cfg["epochs"] * math.ceil(width / CHUNK)
    step = 0
    for _epoch in range(cfg["epochs"]):
        state = empty(STREAMS, cfg["device"])
        for a in range(0, width, CHUNK):
            piece = rows[a : a + CHUNK + 1]
            logp, (h, c) = run(w, piece[:-1], state)
            state = h.detach(), c.detach()
            loss = nll_loss(logp.flatten(0, 1), piece[1:].flatten())
            adam.zero_grad()
            loss.backward()
            norm = math.sqrt(sum(float(p.grad.square().sum()) for p in w.values()))
            for p in w.values():
                p.grad.mul_(min(1.0, 1.0 / norm))
            adam.param_groups[0]["lr"] = 1.5e-2 * (1 - step / total) + 1e-4
            adam.step()
            step += 1
        report(step, loss=loss.item(), val_loss=loss.item(), grad_norm=norm)
    save_file({name: part.detach().cpu().clone() for name, part in w.items()}, f"{out}/model.safetensors")
    Path(f"{out}/chars.json").write_text(json.dumps("".join(chars)))


def load(out):
    return list(json.loads(Path(f"{out}/chars.json").read_text())), load_file(f"{out}/model.safetensors")


def vocab(model):
    return model[0]


def after(model, prefix, state=None):
    chars, w = model
    with torch.no_grad():
        logp, state = run(w, to_ids(chars, prefix)[:, None], state or empty(1))
    return logp[-1, 0], state


def logprobs(model, prefix):
    return after(model, prefix or "\n")[0].numpy()


def generate(model, prefix, n, temperature, seed):
    dice = random.Random(seed)
    row, state = after(model, prefix or "\n")
    written = []
    while len(written) < n:
        known = row[:-1].tolist()
        top = max(known)
        if temperature <= 0:
            k = known.index(top)
        else:
            sums = list(accumulate(math.exp((value - top) / temperature) for value in known))
            k = min(bisect(sums, dice.random() * sums[-1]), len(known) - 1)
        written.append(model[0][k])
        row, state = after(model, written[-1], state)
    return "".join(written)
