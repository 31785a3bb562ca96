"""scikit-learn's logistic regression on means of centred vectors; only the words of the file are kept, as float16."""

import json
import re
import unicodedata
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file
from sklearn.linear_model import LogisticRegression

WORD = re.compile("[a-z]+")


def load_vectors(path):
    raw = Path(path).read_bytes()
    head, body = raw.split(b"\n", 1)
    n, d = (int(v) for v in head.split())
    words, rows, at = [], np.zeros((n, d), np.float32), 0
    for i in range(n):
        if Path(path).name.endswith("bin"):
            stop = body.find(b" ", at)
            words.append(body[at:stop].lstrip(b"\n").decode())
            at = stop + 1 + 4 * d
            rows[i] = np.frombuffer(body[stop + 1 : at], np.dtype("<f4"))
        else:
            stop = body.find(b"\n", at)
            fields = body[at : stop if stop >= 0 else len(body)].decode().rstrip(" ").split(" ")
            words.append(" ".join(fields[:-d]))
            rows[i] = [float(v) for v in fields[-d:]]
            at = stop + 1
    return words, rows


def means(table, texts):
    """A row a text: the mean over its distinct known words; zeros where none is known."""
    index, vectors = table
    rows = np.zeros((len(texts), vectors.shape[1]))
    for row, text in zip(rows, texts):
        known = sorted({index[w] for w in WORD.findall(unicodedata.normalize("NFKC", text).lower()) if w in index})
        if known:
            row += vectors[known].mean(axis=0)
    return rows


def train(data, cfg, report, out):
    words, vectors = load_vectors(data["vectors"])
    small = (vectors - vectors.mean(axis=0)).astype(np.float16)
    table = {w: k for k, w in enumerate(words)}, small.astype(np.float32)
    x = means(table, data["x_train"])
    model = LogisticRegression(C=3.0, max_iter=1000, random_state=cfg["seed"]).fit(x, np.asarray(data["y_train"]))
    p = model.predict_proba(means(table, data["x_val"]))
    y_val = np.asarray(data["y_val"])
    loss = -np.log(p[np.arange(len(y_val)), y_val]).mean()
    report(1, val_loss=float(loss), val_acc=float((p.argmax(1) == y_val).mean()))
    coef, bias = model.coef_, model.intercept_
    if len(coef) == 1:  # two classes: scikit-learn keeps one row
        coef, bias = np.concatenate([-coef, coef]) / 2, np.concatenate([-bias, bias]) / 2
    save_file({"vectors": small, "coef": coef.copy(), "bias": bias.copy()}, Path(out) / "model.safetensors")
    (Path(out) / "words.json").write_text(json.dumps(words))


def load(out):
    saved = load_file(Path(out) / "model.safetensors")
    words = json.loads((Path(out) / "words.json").read_text())
    return {"table": ({w: k for k, w in enumerate(words)}, saved["vectors"].astype(np.float32)), **saved}


def predict_proba(model, texts):
    z = means(model["table"], texts) @ model["coef"].T + model["bias"]
    z = np.exp(z - z.max(axis=1, keepdims=True))
    return (z / z.sum(axis=1, keepdims=True)).astype(np.float32)
