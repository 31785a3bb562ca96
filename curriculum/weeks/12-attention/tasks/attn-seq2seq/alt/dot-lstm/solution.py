"""LSTMs and Luong's dot score, which needs no parameter; labels padded with -1, sentences translated one by one."""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import nn


class Lexicon:
    """Words by number; 0 is the end of a sentence and the padding, 1 an unknown word, 2 the beginning."""

    def __init__(self, words):
        self.words = list(words)
        self.number = {word: i + 3 for i, word in enumerate(self.words)}

    def ids(self, text):
        return [self.number.get(word, 1) for word in text.split()]

    def text(self, ids):
        return " ".join(self.words[i - 3] for i in ids)

    def __len__(self):
        return len(self.words) + 3


def masked_ce(logits, y, pad):
    keep = y != pad
    return nn.functional.cross_entropy(logits[keep], y[keep])


class Model(nn.Module):
    """Time first. Scores are plain inner products of the decoder's and the encoder's states, both of `width`."""

    def __init__(self, english, french, looks, width=128):
        super().__init__()
        self.english, self.french, self.looks = Lexicon(english), Lexicon(french), looks
        self.en, self.fr = nn.Embedding(len(self.english), 64), nn.Embedding(len(self.french), 64)
        self.reader = nn.LSTM(64, width // 2, bidirectional=True)
        self.writer = nn.LSTM(64, width)
        self.mix = nn.Linear(2 * width, width)
        self.out = nn.Linear(width, len(self.french))

    def read(self, texts):
        """States T[T,B,H], mask bool[T,B], and the first state of the writer; an end mark closes every source."""
        rows = [torch.tensor([*self.english.ids(text), 0]) for text in texts]
        lengths = torch.tensor([len(row) for row in rows])
        packed = nn.utils.rnn.pack_sequence([self.en(row) for row in rows], enforce_sorted=False)
        states, (h, c) = self.reader(packed)
        states, _ = nn.utils.rnn.pad_packed_sequence(states)
        mask = torch.arange(len(states)).unsqueeze(1) < lengths
        return states, mask, (torch.cat(list(h), -1).unsqueeze(0), torch.cat(list(c), -1).unsqueeze(0))

    def write(self, inputs, state, memory, blind=False):
        """inputs i64[S,B] -> logits T[S,B,V], state, weights T[S,B,T]."""
        states, mask, first = memory
        hidden, state = self.writer(self.fr(inputs), state)
        weights = torch.zeros(*inputs.shape, len(states))
        context = first[0].expand_as(hidden)
        if self.looks:
            scores = torch.einsum("sbh,tbh->sbt", hidden, states) + mask.T.log()
            weights = torch.exp(scores - scores.logsumexp(-1, keepdim=True))
            context = torch.einsum("sbt,tbh->sbh", weights, states)
        if blind:
            context = torch.zeros_like(context)
        return self.out(torch.tanh(self.mix(torch.cat([context, hidden], -1)))), state, weights


def targets(model, texts):
    """(inputs, labels) i64[S,B]; labels are padded with -1."""
    rows = [model.french.ids(text) for text in texts]
    size = max(map(len, rows)) + 1
    inputs, labels = torch.zeros(size, len(rows), dtype=torch.long), torch.full((size, len(rows)), -1)
    for b, row in enumerate(rows):
        inputs[: len(row) + 1, b] = torch.tensor([2, *row])
        labels[: len(row) + 1, b] = torch.tensor([*row, 0])
    return inputs, labels


def loss_of(model, pairs):
    english, french = zip(*pairs)
    inputs, labels = targets(model, french)
    memory = model.read(english)
    return masked_ce(model.write(inputs, memory[2], memory)[0], labels, -1)


def train(data, cfg, report, out):
    generator = torch.Generator().manual_seed(cfg["seed"])
    torch.manual_seed(cfg["seed"])
    pairs = sorted(data["pairs"], key=lambda pair: len(pair[0].split()))
    model = Model(*(sorted({w for pair in pairs for w in pair[side].split()}) for side in (0, 1)), cfg["attention"])
    adam = torch.optim.Adam(model.parameters(), lr=5e-3, betas=(0.9, 0.98))
    starts = range(0, len(pairs), 40)
    for epoch in range(cfg["epochs"]):
        for group in adam.param_groups:
            group["lr"] = 5e-3 * (1 - epoch / cfg["epochs"])
        losses = []
        for k in torch.randperm(len(starts), generator=generator).tolist():
            loss = loss_of(model, pairs[starts[k] : starts[k] + 40])
            adam.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            adam.step()
            losses.append(loss.item())
        with torch.no_grad():
            report(epoch + 1, loss=sum(losses) / len(losses), val_loss=loss_of(model, data["val_pairs"]).item())
    save_file(model.state_dict(), Path(out) / "model.safetensors")
    (Path(out) / "lexicon.json").write_text(json.dumps([model.english.words, model.french.words, model.looks]))


def load(out):
    model = Model(*json.loads((Path(out) / "lexicon.json").read_text()))
    model.load_state_dict(load_file(Path(out) / "model.safetensors"))
    return model.eval()


@torch.no_grad()
def translate(model, texts, return_attention=False, ablate=False):
    """Row by row: slow and without any padding."""
    french, maps = [], []
    for text in texts:
        memory = model.read([text])
        state, token, ids, rows = memory[2], 2, [], []
        while len(ids) < 50:
            logits, state, weights = model.write(torch.tensor([[token]]), state, memory, ablate)
            logits[..., 1:3] = -torch.inf
            token = int(logits.argmax())
            if token == 0:
                break
            ids.append(token)
            rows.append(weights[0, 0, :-1])
        french.append(model.french.text(ids))
        maps.append((torch.stack(rows) if rows else torch.zeros(0, len(text.split()))).numpy())
    return (french, maps) if return_attention else french
