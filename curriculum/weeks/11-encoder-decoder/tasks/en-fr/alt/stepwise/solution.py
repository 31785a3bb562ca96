"""An LSTM; the source is read backwards, the state enters every decoder step, Adam with a constant rate and dropout."""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import nn


class Lexicon:
    """Words by number; 0 is the end of a sentence and the padding of a source, 1 an unknown word, 2 the beginning."""

    def __init__(self, words):
        self.words = list(words)
        self.number = {word: i + 3 for i, word in enumerate(self.words)}

    def ids(self, text):
        return [self.number.get(word, 1) for word in text.split(" ") if word]

    def text(self, ids):
        return " ".join(self.words[i - 3] for i in ids)

    def __len__(self):
        return len(self.words) + 3


class Model(nn.Module):
    def __init__(self, english, french, width=128):
        super().__init__()
        self.english, self.french = Lexicon(english), Lexicon(french)
        self.reader = nn.LSTM(width // 2, width)
        self.writer = nn.LSTM(width // 2 + width, width)
        self.en = nn.Embedding(len(self.english), width // 2)
        self.fr = nn.Embedding(len(self.french), width // 2)
        self.out = nn.Linear(width, len(self.french))
        self.drop = nn.Dropout(0.1)

    def read(self, texts):
        """Left padding: after reversal every sentence ends in the last row, so the last state is the true one."""
        rows = [list(reversed(self.english.ids(text))) for text in texts]
        size = max(map(len, rows), default=0) + 1
        x = torch.zeros(size, len(rows), dtype=torch.long)
        start = torch.tensor([size - len(row) for row in rows])
        for b, row in enumerate(rows):
            x[size - len(row) :, b] = torch.tensor(row, dtype=torch.long)
        h = c = torch.zeros(1, len(rows), self.reader.hidden_size)
        embedded = self.drop(self.en(x))
        for t in range(size):
            _, (h_new, c_new) = self.reader(embedded[t : t + 1], (h, c))
            begun = (t >= start).view(1, -1, 1)
            h, c = torch.where(begun, h_new, h), torch.where(begun, c_new, c)
        return h, c

    def forward(self, texts, inputs):
        state = self.read(texts)
        thought = state[0].expand(len(inputs), -1, -1)
        hidden, _ = self.writer(torch.cat([self.drop(self.fr(inputs)), thought], -1), state)
        return self.out(self.drop(hidden))


def masked_ce(logits, y, pad):
    keep = y != pad
    return nn.functional.cross_entropy(logits[keep], y[keep])


def targets(model, texts):
    """(inputs, labels) i64[T,B]; labels are padded with -1."""
    rows = [model.french.ids(text) for text in texts]
    size = max(map(len, rows)) + 1
    inputs, labels = torch.zeros(size, len(rows), dtype=torch.long), torch.full((size, len(rows)), -1)
    for b, row in enumerate(rows):
        inputs[: len(row) + 1, b] = torch.tensor([2, *row])
        labels[: len(row) + 1, b] = torch.tensor([*row, 0])
    return inputs, labels


def train(data, cfg, report, out):
    generator = torch.Generator().manual_seed(cfg["seed"])
    torch.manual_seed(cfg["seed"])
    pairs = sorted(data["pairs"], key=lambda pair: len(pair[0].split()))
    model = Model(*(sorted({w for pair in pairs for w in pair[side].split()}) for side in (0, 1)))
    adam = torch.optim.Adam(model.parameters(), lr=4e-3)
    starts = range(0, len(pairs), 64)
    for epoch in range(cfg["epochs"]):
        model.train()
        losses = []
        for k in torch.randperm(len(starts), generator=generator).tolist():
            english, french = zip(*pairs[starts[k] : starts[k] + 64])
            inputs, labels = targets(model, french)
            loss = masked_ce(model(english, inputs), labels, -1)
            adam.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            adam.step()
            losses.append(loss.item())
        model.eval()
        with torch.no_grad():
            english, french = zip(*data["val_pairs"])
            inputs, labels = targets(model, french)
            report(epoch + 1, loss=sum(losses) / len(losses), val_loss=masked_ce(model(english, inputs), labels, -1).item())
    save_file(model.state_dict(), Path(out) / "model.safetensors")
    (Path(out) / "lexicon.json").write_text(json.dumps([model.english.words, model.french.words]))


def load(out):
    model = Model(*json.loads((Path(out) / "lexicon.json").read_text()))
    model.load_state_dict(load_file(Path(out) / "model.safetensors"))
    return model.eval()


@torch.no_grad()
def translate(model, texts):
    """Row by row: slow and without any padding."""
    return [write(model, text) for text in texts]


def write(model, text):
    state = model.read([text])
    thought, token, ids = state[0], 2, []
    while len(ids) < 50:
        step = torch.cat([model.fr(torch.tensor([[token]])), thought], -1)
        hidden, state = model.writer(step, state)
        logits = model.out(hidden)[0, 0]
        logits[1] = logits[2] = -torch.inf
        token = int(logits.argmax())
        if token == 0:
            break
        ids.append(token)
    return model.french.text(ids)
