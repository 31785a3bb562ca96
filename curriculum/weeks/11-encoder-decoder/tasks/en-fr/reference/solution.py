"""w11/en-fr: a GRU reads the English sentence into one state; another GRU writes the French sentence from it."""

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import nn

WEIGHTS, WORDS = "model.safetensors", "words.json"
PAD, BOS, EOS, UNK = range(4)
SPECIAL = ["<pad>", "<bos>", "<eos>", "<unk>"]
EMBED, HIDDEN = 64, 128
BATCH = 64
LONGEST = 60  # tokens that a translation may have


def vocabulary(sentences):
    """The four marks, then every word of the sentences in alphabetical order."""
    return SPECIAL + sorted({word for text in sentences for word in text.split()})


def encode(text, index):
    """Word ids and EOS; words that are not in the vocabulary become UNK."""
    return [index.get(word, UNK) for word in text.split()] + [EOS]


def padded(rows):
    """i64[B,T] with PAD behind the shorter rows, and i64[B] the lengths."""
    lengths = torch.tensor([len(row) for row in rows])
    table = torch.full((len(rows), int(lengths.max())), PAD)
    for i, row in enumerate(rows):
        table[i, : len(row)] = torch.tensor(row)
    return table, lengths


def masked_ce(logits, y, pad):
    """Mean cross-entropy over the places where y is not pad."""
    return F.cross_entropy(logits.flatten(0, 1), y.flatten(), ignore_index=pad)


class Translator(nn.Module):
    def __init__(self, source, target):
        super().__init__()
        self.source, self.target = source, target
        self.source_index = {word: i for i, word in enumerate(source)}
        self.target_index = {word: i for i, word in enumerate(target)}
        self.embed_source = nn.Embedding(len(source), EMBED, padding_idx=PAD)
        self.embed_target = nn.Embedding(len(target), EMBED, padding_idx=PAD)
        self.encoder = nn.GRU(EMBED, HIDDEN, batch_first=True)
        self.decoder = nn.GRU(EMBED + HIDDEN, HIDDEN, batch_first=True)
        self.head = nn.Linear(HIDDEN, len(target))

    def state(self, x, lengths):
        """T[1,B,H]: the encoder's state after the last real token of each row."""
        states, _ = self.encoder(self.embed_source(x))
        return states[torch.arange(len(x), device=x.device), lengths - 1].unsqueeze(0)

    def stepped(self, tokens, context):
        """The decoder's inputs T[B,T,E+H]: each word's embedding beside the encoder's state."""
        return torch.cat([self.embed_target(tokens), context.unsqueeze(1).expand(-1, tokens.shape[1], -1)], -1)

    def forward(self, x, lengths, y_in):
        """Logits T[B,T,V] of the next word at every place of y_in (teacher forcing)."""
        state = self.state(x, lengths)
        out, _ = self.decoder(self.stepped(y_in, state[0]), state)
        return self.head(out)

    def greedy(self, x, lengths):
        """Lists of target ids without BOS and EOS."""
        state = self.state(x, lengths)
        context = state[0]
        token = torch.full((len(x), 1), BOS, device=x.device)
        going = torch.ones(len(x), dtype=torch.bool, device=x.device)
        columns = []
        for _ in range(LONGEST):
            out, state = self.decoder(self.stepped(token, context), state)
            logits = self.head(out)
            logits[:, :, [PAD, BOS, UNK]] = -torch.inf
            token = logits.argmax(-1)
            going &= token[:, 0] != EOS
            if not going.any():
                break
            columns.append(torch.where(going, token[:, 0], PAD))
        table = torch.stack(columns, 1).tolist() if columns else [[] for _ in x]
        return [[i for i in row if i != PAD] for row in table]


def batches(pairs, model, rng):
    """Batches of similar length in random order: (x, lengths, y_in, y_out)."""
    order = sorted(rng.permutation(len(pairs)), key=lambda i: len(pairs[i][0]) // 8)
    chunks = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
    for number in rng.permutation(len(chunks)):
        rows = [pairs[i] for i in chunks[number]]
        x, lengths = padded([encode(en, model.source_index) for en, _ in rows])
        y, _ = padded([encode(fr, model.target_index) for _, fr in rows])
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
    device = cfg["device"]
    pairs = data["pairs"]
    model = Translator(vocabulary(en for en, _ in pairs), vocabulary(fr for _, fr in pairs)).to(device)
    optimiser = torch.optim.Adam(model.parameters(), lr=3e-3)
    steps = cfg["epochs"] * -(-len(pairs) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 4e-3, total_steps=steps)
    for epoch in range(cfg["epochs"]):
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
    (Path(out) / WORDS).write_text(json.dumps({"source": model.source, "target": model.target}, ensure_ascii=False))


def load(out):
    words = json.loads((Path(out) / WORDS).read_text())
    model = Translator(words["source"], words["target"])
    model.load_state_dict(load_file(Path(out) / WEIGHTS))
    return model.eval()


@torch.no_grad()
def translate(model, texts):
    """French for every English text, in the given order."""
    model.eval()
    done = []
    for start in range(0, len(texts), BATCH):
        x, lengths = padded([encode(text, model.source_index) for text in texts[start : start + BATCH]])
        done += [" ".join(model.target[i] for i in row) for row in model.greedy(x, lengths)]
    return done
