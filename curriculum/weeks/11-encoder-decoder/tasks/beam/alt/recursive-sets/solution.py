"""Recursion over the step; returns tuples instead of lists, and NumPy numbers."""

import numpy as np


def step(kept, logp, nxt, eos, beam, left):
    if not left or all(done for *_, done in kept):
        return kept
    pool = []
    for ids, total, state, done in kept:
        if done:
            pool.append((ids, total, state, True))
        else:
            sums = total + logp[state]
            pool += [((*ids, v), sums[v], nxt[state, v], v == eos) for v in range(len(sums))]
    order = sorted(range(len(pool)), key=lambda i: pool[i][0])
    order.sort(key=lambda i: -pool[i][1])  # a stable sort keeps the lexicographic order among equals
    return step([pool[i] for i in order[:beam]], logp, nxt, eos, beam, left - 1)


def beam_search(logp, nxt, start, eos, beam, max_len, alpha):
    kept = step([((), np.float64(0.0), start, False)], logp, nxt, eos, beam, max_len)
    found = sorted((-total / np.float64(len(ids)) ** alpha, ids) for ids, total, _, _ in kept)
    return [(ids, -score) for score, ids in found]
