"""Counts in dictionaries, sentence by sentence, as a dataclass that adds up; product and root instead of logarithms."""

from dataclasses import dataclass, field


@dataclass
class Tally:
    hits: dict = field(default_factory=dict)
    tries: dict = field(default_factory=dict)
    written: int = 0
    wanted: int = 0

    def add(self, hyp, refs, max_n):
        self.written += len(hyp)
        best = sorted(len(r) for r in refs)
        self.wanted += min(best, key=lambda length: abs(length - len(hyp)))  # sorted: the shorter of a tie comes first
        for n in range(1, max_n + 1):
            allowed = {}
            for ref in refs:
                own = {}
                for i in range(len(ref) - n + 1):
                    gram = tuple(ref[i : i + n])
                    own[gram] = own.get(gram, 0) + 1
                for gram, times in own.items():
                    allowed[gram] = max(times, allowed.get(gram, 0))
            for i in range(len(hyp) - n + 1):
                gram = tuple(hyp[i : i + n])
                self.tries[n] = self.tries.get(n, 0) + 1
                if allowed.get(gram, 0) > 0:
                    allowed[gram] -= 1
                    self.hits[n] = self.hits.get(n, 0) + 1


def corpus_bleu(hyps, refs, max_n=4):
    tally = Tally()
    for hyp, choices in zip(hyps, refs, strict=True):
        tally.add(hyp, choices, max_n)
    product = 1.0
    for n in range(1, max_n + 1):
        if not tally.hits.get(n):
            return 0.0
        product *= tally.hits[n] / tally.tries[n]
    score = product ** (1 / max_n)
    if tally.written < tally.wanted:
        score *= 2.718281828459045 ** (1 - tally.wanted / tally.written)
    return score
