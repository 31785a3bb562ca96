"""Bahdanau's way: one step at a time, additive scores from the previous state, the context goes into the cell and the output."""

import json
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

PAD, BOS, EOS, UNK = range(4)
EMBED, HIDDEN, ALIGN = 64, 128, 64
LONGEST = 60


def masked_ce(logits, y, pad):
    """From the definition: the log-probabilities of the labels, averaged where there is a label."""
    picked = logits.log_softmax(-1).gather(-1, y.unsqueeze(-1)).squeeze(-1)
    keep = y != pad
    return -picked.masked_fill(~keep, 0.0).sum() / keep.sum()


class Reader(nn.Module):
    """A packed bidirectional GRU; every source ends in EOS, so no row is empty."""

    def __init__(self, words):
        super().__init__()
        self.embed = nn.Embedding(words, EMBED, padding_idx=PAD)
        self.gru = nn.GRU(EMBED, HIDDEN // 2, batch_first=True, bidirectional=True)
        self.start = nn.Linear(HIDDEN, HIDDEN)

    def forward(self, x, lengths):
        packed = pack_padded_sequence(self.embed(x), lengths.cpu(), batch_first=True, enforce_sorted=False)
        states, last = self.gru(packed)
        states, _ = pad_packed_sequence(states, batch_first=True)
        return states, torch.tanh(self.start(torch.cat([last[0], last[1]], -1)))


class AdditiveAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.query = nn.Linear(HIDDEN, ALIGN)
        self.key = nn.Linear(HIDDEN, ALIGN, bias=False)
        self.v = nn.Linear(ALIGN, 1, bias=False)

    def forward(self, state, states, keys, mask):
        """state T[B,H], states T[B,T,H], keys T[B,T,A] -> context T[B,H], weights T[B,T]."""
        scores = self.v(torch.tanh(self.query(state).unsqueeze(1) + keys)).squeeze(-1)
        weights = scores.masked_fill(~mask, torch.finfo(scores.dtype).min).softmax(-1)
        return torch.bmm(weights.unsqueeze(1), states).squeeze(1), weights


class Bahdanau(nn.Module):
    def __init__(self, source, target, attention):
        super().__init__()
        self.source = {word: i for i, word in enumerate(source)}
        self.target = target
        self.target_ids = {word: i for i, word in enumerate(target)}
        self.uses_attention = attention
        self.reader = Reader(len(source))
        self.embed = nn.Embedding(len(target), EMBED, padding_idx=PAD)
        self.attention = AdditiveAttention()
        self.cell = nn.GRUCell(EMBED + HIDDEN, HIDDEN)
        self.hidden = nn.Linear(2 * HIDDEN, HIDDEN)
        self.out = nn.Linear(HIDDEN, len(target))

    def memory(self, x, lengths):
        states, start = self.reader(x, lengths)
        mask = torch.arange(x.shape[1], device=x.device) < lengths.to(x.device).unsqueeze(1)
        return states, self.attention.key(states), mask, start

    def step(self, token, state, memory, ablate=False):
        """token i64[B] -> features T[B,2H], the new state, weights T[B,T]."""
        states, keys, mask, start = memory
        context, weights = self.attention(state, states, keys, mask) if self.uses_attention else (start, None)
        if ablate:
            context = context * 0.0
        state = self.cell(torch.cat([self.embed(token), context], -1), state)
        return torch.cat([state, context], -1), state, weights

    def logits(self, features):
        return self.out(torch.tanh(self.hidden(features)))

    def forward(self, x, lengths, y_in):
        memory = self.memory(x, lengths)
        state, features = memory[3], []
        for token in y_in.unbind(1):
            feature, state, _ = self.step(token, state, memory)
            features.append(feature)
        return self.logits(torch.stack(features, 1))


def table(rows):
    lengths = torch.tensor([len(row) for row in rows])
    return nn.utils.rnn.pad_sequence([torch.tensor(row) for row in rows], batch_first=True, padding_value=PAD), lengths


def source_ids(model, text):
    return [*(model.source.get(word, UNK) for word in text.split()), EOS]


def batches(model, pairs, size, shuffle=None):
    order = sorted(range(len(pairs)), key=lambda i: len(pairs[i][0].split()))
    groups = [order[i : i + size] for i in range(0, len(order), size)]
    if shuffle is not None:
        shuffle.shuffle(groups)
    for group in groups:
        x, lengths = table([source_ids(model, pairs[i][0]) for i in group])
        y, _ = table([[BOS, *(model.target_ids.get(word, UNK) for word in pairs[i][1].split()), EOS] for i in group])
        yield x, lengths, y[:, :-1], y[:, 1:]


def mean_loss(model, pairs, device):
    model.eval()
    with torch.no_grad():
        losses = [
            masked_ce(model(x.to(device), n, y_in.to(device)), y.to(device), PAD).item()
            for x, n, y_in, y in batches(model, pairs, 64)
        ]
    return sum(losses) / len(losses)


def train(data, cfg, report, out):
    torch.manual_seed(cfg["seed"])
    shuffle = np.random.default_rng(cfg["seed"])
    marks = ["<pad>", "<bos>", "<eos>", "<unk>"]
    words = [marks + sorted({word for pair in data["pairs"] for word in pair[side].split()}) for side in (0, 1)]
    device = torch.device(cfg["device"])
    model = Bahdanau(words[0], words[1], cfg["attention"]).to(device)
    adam = torch.optim.Adam(model.parameters(), lr=4e-3)
    steps = cfg["epochs"] * -(-len(data["pairs"]) // 48)
    falling = torch.optim.lr_scheduler.CosineAnnealingLR(adam, steps, eta_min=1e-4)
    for epoch in range(cfg["epochs"]):
        model.train()
        total = count = 0
        for x, lengths, y_in, y in batches(model, data["pairs"], 48, shuffle):
            loss = masked_ce(model(x.to(device), lengths, y_in.to(device)), y.to(device), PAD)
            adam.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            adam.step()
            falling.step()
            total, count = total + loss.item(), count + 1
        report(epoch + 1, loss=total / count, val_loss=mean_loss(model, data["val_pairs"], device))
    model.cpu()
    save_file(model.state_dict(), str(Path(out, "model.safetensors")))
    Path(out, "words.json").write_text(json.dumps([*words, cfg["attention"]]), encoding="utf-8")


def load(out):
    model = Bahdanau(*json.loads(Path(out, "words.json").read_text(encoding="utf-8")))
    model.load_state_dict(load_file(str(Path(out, "model.safetensors"))))
    return model.eval()


@torch.no_grad()
def translate(model, texts, return_attention=False, ablate=False):
    if not texts:
        return ([], []) if return_attention else []
    x, lengths = table([source_ids(model, text) for text in texts])
    memory = model.memory(x, lengths)
    state, token = memory[3], torch.full((len(texts),), BOS)
    tokens, looks = [], []
    for _ in range(LONGEST):
        feature, state, weights = model.step(token, state, memory, ablate)
        scores = model.logits(feature)
        scores[:, [PAD, BOS, UNK]] = float("-inf")
        token = scores.argmax(-1)
        tokens.append(token)
        looks.append(torch.zeros(x.shape) if weights is None else weights)
        if all((torch.stack(tokens) == EOS).any(0)):
            break
    french, maps = [], []
    for row, text in enumerate(texts):
        ids = [int(step[row]) for step in tokens]
        ids = ids[: ids.index(EOS)] if EOS in ids else ids
        french.append(" ".join(model.target[i] for i in ids))
        look = torch.stack([step[row] for step in looks])[: len(ids), : len(text.split())]  # without the EOS of the source
        maps.append(look.numpy())
    return (french, maps) if return_attention else french
