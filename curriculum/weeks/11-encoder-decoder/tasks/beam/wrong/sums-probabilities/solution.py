"""w11/beam: beam search on a table. Finished hypotheses keep their slot; the length penalty ranks only at the end."""


def beam_search(logp, nxt, start, eos, beam, max_len, alpha):
    """Up to `beam` pairs (ids, score), best first; score = sum of log probabilities / len(ids) ** alpha."""
    rows, following = logp.tolist(), nxt.tolist()
    kept = [(0.0, [], start)]  # (raw sum, ids, state)
    for _ in range(max_len):
        candidates = []
        for total, ids, state in kept:
            if ids and ids[-1] == eos:
                candidates.append((total, ids, state))
                continue
            for v, p in enumerate(rows[state]):
                candidates.append((total + 2.718281828459045**p, [*ids, v], following[state][v]))
        kept = sorted(candidates, key=lambda c: (-c[0], c[1]))[:beam]
    found = [(ids, total / len(ids) ** alpha) for total, ids, _ in kept]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))
