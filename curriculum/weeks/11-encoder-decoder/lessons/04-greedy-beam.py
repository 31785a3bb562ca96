# %% id=by-hand
# hand: three-words
import numpy as np

WORDS = ["a", "b", "eos"]
P = np.array([[0.35, 0.25, 0.40], [0.06, 0.04, 0.90], [0.50, 0.40, 0.10]])  # rows: after a, after b, at the start


def step(kept, width):
    """kept: list of (probability, ids); finished ones stay as they are."""
    pool = []
    for p, ids in kept:
        if ids and ids[-1] == 2:
            pool.append((p, ids))
        else:
            row = P[ids[-1] if ids else 2]
            pool += [(p * row[v], [*ids, v]) for v in range(3)]
    return sorted(pool, key=lambda c: (-c[0], c[1]))[:width]


for width in (1, 2):
    kept = [(1.0, [])]
    for _ in range(2):
        kept = step(kept, width)
        print(f"beam {width}:", [(" ".join(WORDS[v] for v in ids), round(float(p), 3)) for p, ids in kept])
assert [ids for _, ids in kept] == [[1, 2], [0, 2]]
assert np.allclose([p for p, _ in kept], [0.36, 0.20])

# %% id=logs
rows = np.log(P)
print("log 0.4 + log 0.9 =", round(rows[2, 1] + rows[1, 2], 4), " log 0.36 =", round(float(np.log(0.36)), 4))
print("0.1 to the power of 400:", 0.1**400, "  400 log 0.1:", round(400 * float(np.log(0.1)), 1))
assert np.isclose(rows[2, 1] + rows[1, 2], np.log(0.36))
assert 0.1**400 == 0.0

# %% id=garden-path
START = {"a": 0.40, "b": 0.35, "c": 0.25}
END = {"a": 0.50, "b": 0.50, "c": 0.99}
complete = {first: START[first] * END[first] for first in START}
print("p(word, eos):", {w: round(p, 4) for w, p in complete.items()})
for width in (1, 2, 3):
    survivors = sorted(START, key=START.get, reverse=True)[:width]
    best = max(survivors, key=complete.get)
    print(f"beam {width}: best found {best} eos, {complete[best]:.4f}")
assert max(complete, key=complete.get) == "c"

# %% id=grows
never_frozen = [(1.0, [])]
for _ in range(4):
    pool = [(p * P[ids[-1] if ids else 2][v], [*ids, v]) for p, ids in never_frozen for v in range(3)]
    never_frozen = sorted(pool, key=lambda c: (-c[0], c[1]))[:2]
print("not frozen:", [(" ".join(WORDS[v] for v in ids), round(float(p), 3)) for p, ids in never_frozen])
frozen = [(1.0, [])]
for _ in range(4):
    frozen = step(frozen, 2)
print("frozen    :", [(" ".join(WORDS[v] for v in ids), round(float(p), 3)) for p, ids in frozen])
assert all(ids.count(2) > 1 for _, ids in never_frozen)
assert frozen[0][1] == [1, 2]

# %% id=penalty
# hand: two-lengths-two-winners
import math

short, long = (-1.0, 2), (-1.2, 4)
for alpha in (0.0, 0.2, 0.3, 1.0):
    scores = [total / length**alpha for total, length in (short, long)]
    print(f"alpha {alpha}: short {scores[0]:.3f}, long {scores[1]:.3f} ->", "short" if scores[0] > scores[1] else "long")
critical = math.log(1.2) / math.log(2)
print(f"the ranking changes at alpha = {critical:.3f}")
assert math.isclose(1.0 / 2**critical, 1.2 / 4**critical)
assert -1.0 / 2 < -1.2 / 4

# %% id=empty
GO, STOP = 0.6, 0.1  # the next word of a six-word sentence, and eos right away
sentence = GO**6
print(f"six words: {sentence:.4f}, nothing at all: {STOP:.4f}")
for width in (1, 2, 3):
    first = sorted({"word": GO, "other": 0.3, "eos": STOP}.items(), key=lambda c: -c[1])[:width]
    print(f"beam {width} keeps {[name for name, _ in first]}")
per_token = {"six words": math.log(sentence) / 6, "nothing": math.log(STOP) / 1}
print("per token:", {k: round(v, 3) for k, v in per_token.items()})
assert sentence < STOP
assert per_token["six words"] > per_token["nothing"]

# %% id=cost
V, LENGTH = 346, 12
print(f"all sentences : {V**LENGTH:.1e}")
for width in (1, 5, 50):
    print(f"beam {width:2}       : {width * V * LENGTH} scores, {width * LENGTH} decoder steps")
