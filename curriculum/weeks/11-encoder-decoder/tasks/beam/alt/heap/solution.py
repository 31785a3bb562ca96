"""Finished and live hypotheses in one heap selection; stops as soon as nothing is left to extend."""

import heapq
from dataclasses import dataclass


@dataclass(frozen=True)
class Hypothesis:
    ids: tuple
    total: float
    state: int
    done: bool

    def rank(self):
        return -self.total, self.ids


def beam_search(logp, nxt, start, eos, beam, max_len, alpha):
    alive = [Hypothesis((), 0.0, start, False)]
    for length in range(1, max_len + 1):
        if all(h.done for h in alive):
            break
        pool = [h for h in alive if h.done]
        for h in alive:
            if not h.done:
                pool.extend(
                    Hypothesis(
                        (*h.ids, v), h.total + float(logp[h.state, v]), int(nxt[h.state, v]), v == eos or length == max_len
                    )
                    for v in range(logp.shape[1])
                )
        alive = heapq.nsmallest(beam, pool, key=Hypothesis.rank)
    scored = [(h.total / len(h.ids) ** alpha, h.ids) for h in alive]
    scored.sort(key=lambda item: (-item[0], item[1]))
    return [(list(ids), score) for score, ids in scored]
