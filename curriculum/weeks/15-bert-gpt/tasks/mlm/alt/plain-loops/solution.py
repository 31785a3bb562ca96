"""Place by place, with the standard library's random numbers."""

import math
import random

import numpy as np


def mask_tokens(ids, special, V, mask_id, p, seed):
    dice = random.Random(seed)
    inputs, labels = ids.copy(), np.full_like(ids, -100)
    for b in range(ids.shape[0]):
        for t in range(ids.shape[1]):
            if special[b, t] or dice.random() >= p:
                continue
            labels[b, t] = ids[b, t]
            case = dice.random()
            if case < 0.8:
                inputs[b, t] = mask_id
            elif case < 0.9:
                inputs[b, t] = dice.randrange(V)
    return inputs, labels


def nsp_pairs(docs, n, seed):
    dice = random.Random(seed)
    pairs = []
    while len(pairs) < n:
        d = dice.randrange(len(docs))
        if len(docs[d]) < 2:
            continue
        i = dice.randrange(len(docs[d]) - 1)
        if dice.random() < 0.5:
            pairs.append((docs[d][i], docs[d][i + 1], 1))
            continue
        e = dice.randrange(len(docs))
        while e == d or not docs[e]:
            e = dice.randrange(len(docs))
        pairs.append((docs[d][i], dice.choice(docs[e]), 0))
    return pairs


def top_p(logits, p, T):
    top = max(float(x) for x in logits)
    weights = [math.exp((float(x) - top) / T) for x in logits]
    total = sum(weights)
    ids = sorted(range(len(weights)), key=lambda i: (-weights[i], i))
    kept, reached = [], 0.0
    for i in ids:
        kept.append(i)
        reached += weights[i] / total
        if reached >= p:
            break
    out = np.zeros(len(weights), np.float32)
    share = sum(weights[i] for i in kept)
    for i in kept:
        out[i] = weights[i] / share
    return out
