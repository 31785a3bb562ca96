"""What BERT adds to an encoder, for reading beside the paper. You may cite lines of this file in snippets.json."""

import torch
import torch.nn.functional as F
from torch import nn


class Embeddings(nn.Module):
    """Words, positions and segments, summed and normalised (section 3, figure 2)."""

    def __init__(self, vocab, positions, segments, d):
        super().__init__()
        self.word, self.position, self.segment = nn.Embedding(vocab, d), nn.Embedding(positions, d), nn.Embedding(segments, d)
        self.norm = nn.LayerNorm(d)

    def forward(self, tokens, segments):
        places = torch.arange(tokens.shape[1])
        return self.norm(self.word(tokens) + self.position(places) + self.segment(segments))


def mask_tokens(tokens, special, mask_id, vocab, rng, rate=0.15):
    """(inputs, labels): section 3.1, task 1. labels are -100 where nothing is predicted; special [B, T] marks [CLS] and [SEP]."""
    chosen = (torch.rand(tokens.shape, generator=rng) < rate) & ~special
    labels = torch.where(chosen, tokens, torch.full_like(tokens, -100))
    dice = torch.rand(tokens.shape, generator=rng)
    inputs = torch.where(chosen & (dice < 0.8), torch.full_like(tokens, mask_id), tokens)
    random_words = torch.randint(vocab, tokens.shape, generator=rng)
    inputs = torch.where(chosen & (dice >= 0.8) & (dice < 0.9), random_words, inputs)
    return inputs, labels


def sentence_pair(documents, index, place, rng):
    """(first, second, 1 = really next): section 3.1, task 2. Half of the pairs take the second from anywhere else."""
    first = documents[index][place]
    if rng.random() < 0.5 and place + 1 < len(documents[index]):
        return first, documents[index][place + 1], 1
    other = rng.choice([n for n in range(len(documents)) if n != index])
    return first, rng.choice(documents[other]), 0


class Heads(nn.Module):
    """Pooler and the two pre-training heads; the word head shares the embedding's matrix."""

    def __init__(self, embedding):
        super().__init__()
        vocab, d = embedding.weight.shape
        self.pooler, self.next = nn.Linear(d, d), nn.Linear(d, 2)
        self.transform, self.norm = nn.Linear(d, d), nn.LayerNorm(d)
        self.embedding, self.bias = embedding, nn.Parameter(torch.zeros(vocab))

    def forward(self, hidden):
        first = torch.tanh(self.pooler(hidden[:, 0]))
        words = self.norm(F.gelu(self.transform(hidden))) @ self.embedding.weight.T + self.bias
        return words, self.next(first)


def pretraining_loss(words, pairs, labels, is_next):
    """The sum of both objectives, each a mean over what it predicts."""
    masked = F.cross_entropy(words.flatten(0, 1), labels.flatten(), ignore_index=-100)
    return masked + F.cross_entropy(pairs, is_next)


def span_scores(hidden, start, end):
    """Section 4.2: one vector for starts and one for ends, compared with every token. hidden [B, T, d] -> two of [B, T]."""
    return hidden @ start, hidden @ end
