"""Tables for the tests, and the judge's own searches."""

import itertools

import numpy as np

Found = list[tuple[list[int], float]]

# Lesson 4: a, b, eos; the state is the last word, and eos's row is the start.
LESSON = np.log([[0.35, 0.25, 0.40], [0.06, 0.04, 0.90], [0.50, 0.40, 0.10]])
LESSON_NEXT = np.tile(np.arange(3), (3, 1))


def random_table(rng: np.random.Generator, states: int, words: int, sharp: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Log probabilities f64[S,V] of softmax rows, and next states i64[S,V]."""
    z = rng.normal(size=(states, words)) * sharp
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return logp, rng.integers(0, states, size=(states, words))


def search(logp: np.ndarray, nxt: np.ndarray, start: int, eos: int, beam: int, max_len: int, alpha: float) -> Found:
    kept = [(0.0, [], start, False)]
    for length in range(1, max_len + 1):
        pool = [h for h in kept if h[3]]
        for total, ids, state, done in kept:
            if done:
                continue
            for v in range(logp.shape[1]):
                ended = v == eos or length == max_len
                pool.append((total + float(logp[state, v]), [*ids, v], int(nxt[state, v]), ended))
        pool.sort(key=lambda h: (-h[0], h[1]))
        kept = pool[:beam]
    return ranked([(ids, total) for total, ids, _, _ in kept], alpha)


def every(logp: np.ndarray, nxt: np.ndarray, start: int, eos: int, max_len: int, alpha: float) -> Found:
    """All complete hypotheses, without any search: every string that ends at its first eos or at max_len."""
    words, found = range(logp.shape[1]), []
    for length in range(1, max_len + 1):
        for ids in itertools.product(words, repeat=length):
            if eos in ids[:-1] or (length < max_len and ids[-1] != eos):
                continue
            state, total = start, 0.0
            for v in ids:
                total, state = total + float(logp[state, v]), int(nxt[state, v])
            found.append((list(ids), total))
    return ranked(found, alpha)


def ranked(found: list[tuple[list[int], float]], alpha: float) -> Found:
    scored = [(ids, total / len(ids) ** alpha) for ids, total in found]
    return sorted(scored, key=lambda pair: (-pair[1], pair[0]))
