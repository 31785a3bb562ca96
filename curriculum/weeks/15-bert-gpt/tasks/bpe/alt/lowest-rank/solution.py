"""Encodes by taking the earliest merge that is possible, until none is; counts with plain dicts."""

from itertools import pairwise


def count(words):
    table = {}
    for symbols, times in words.items():
        for left, right in pairwise(symbols):
            table[left, right] = table.get((left, right), 0) + times
    return table


def apply(symbols, pair):
    symbols = list(symbols)
    i = 0
    while i < len(symbols) - 1:
        if symbols[i] == pair[0] and symbols[i + 1] == pair[1]:
            symbols[i : i + 2] = [pair[0] + pair[1]]
        i += 1
    return tuple(symbols)


def train_bpe(corpus, n):
    words = {}
    for word, times in corpus.items():
        words[tuple(word)] = words.get(tuple(word), 0) + times
    found = []
    for _ in range(n):
        table = count(words)
        if not table:
            return found
        top = max(table.values())
        pair = sorted(key for key, value in table.items() if value == top)[0]
        found.append(pair)
        fresh = {}
        for symbols, times in words.items():
            joined = apply(symbols, pair)
            fresh[joined] = fresh.get(joined, 0) + times
        words = fresh
    return found


def encode(word, merges):
    rank = {tuple(pair): k for k, pair in enumerate(merges)}
    symbols = tuple(word)
    while True:
        possible = [pair for pair in pairwise(symbols) if pair in rank]
        if not possible:
            return list(symbols)
        symbols = apply(symbols, min(possible, key=rank.__getitem__))


def decode(pieces):
    text = ""
    for piece in pieces:
        text += piece
    return text
