# %% id=chain
# hand: three-words
import numpy as np

p = np.array([1 / 2, 1 / 4, 1 / 2])  # each given all the words before it
joint, loss = p.prod(), -np.log(p).mean()
print("joint", joint, " loss", round(loss, 4), " perplexity", round(np.exp(loss), 2))
assert joint == 1 / 16
assert np.isclose(loss, np.log(16) / 3)

# %% id=one-pass
import torch
from torch.nn.functional import cross_entropy

torch.manual_seed(0)
V, T = 30, 8
embed, out = torch.nn.Embedding(V, 32), torch.nn.Linear(32, V)
place = torch.nn.Embedding(T, 32)
body = torch.nn.TransformerEncoderLayer(32, 4, 64, dropout=0.0, batch_first=True)


def gpt(ids):
    n = ids.shape[1]
    return out(body(embed(ids) + place.weight[:n], src_mask=torch.triu(torch.full((n, n), -torch.inf), 1)))


ids = torch.randint(0, V, (1, T))
logits = gpt(ids)  # one call answers for every prefix
whole = cross_entropy(logits[0, :-1], ids[0, 1:])
single = torch.stack([cross_entropy(gpt(ids[:, :t])[0, -1:], ids[0, t : t + 1]) for t in range(1, T)]).mean()
print("logits", tuple(logits.shape), " one call", round(whole.item(), 4), f" {T - 1} calls", round(single.item(), 4))
other = ids.clone()
other[0, -1] = (ids[0, -1] + 1) % V
print("rows 1 to 7 unchanged by another last word:", torch.allclose(logits[0, :-1], gpt(other)[0, :-1], atol=1e-6))
assert torch.isclose(whole, single, atol=1e-5)

# %% id=filters
# hand: sixteen-four-four-one
logits = np.log(np.array([16.0, 4.0, 4.0, 1.0]))


def softmax(logits, T=1.0):
    e = np.exp((logits - logits.max()) / T)
    return e / e.sum()


def top_k(p, k):
    order = np.argsort(-p, kind="stable")  # of equal ones the smaller id first
    q = np.zeros_like(p)
    q[order[:k]] = p[order[:k]]
    return q / q.sum()


for T in (0.5, 1.0, 2.0):
    print("T =", T, softmax(logits, T).round(4))
print("top-k, k = 2:", top_k(softmax(logits), 2).round(4))
assert np.allclose(softmax(logits), [0.64, 0.16, 0.16, 0.04])
assert np.allclose(softmax(logits, 2.0), [4 / 9, 2 / 9, 2 / 9, 1 / 9])
assert np.allclose(softmax(logits, 0.5), np.array([256, 16, 16, 1]) / 289)
assert np.allclose(top_k(softmax(logits), 2), [0.8, 0.2, 0, 0])


# %% id=top-p
# hand: seven-tenths
def top_p(p, mass):
    order = np.argsort(-p, kind="stable")
    before = np.cumsum(p[order]) - p[order]  # what the words ahead already hold
    keep = order[before < mass]  # the word that reaches the mass stays, so at least one does
    q = np.zeros_like(p)
    q[keep] = p[keep]
    return q / q.sum()


for T in (0.5, 1.0, 2.0):
    print("T =", T, "p = 0.7:", top_p(softmax(logits, T), 0.7).round(4))
print("T = 1.0 p = 0.9:", top_p(softmax(logits), 0.9).round(4))
assert np.allclose(top_p(softmax(logits), 0.7), [0.8, 0.2, 0, 0])
assert np.allclose(top_p(softmax(logits, 2.0), 0.7), [1 / 2, 1 / 4, 1 / 4, 0])
assert np.allclose(top_p(softmax(logits, 0.5), 0.7), [1, 0, 0, 0])
assert np.allclose(top_p(softmax(logits), 0.9), [2 / 3, 1 / 6, 1 / 6, 0])

# %% id=order
filtered = top_p(softmax(logits), 0.7)
late = filtered**0.5 / (filtered**0.5).sum()  # T = 2 on what is left
print("T first:", top_p(softmax(logits, 2.0), 0.7).round(4), " T last:", late.round(4))
assert np.allclose(late, [2 / 3, 1 / 3, 0, 0])

# %% id=sharp-flat
sharp, flat = np.array([0.97, 0.01, 0.01, 0.01]), np.full(4, 0.25)
print("kept at p = 0.9:", [int((top_p(p, 0.9) > 0).sum()) for p in (sharp, flat)])
print("kept at k = 2:", [int((top_k(p, 2) > 0).sum()) for p in (sharp, flat)])
assert [(top_p(p, 0.9) > 0).sum() for p in (sharp, flat)] == [1, 4]

# %% id=model
from collections import Counter, defaultdict

from workers.harness.paths import resolve  # on your own machine: the folder with the data

book, held = (" ".join(resolve(f"/assets/moby-dick/{n}.txt").read_text("utf-8").split()) for n in ("train", "val"))
chars = sorted(set(book))
number, follow = {c: i for i, c in enumerate(chars)}, defaultdict(Counter)
for k in range(6):  # what follows the last 0, 1, ..., 5 characters
    for i in range(k, len(book)):
        follow[book[i - k : i]][book[i]] += 1


def next_char(text):
    p = np.full(len(chars), 1 / len(chars))
    for k in range(6):  # longer contexts are mixed in as far as they were seen
        seen = follow.get(text[len(text) - k :])
        if seen is None:
            break
        total = sum(seen.values()) + len(seen)
        p *= len(seen) / total
        p[[number[c] for c in seen]] += np.array([*seen.values()]) / total
    return p


print(len(book), "characters, p", next_char("").shape, " e after whal:", next_char("The whal")[number["e"]].round(3))


# %% id=greedy-beam
def write(choose, n, seed=0, text="The "):
    rng = np.random.default_rng(seed)
    for _ in range(n):
        text += chars[rng.choice(len(chars), p=choose(next_char(text)))]
    return text


def beam(n, width, text="The "):
    live = [(0.0, text)]
    for _ in range(n):
        longer = [(s + np.log(p[i]), t + chars[i]) for s, t in live for p in [next_char(t)] for i in np.argsort(-p)[:width]]
        live = sorted(longer, reverse=True)[:width]
    return live[0][1]


def score(text):
    return sum(np.log(next_char(text[:i])[number[text[i]]]) for i in range(4, len(text)))


for name, text in {"greedy": write(lambda p: top_k(p, 1), 100), "beam 8": beam(100, 8)}.items():
    print(f"{name}: log p = {score(text):.1f}", text)
own = np.array([score(held[i : i + 104]) for i in range(0, 30000, 300)])
sampled = np.array([score(write(lambda p: p, 100, seed)) for seed in range(100)])
print(f"the book's end: {own.mean():.1f} on average, at best {own.max():.1f};  free sampling: {sampled.mean():.1f}")
assert own.max() < score(write(lambda p: top_k(p, 1), 100))

# %% id=measure
import re

words = set(re.findall("[a-z]+", book.lower()))


def measure(text):
    found = re.findall("[a-z]+", text.lower())[1:-1]
    windows = Counter(text[i : i + 20] for i in range(len(text) - 19))
    return f"not words {np.mean([w not in words for w in found]):.3f}  repeats {1 - len(windows) / windows.total():.3f}"


ways = {
    "greedy": lambda p: top_k(p, 1),
    "top-k 10": lambda p: top_k(p, 10),
    "top-p 0.2": lambda p: top_p(p, 0.2),
    "top-p 0.8": lambda p: top_p(p, 0.8),
    "all": lambda p: p,
}
texts = {name: write(way, 10000) for name, way in ways.items()}
for name, text in texts.items():
    print(f"{name:>9}  {measure(text)}  {text[:50]}")
print(f"the book's end  {measure(held[:10000])}")

# %% id=kept
contexts = [held[i - 5 : i] for i in range(5, 5005)]
kept = np.array([(top_p(next_char(c), 0.8) > 0).sum() for c in contexts])
print("p = 0.8 keeps", kept.min(), "to", kept.max(), "characters, median", int(np.median(kept)))
for text in ("The whal", "The "):
    p = next_char(text)
    print(repr(text), "kept", int((top_p(p, 0.8) > 0).sum()), " tail left out", round(p[top_p(p, 0.8) == 0].sum(), 3))
print("50 steps that all miss a tail of 0.05:", round(0.95**50, 3))
