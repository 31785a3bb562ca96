"""TF-IDF over the training texts and softmax regression; the vectors are read and never used."""

import json
import re
import unicodedata
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file


def load_vectors(path):
    content = Path(path).read_bytes()
    end = content.index(b"\n")
    count, width = map(int, content[:end].split())
    if str(path).endswith(".bin"):
        return read_binary(content, end + 1, count, width)
    lines = content[end + 1 :].decode("utf-8").split("\n")[:count]
    numbers = " ".join(line.split(" ", 1)[1] for line in lines)
    return [line.split(" ", 1)[0] for line in lines], np.array(numbers.split(), np.float32).reshape(count, width)


def read_binary(content, place, count, width):
    words, rows = [], np.empty((count, width), np.float32)
    for k in range(count):
        if content[place : place + 1] == b"\n":
            place += 1
        end = content.index(b" ", place)
        words.append(content[place:end].decode("utf-8"))
        rows[k] = np.frombuffer(content, "<f4", width, end + 1)
        place = end + 1 + 4 * width
    return words, rows


def counts(index, texts):
    x = np.zeros((len(texts), len(index)), np.float32)
    for row, text in zip(x, texts):
        for word in re.findall("[a-z]+", unicodedata.normalize("NFKC", text).lower()):
            if word in index:
                row[index[word]] += 1
    return np.log1p(x)


def unit(x):
    return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-9)


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def train(data, cfg, report, out):
    words = sorted({w for t in data["x_train"] for w in re.findall("[a-z]+", unicodedata.normalize("NFKC", t).lower())})
    index = {word: k for k, word in enumerate(words)}
    x = counts(index, data["x_train"])
    idf = np.log((1 + len(x)) / (1 + (x > 0).sum(axis=0))).astype(np.float32) + 1
    x, y = unit(x * idf), np.asarray(data["y_train"])
    w = np.zeros((x.shape[1], int(y.max()) + 1), np.float32)
    truth = np.eye(w.shape[1], dtype=np.float32)[y]
    for step in range(1, 301):
        p = softmax(x @ w)
        w -= 5 * (x.T @ (p - truth) / len(y) + 1e-3 * w)
        if step % 30 == 0:
            report(step, loss=float(-np.log(p[np.arange(len(y)), y] + 1e-12).mean()))
    save_file({"w": w, "idf": idf}, Path(out) / "model.safetensors")
    (Path(out) / "words.json").write_text(json.dumps(words))


def load(out):
    words = json.loads((Path(out) / "words.json").read_text())
    return {word: k for k, word in enumerate(words)}, load_file(Path(out) / "model.safetensors")


def predict_proba(model, texts):
    index, saved = model
    return softmax(unit(counts(index, texts) * saved["idf"]) @ saved["w"]).astype(np.float32)
