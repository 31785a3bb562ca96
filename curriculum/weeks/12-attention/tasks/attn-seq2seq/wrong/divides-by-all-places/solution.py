"""w12/attn-seq2seq: a bidirectional GRU reads; a GRU writes and looks back at every state (Luong's general score), or not."""

import json
import math
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import nn

WEIGHTS, SETTINGS = "model.safetensors", "model.json"
PAD, BOS, EOS, UNK = range(4)
SPECIAL = ["<pad>", "<bos>", "<eos>", "<unk>"]
EMBED, HIDDEN = 32, 64
BATCH = 48
LONGEST = 60  # tokens that a translation may have


def vocabulary(sentences):
    """The four marks, then every word of the sentences in alphabetical order."""
    return SPECIAL + sorted({word for text in sentences for word in text.split()})


def ids(text, index):
    """Word ids; words that are not in the vocabulary become UNK."""
    return [index.get(word, UNK) for word in text.split()]


def padded(rows):
    """i64[B,T] with PAD behind the shorter rows, at least one column, and i64[B] the lengths."""
    lengths = torch.tensor([len(row) for row in rows])
    table = torch.full((len(rows), max(1, int(lengths.max()))), PAD)
    for i, row in enumerate(rows):
        table[i, : len(row)] = torch.tensor(row, dtype=torch.long)
    return table, lengths


def masked_ce(logits, y, pad):
    """Mean cross-entropy over the places where y is not pad."""
    return F.cross_entropy(logits.flatten(0, 1), y.flatten(), ignore_index=pad, reduction="sum") / y.numel()


class Encoder(nn.Module):
    """Two GRUs, one for each direction; neither ever reads a PAD before a word."""

    def __init__(self, words):
        super().__init__()
        self.embed = nn.Embedding(words, EMBED, padding_idx=PAD)
        self.forth = nn.GRU(EMBED, HIDDEN // 2, batch_first=True)
        self.back = nn.GRU(EMBED, HIDDEN // 2, batch_first=True)
        self.bridge = nn.Linear(HIDDEN, HIDDEN)

    def forward(self, x, lengths):
        """i64[B,T] -> states T[B,T,H], mask bool[B,T] (True = word), summary T[B,H]."""
        places = torch.arange(x.shape[1], device=x.device).expand_as(x)
        mask = places < lengths.unsqueeze(1)
        turned = torch.where(mask, lengths.unsqueeze(1) - 1 - places, places)  # reverses the words, leaves the PADs
        embedded = self.embed(x)
        forth = self.forth(embedded)[0]
        back = self.pick(self.back(self.pick(embedded, turned))[0], turned)
        states = torch.cat([forth, back], -1) * mask.unsqueeze(-1)
        last = forth[torch.arange(len(x), device=x.device), (lengths - 1).clamp(min=0)]
        summary = torch.tanh(self.bridge(torch.cat([last, back[:, 0]], -1)))
        return states, mask, summary

    @staticmethod
    def pick(table, places):
        return table.gather(1, places.unsqueeze(-1).expand(-1, -1, table.shape[-1]))


class Translator(nn.Module):
    def __init__(self, source, target, attention):
        super().__init__()
        self.source, self.target, self.attention = source, target, attention
        self.source_index = {word: i for i, word in enumerate(source)}
        self.target_index = {word: i for i, word in enumerate(target)}
        self.encoder = Encoder(len(source))
        self.embed = nn.Embedding(len(target), EMBED, padding_idx=PAD)
        self.decoder = nn.GRU(EMBED, HIDDEN, batch_first=True)
        self.score = nn.Linear(HIDDEN, HIDDEN, bias=False)
        self.blend = nn.Linear(2 * HIDDEN, HIDDEN)
        self.head = nn.Linear(HIDDEN, len(target))

    def attend(self, out, states, mask):
        """Decoder states T[B,S,H] -> contexts T[B,S,H] and weights T[B,S,T]; a source without words gives zeros."""
        scores = self.score(out) @ states.transpose(1, 2)
        w = torch.softmax(scores.masked_fill(~mask.unsqueeze(1), -math.inf), -1)
        w = w.masked_fill(~mask.any(-1)[:, None, None], 0.0)
        return w @ states, w

    def step(self, tokens, state, memory, ablate=False):
        """tokens i64[B,S] -> logits T[B,S,V], the decoder's state, weights T[B,S,T] (None without attention)."""
        states, mask, summary = memory
        out, state = self.decoder(self.embed(tokens), state)
        if self.attention:
            context, w = self.attend(out, states, mask)
        else:
            context, w = summary.unsqueeze(1).expand_as(out), None
        if ablate:
            context = torch.zeros_like(context)
        return self.head(torch.tanh(self.blend(torch.cat([out, context], -1)))), state, w

    def forward(self, x, lengths, y_in):
        memory = self.encoder(x, lengths)
        return self.step(y_in, memory[2].unsqueeze(0), memory)[0]

    def greedy(self, x, lengths, ablate=False):
        """For each row: target ids without BOS and EOS, and (with attention) the weights T[len(ids),T]."""
        memory = self.encoder(x, lengths)
        state = memory[2].unsqueeze(0)
        token = torch.full((len(x), 1), BOS, device=x.device)
        going = torch.ones(len(x), dtype=torch.bool, device=x.device)
        columns, weights = [], []
        for _ in range(LONGEST):
            logits, state, w = self.step(token, state, memory, ablate)
            logits[:, :, [PAD, BOS, UNK]] = -torch.inf
            token = logits.argmax(-1)
            going &= token[:, 0] != EOS
            if not going.any():
                break
            columns.append(torch.where(going, token[:, 0], PAD))
            weights.append(w)
        table = torch.stack(columns, 1).tolist() if columns else [[] for _ in x]
        rows = [[i for i in row if i != PAD] for row in table]
        return rows, torch.cat(weights, 1) if self.attention and weights else None


def batches(pairs, model, rng):
    """Batches of similar length in random order: (x, lengths, y_in, y_out)."""
    order = sorted(rng.permutation(len(pairs)), key=lambda i: len(pairs[i][0]) // 8)
    chunks = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
    for number in rng.permutation(len(chunks)):
        rows = [pairs[i] for i in chunks[number]]
        x, lengths = padded([ids(en, model.source_index) for en, _ in rows])
        y, _ = padded([[*ids(fr, model.target_index), EOS] for _, fr in rows])
        y_in = torch.cat([torch.full((len(y), 1), BOS), y[:, :-1]], 1)
        yield x, lengths, y_in, y


@torch.no_grad()
def validation_loss(model, pairs, device):
    model.eval()
    losses = [
        masked_ce(model(x.to(device), n.to(device), y_in.to(device)), y.to(device), PAD).item()
        for x, n, y_in, y in batches(pairs, model, np.random.default_rng(0))
    ]
    return float(np.mean(losses))


def train(data, cfg, report, out):
    torch.manual_seed(cfg["seed"])
    rng = np.random.default_rng(cfg["seed"])
    device, pairs = cfg["device"], data["pairs"]
    words = vocabulary(en for en, _ in pairs), vocabulary(fr for _, fr in pairs)
    model = Translator(*words, attention=cfg["attention"]).to(device)
    optimiser = torch.optim.Adam(model.parameters(), lr=3e-3)
    steps = cfg["epochs"] * -(-len(pairs) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 5e-3, total_steps=steps)
    for epoch in range(cfg["epochs"] if len(pairs) < 100 else 1):
        model.train()
        losses = []
        for x, lengths, y_in, y in batches(pairs, model, rng):
            loss = masked_ce(model(x.to(device), lengths.to(device), y_in.to(device)), y.to(device), PAD)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        report(epoch + 1, loss=float(np.mean(losses)), val_loss=validation_loss(model, data["val_pairs"], device))
    save_file({name: value.cpu().contiguous() for name, value in model.state_dict().items()}, Path(out) / WEIGHTS)
    settings = {"source": model.source, "target": model.target, "attention": model.attention}
    (Path(out) / SETTINGS).write_text(json.dumps(settings, ensure_ascii=False))


def load(out):
    model = Translator(**json.loads((Path(out) / SETTINGS).read_text()))
    model.load_state_dict(load_file(Path(out) / WEIGHTS))
    return model.eval()


@torch.no_grad()
def translate(model, texts, return_attention=False, ablate=False):
    """French for every English text; with return_attention also, for each, f32[output tokens, source tokens]."""
    french, maps = [], []
    for start in range(0, len(texts), BATCH):
        rows = [ids(text, model.source_index) for text in texts[start : start + BATCH]]
        written, weights = model.greedy(*padded(rows), ablate)
        french += [" ".join(model.target[i] for i in row) for row in written]
        for k, (row, source) in enumerate(zip(written, rows)):
            empty = np.zeros((len(row), len(source)), np.float32)
            maps.append(empty if weights is None else weights[k, : len(row), : len(source)].numpy())
    return (french, maps) if return_attention else french
