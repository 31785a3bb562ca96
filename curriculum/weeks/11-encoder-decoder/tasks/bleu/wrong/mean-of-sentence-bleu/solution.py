"""w11/bleu: corpus BLEU; everything is counted over the whole corpus before anything is divided."""

import math
from collections import Counter


def ngrams(tokens, n):
    return Counter(tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1))


def one(hyps, refs, max_n=4):
    """BLEU in [0, 1] of lists of tokens against lists of references; no smoothing, closest reference length."""
    matches, totals = [0] * max_n, [0] * max_n
    written = wanted = 0
    for hyp, choices in zip(hyps, refs):
        written += len(hyp)
        wanted += min((len(ref) for ref in choices), key=lambda length: (abs(length - len(hyp)), length))
        for n in range(1, max_n + 1):
            limit = Counter()
            for ref in choices:
                limit |= ngrams(ref, n)
            counts = ngrams(hyp, n)
            matches[n - 1] += sum((counts & limit).values())
            totals[n - 1] += sum(counts.values())
    if not all(matches):
        return 0.0
    penalty = min(1.0, math.exp(1 - wanted / written))
    return penalty * math.exp(sum(math.log(m / t) for m, t in zip(matches, totals)) / max_n)


def corpus_bleu(hyps, refs, max_n=4):
    return sum(one([h], [r], max_n) for h, r in zip(hyps, refs)) / len(hyps)
