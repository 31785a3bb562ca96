"""A module: frozen nn.EmbeddingBag, layer norm over the mean, one linear layer, trained by Adam with weight decay."""

import json
import re
import struct
import unicodedata
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import nn


def load_vectors(path):
    with Path(path).open("rb") as file:
        count, width = (int(part) for part in file.readline().split())
        if Path(path).suffix == ".bin":
            return read_bin(file, count, width)
        words, rows = [], []
        for _ in range(count):
            word, _, numbers = file.readline().decode("utf-8").rstrip("\n").partition(" ")
            words.append(word)
            rows.append(np.fromstring(numbers, np.float32, sep=" "))
    return words, np.stack(rows)


def read_bin(file, count, width):
    words, rows = [], []
    for _ in range(count):
        letters = bytearray()
        while (letter := file.read(1)) != b" ":
            if letter != b"\n" or letters:
                letters += letter
        words.append(letters.decode("utf-8"))
        rows.append(struct.unpack(f"<{width}f", file.read(4 * width)))
    return words, np.array(rows, dtype=np.float32)


class Net(nn.Module):
    def __init__(self, vocabulary, width, classes):
        super().__init__()
        self.bag = nn.EmbeddingBag(vocabulary, width, mode="mean")
        self.bag.weight.requires_grad_(False)
        self.norm = nn.LayerNorm(width, elementwise_affine=False)
        self.out = nn.Linear(width, classes)

    def forward(self, ids, offsets):
        return self.out(self.norm(self.bag(ids, offsets)))


def encode(index, texts):
    """(ids, offsets) of the known words of all texts, one behind the other; frequent words are left out."""
    ids, offsets = [], []
    for text in texts:
        offsets.append(len(ids))
        words = re.sub(r"[^a-z]+", " ", unicodedata.normalize("NFKC", text).lower()).split()
        ids += [index[w] for w in words if index.get(w, -1) >= min(100, len(index) // 200)]
    return torch.tensor(ids, dtype=torch.long), torch.tensor(offsets, dtype=torch.long)


def train(data, cfg, report, out):
    torch.manual_seed(cfg["seed"])
    words, vectors = load_vectors(data["vectors"])
    index = {word: k for k, word in enumerate(words)}
    y = torch.as_tensor(np.asarray(data["y_train"]))
    y_val = torch.as_tensor(np.asarray(data["y_val"]))
    net = Net(len(words), vectors.shape[1], int(torch.cat([y, y_val]).max()) + 1)
    net.bag.weight.data.copy_(torch.from_numpy(vectors))
    opt = torch.optim.AdamW(net.out.parameters(), lr=0.05, weight_decay=0.1)
    x, x_val = encode(index, data["x_train"]), encode(index, data["x_val"])
    for epoch in range(80):
        loss = F.cross_entropy(net(*x), y, label_smoothing=0.1)
        opt.zero_grad()
        loss.backward()
        opt.step()
        if epoch % 10 == 9:
            with torch.no_grad():
                right = (net(*x_val).argmax(1) == y_val).float().mean().item()
            report(epoch + 1, loss=loss.item(), val_acc=right)
    save_file(net.state_dict(), Path(out, "model.safetensors"))
    Path(out, "words.json").write_text(json.dumps(words, ensure_ascii=False), "utf-8")


def load(out):
    state = load_file(Path(out, "model.safetensors"))
    words = json.loads(Path(out, "words.json").read_text("utf-8"))
    net = Net(*state["bag.weight"].shape, state["out.weight"].shape[0])
    net.load_state_dict(state)
    return net.eval(), {word: k for k, word in enumerate(words)}


@torch.no_grad()
def predict_proba(model, texts):
    net, index = model
    return net(*encode(index, texts)).softmax(1).numpy()
