"""Python loops and math: slow, plain, right."""

import math

import numpy as np


def build_vocab(docs, min_count, max_size):
    counts = {}
    for doc in docs:
        for token in doc:
            counts[token] = counts.get(token, 0) + 1
    counts.pop("<pad>", None)
    counts.pop("<unk>", None)
    ranked = sorted((-n, token) for token, n in counts.items() if n >= min_count)
    vocab = {"<pad>": 0, "<unk>": 1}
    for _, token in ranked[: max(0, max_size - len(vocab))]:
        vocab[token] = len(vocab)
    return vocab


def pairs(ids, window):
    found = []
    for s in ids:
        for i in range(len(s)):
            left, right = s[max(0, i - window) : i], s[i + 1 : i + 1 + window]
            found.extend([s[i], other] for other in left + right)
    return np.array(found, dtype=np.int64) if found else np.zeros((0, 2), dtype=np.int64)


def noise(counts, power=0.75):
    weights = [float(n) ** power if n else 0.0 for n in counts]
    total = math.fsum(weights)
    return np.array([w / total for w in weights])


def softplus(x):
    return x + math.log1p(math.exp(-x)) if x > 0 else math.log1p(math.exp(x))


def sigma(x):
    return 1 / (1 + math.exp(-x)) if x > 0 else math.exp(x) / (1 + math.exp(x))


def sgns(vc, vo, vn):
    x = float(np.dot(vc, vo))
    loss = softplus(-x)
    dvc, dvo, dvn = (sigma(x) - 1) * vo, (sigma(x) - 1) * vc, np.zeros_like(vn)
    for k, row in enumerate(vn):
        y = float(np.dot(vc, row))
        loss += softplus(y)
        dvc = dvc + sigma(y) * row
        dvn[k] = sigma(y) * vc
    return loss, dvc, dvo, dvn


def analogy(E, a, b, c, topn):
    def scaled(k):
        return E[k] / math.sqrt(float(E[k] @ E[k]))

    target = scaled(b) - scaled(a) + scaled(c)
    size = math.sqrt(float(target @ target))
    ranked = sorted((-float(scaled(k) @ target) / (size or 1.0), k) for k in range(len(E)) if k not in {a, b, c})
    return np.array([k for _, k in ranked[:topn]], dtype=np.int64)
