"""w10/wv-classify: weighted means of word vectors, then softmax regression in NumPy."""

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

WEIGHTS, WORDS = "model.safetensors", "words.json"
SMOOTH = 1e-3  # words much more frequent than this count for little


def load_vectors(path):
    """(words, f32[V,d]) of a word2vec file; binary where the name ends in .bin, else text."""
    content = Path(path).read_bytes()
    end = content.index(b"\n")
    count, width = map(int, content[:end].split())
    if str(path).endswith(".bin"):
        return read_binary(content, end + 1, count, width)
    lines = content[end + 1 :].decode("utf-8").split("\n")[:count]
    words = [line.split(" ", 1)[0] for line in lines]
    numbers = " ".join(line.split(" ", 1)[1] for line in lines)
    return words, np.array(numbers.split(), np.float32).reshape(count, width)


def read_binary(content, place, count, width):
    words, rows = [], np.empty((count, width), np.float32)
    for k in range(count):
        if content[place : place + 1] == b"\n":  # some writers end a row with a line feed, some do not
            place += 1
        end = content.index(b" ", place)
        words.append(content[place:end].decode("utf-8"))
        rows[k] = np.frombuffer(content, "<f4", width, end + 1)
        place = end + 1 + 4 * width
    return words, rows


def tokens(text):
    return text.split()


class Classifier:
    """Means of word vectors, standardised, times one matrix. Words are in order of frequency, so a rank gives a weight."""

    def __init__(self, words, vectors):
        self.rows = {word: k for k, word in enumerate(words)}
        self.words, self.vectors = words, vectors
        share = 1 / (12 * (np.arange(len(words)) + 10))  # Zipf: roughly how often the word of this rank occurs
        self.weight = (SMOOTH / (SMOOTH + share)).astype(np.float32)

    def features(self, texts):
        out = np.zeros((len(texts), self.vectors.shape[1]), np.float32)
        for k, text in enumerate(texts):
            known = [self.rows[word] for word in tokens(text) if word in self.rows]
            if known:
                weight = self.weight[known]
                out[k] = weight @ self.vectors[known] / weight.sum()
        return out

    def proba(self, texts):
        known = (self.features(texts) - self.mean) / self.std
        return softmax(known @ self.w + self.b).astype(np.float32)


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def train(data, cfg, report, out):
    model = Classifier(*load_vectors(data["vectors"]))
    y = np.asarray(data["y_train"])
    classes = int(max(y.max(), np.max(data["y_val"]))) + 1
    x = model.features(data["x_train"])
    model.mean, model.std = x.mean(axis=0), x.std(axis=0) + 1e-6
    z = (x - model.mean) / model.std
    model.w, model.b = np.zeros((x.shape[1], classes), np.float32), np.zeros(classes, np.float32)
    truth = np.eye(classes, dtype=np.float32)[y]
    for step in range(1, 301):
        p = softmax(z @ model.w + model.b)
        model.w -= 0.5 * (z.T @ (p - truth) / len(y) + 0.3 * model.w)
        model.b -= 0.5 * (p - truth).mean(axis=0)
        if step % 30 == 0:
            loss = -np.log(p[np.arange(len(y)), y] + 1e-12).mean()
            hits = model.proba(data["x_val"]).argmax(axis=1) == np.asarray(data["y_val"])
            report(step, loss=float(loss), val_acc=float(hits.mean()))
    tensors = {"vectors": model.vectors, "mean": model.mean, "std": model.std, "w": model.w, "b": model.b}
    save_file({name: np.ascontiguousarray(value) for name, value in tensors.items()}, Path(out) / WEIGHTS)
    (Path(out) / WORDS).write_text(json.dumps(model.words), encoding="utf-8")


def load(out):
    tensors = load_file(Path(out) / WEIGHTS)
    model = Classifier(json.loads((Path(out) / WORDS).read_text(encoding="utf-8")), tensors["vectors"])
    for name in ("mean", "std", "w", "b"):
        setattr(model, name, tensors[name])
    return model


def predict_proba(model, texts):
    return model.proba(texts)
