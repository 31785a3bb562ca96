"""Counts as NumPy rows per sentence, summed at the end; returns a NumPy float."""

from collections import Counter

import numpy as np


def row(hyp, refs, max_n):
    hits, tries = np.zeros(max_n), np.zeros(max_n)
    for n in range(max_n):
        grams = Counter(zip(*(hyp[k:] for k in range(n + 1))))
        refs_n = [Counter(zip(*(ref[k:] for k in range(n + 1)))) for ref in refs]
        hits[n] = sum(min(c, max(r[g] for r in refs_n)) for g, c in grams.items())
        tries[n] = max(0, len(hyp) - n)
    lengths = np.array(sorted(map(len, refs)))
    return np.concatenate([hits, tries, [len(hyp), lengths[np.abs(lengths - len(hyp)).argmin()]]])


def corpus_bleu(hyps, refs, max_n=4):
    total = np.sum([row(h, r, max_n) for h, r in zip(hyps, refs)], axis=0)
    hits, tries, (written, wanted) = total[:max_n], total[max_n : 2 * max_n], total[2 * max_n :]
    if (hits == 0).any():
        return np.float64(0.0)
    return np.exp(np.log(hits / tries).mean() + min(0.0, 1 - wanted / written))
