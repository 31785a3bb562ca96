"""Keeps the pair counts and changes only those of words in which the merged pair occurs."""

import heapq
from collections import defaultdict


def pairs_of(symbols):
    return [(symbols[i], symbols[i + 1]) for i in range(len(symbols) - 1)]


def join(symbols, a, b):
    result = []
    skip = False
    for i, symbol in enumerate(symbols):
        if skip:
            skip = False
            continue
        if symbol == a and symbols[i + 1 : i + 2] == [b]:
            result.append(a + b)
            skip = True
        else:
            result.append(symbol)
    return result


def train_bpe(corpus, n):
    split = {word: list(word) for word in corpus}
    counts, where = defaultdict(int), defaultdict(set)
    for word, symbols in split.items():
        for pair in pairs_of(symbols):
            counts[pair] += corpus[word]
            where[pair].add(word)
    heap = [(-count, pair) for pair, count in counts.items()]
    heapq.heapify(heap)
    merges = []
    while heap and len(merges) < n:
        count, pair = heapq.heappop(heap)
        if -count != counts[pair] or count == 0:
            continue  # an old entry
        merges.append(list(pair))
        changed = set()
        for word in list(where[pair]):
            for old in pairs_of(split[word]):
                counts[old] -= corpus[word]
                changed.add(old)
            split[word] = join(split[word], *pair)
            for new in pairs_of(split[word]):
                counts[new] += corpus[word]
                where[new].add(word)
                changed.add(new)
        for one in changed:
            if counts[one]:
                heapq.heappush(heap, (-counts[one], one))
    return merges


def encode(word, merges):
    symbols = list(word)
    for a, b in merges:
        symbols = join(symbols, a, b)
    return symbols


def decode(pieces):
    return "".join(pieces)
