"""Arrays throughout: shifted copies for the pairs, einsum for the gradients, one sort for the analogy."""

import collections

import numpy as np


def build_vocab(docs, min_count, max_size):
    counts = collections.Counter()
    for doc in docs:
        counts.update(doc)
    vocab = {"<pad>": 0, "<unk>": 1}
    for token in sorted(sorted(counts), key=counts.get, reverse=True):  # two stable sorts
        if len(vocab) >= max_size:
            break
        if counts[token] >= min_count:
            vocab.setdefault(token, len(vocab))
    return vocab


def pairs(ids, window):
    parts = [np.empty((0, 2), np.int64)]
    for sentence in ids:
        row = np.array(sentence, np.int64)
        for step in range(1, min(window, len(row) - 1) + 1):
            ahead = np.stack([row[:-step], row[step:]], axis=1)
            parts += [ahead, ahead[:, ::-1]]
    return np.concatenate(parts)


def noise(counts, power=0.75):
    counts = np.asarray(counts)
    seen = counts > 0
    logs = power * np.log(np.where(seen, counts, 1))
    weight = np.where(seen, np.exp(logs - logs.max()), 0.0)
    return weight / np.sum(weight)


def sgns(vc, vo, vn):
    rows = np.vstack([vo, vn])
    target = np.zeros(len(rows))
    target[0] = 1
    x = rows @ vc
    e = np.exp(-np.abs(x))
    p = np.where(x >= 0, 1 / (1 + e), e / (1 + e))
    loss = (np.maximum(x, 0) - target * x + np.log1p(e)).sum()
    grad = p - target
    d_rows = np.einsum("k,d->kd", grad, vc)
    return float(loss), grad @ rows, d_rows[0], d_rows[1:]


def analogy(E, a, b, c, topn):
    unit = E / np.sqrt(np.einsum("vd,vd->v", E, E))[:, None]
    score = unit @ (unit[b] - unit[a] + unit[c])
    score[[a, b, c]] = -np.inf
    left = len(E) - len({a, b, c})
    return np.lexsort((np.arange(len(E)), -score))[: min(topn, left)].astype("int64")
