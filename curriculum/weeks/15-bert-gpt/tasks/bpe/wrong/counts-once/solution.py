"""w15/bpe: byte pair encoding over code points."""

from collections import Counter
from itertools import pairwise


def merged(symbols, pair):
    """The symbols with every `pair`, from left to right, made one."""
    out, i = [], 0
    while i < len(symbols):
        if i + 1 < len(symbols) and (symbols[i], symbols[i + 1]) == pair:
            out.append(symbols[i] + symbols[i + 1])
            i += 2
        else:
            out.append(symbols[i])
            i += 1
    return out


def train_bpe(corpus, n):
    words = [(list(word), count) for word, count in corpus.items()]
    pairs = Counter()
    if True:
        for symbols, count in words:
            for pair in pairwise(symbols):
                pairs[pair] += count
    return sorted(pairs, key=lambda pair: (-pairs[pair], pair))[:n]


def encode(word, merges):
    symbols = list(word)
    for pair in merges:
        symbols = merged(symbols, tuple(pair))
    return symbols


def decode(pieces):
    return "".join(pieces)
