"""Random corpora, and the judge's own BLEU."""

import math
from collections import Counter

import numpy as np

Sentence = list[str]
Corpus = tuple[list[Sentence], list[list[Sentence]]]
WORDS = ["le", "la", "chat", "chien", "voit", "aime", "petit", "noir", "et", "rouge", "dans", "jardin"]


def sentence(rng: np.random.Generator, low: int, high: int, words: list[str] = WORDS) -> Sentence:
    return [words[int(i)] for i in rng.integers(0, len(words), int(rng.integers(low, high)))]


def noisy(rng: np.random.Generator, tokens: Sentence, share: float) -> Sentence:
    """The tokens with some exchanged, doubled or dropped: similar enough that every order has matches."""
    out: Sentence = []
    for token in tokens:
        draw = rng.random()
        if draw < share / 3:
            out.append(WORDS[int(rng.integers(len(WORDS)))])
        elif draw < 2 * share / 3:
            out += [token, token]
        elif draw > share:
            out.append(token)
    return out


def corpus(rng: np.random.Generator, size: int, references: int, share: float = 0.3) -> Corpus:
    """Hypotheses of uneven length, with `references` references each."""
    hyps, refs = [], []
    for _ in range(size):
        truth = sentence(rng, 6, 20)
        refs.append([truth, *(noisy(rng, truth, 0.4) for _ in range(references - 1))])
        hyps.append(noisy(rng, truth, share))
    return hyps, refs


def counted(hyps: list[Sentence], refs: list[list[Sentence]], max_n: int) -> tuple[list[int], list[int], int, int]:
    """(clipped matches per order, n-grams per order, tokens written, reference length)."""
    matches, totals, written, wanted = [0] * max_n, [0] * max_n, 0, 0
    for hyp, choices in zip(hyps, refs, strict=True):
        written += len(hyp)
        wanted += min((abs(len(ref) - len(hyp)), len(ref)) for ref in choices)[1]
        for n in range(1, max_n + 1):
            have = _grams(hyp, n)
            tables = [_grams(ref, n) for ref in choices]
            matches[n - 1] += sum(min(count, max(table[gram] for table in tables)) for gram, count in have.items())
            totals[n - 1] += have.total()
    return matches, totals, written, wanted


def bleu(hyps: list[Sentence], refs: list[list[Sentence]], max_n: int = 4) -> float:
    matches, totals, written, wanted = counted(hyps, refs, max_n)
    if min(matches) == 0:
        return 0.0
    logs = [math.log(m) - math.log(t) for m, t in zip(matches, totals, strict=True)]
    return math.exp(math.fsum(logs) / max_n + min(0.0, 1 - wanted / written))


def _grams(tokens: Sentence, n: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1))
