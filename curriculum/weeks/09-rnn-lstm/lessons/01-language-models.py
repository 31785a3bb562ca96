# %% id=count
# hand: six-letters
from itertools import pairwise

import numpy as np

text = "ababac"
chars = [*sorted(set(text)), "\ufffd"]
index = {char: i for i, char in enumerate(chars)}
counts = np.zeros((len(chars), len(chars)))
for now, after in pairwise(text):
    counts[index[now], index[after]] += 1
print("V =", len(chars), " counts", counts.shape, " row a:", counts[index["a"]].tolist(), " row b:", counts[index["b"]].tolist())
assert counts[index["a"]].tolist() == [0, 2, 1, 0]
assert counts[index["b"]].tolist() == [2, 0, 0, 0]


# %% id=smooth
# hand: add-one
def bigram(counts, alpha):
    smoothed = counts + alpha
    return smoothed / smoothed.sum(axis=1, keepdims=True)


p = bigram(counts, 1.0)
print("p", p.shape, " after a:", (p[index["a"]] * 7).round(6).tolist(), "/ 7", " row sums", p.sum(axis=1).round(6).tolist())
assert np.allclose(p[index["a"]], [1 / 7, 3 / 7, 2 / 7, 1 / 7])
unseen = index.get("z", index["\ufffd"])
print("p(z | a) =", p[index["a"], unseen].round(4), " without smoothing:", counts[index["a"], unseen] / 3)

# %% id=bits
# hand: three-guesses
given = np.array([1 / 2, 1 / 4, 1 / 8])  # what the model gave to the three characters that really came
bits = -np.log2(given)
nats = -np.log(given)
print("bits", bits.tolist(), " mean", bits.mean(), " nats", nats.mean().round(4), " perplexity", 2 ** bits.mean())
assert bits.tolist() == [1, 2, 3]
assert bits.mean() == 2
assert 2 ** bits.mean() == 4
assert np.isclose(np.exp(nats.mean()), 4)  # the perplexity does not care about the unit
assert np.isclose(nats.mean() / np.log(2), 2)

# %% id=convert
first = 2.0 / np.log(2)  # 2.0 nats in bits
print(f"model one: {first:.3f} bits, model two: 2.600 bits per character")
assert first > 2.6

# %% id=shift
passage = "call me ishmael. some years ago, never mind how long precisely."
own = {char: i for i, char in enumerate(sorted(set(passage)))}
ids = np.array([own[char] for char in passage])
copier = np.full((len(own), len(own)), 1e-3) + np.eye(len(own))  # "the next character is this one"
copier /= copier.sum(axis=1, keepdims=True)
wrong_target, right_target = ids[:-1], ids[1:]
for name, target in (("target = input", wrong_target), ("target = next ", right_target)):
    print(name, " bits per character:", -np.log2(copier[ids[:-1], target]).mean().round(3), target.shape)
assert -np.log2(copier[ids[:-1], wrong_target]).mean() < 0.1
assert -np.log2(copier[ids[:-1], right_target]).mean() > 5

# %% id=per-byte
# hand: one-line-two-alphabets
line = "海上生明月天涯共此时"
total_bits = 60.0  # what some model needs for the whole line
per_char, per_byte = total_bits / len(line), total_bits / len(line.encode())
print(len(line), "characters,", len(line.encode()), "bytes: bits", per_char, "and", per_byte)
print("perplexity per character", 2**per_char, " per byte", 2**per_byte)
assert (len(line), len(line.encode())) == (10, 30)
assert (2**per_char, 2**per_byte) == (64, 4)

# %% id=novel
book = """Call me Ishmael. Some years ago, never mind how long precisely, having little or no money in my
purse, and nothing particular to interest me on shore, I thought I would sail about a little and see the watery
part of the world. It is a way I have of driving off the spleen and regulating the circulation. Whenever I find
myself growing grim about the mouth; whenever it is a damp, drizzly November in my soul; whenever I find myself
involuntarily pausing before coffin warehouses, and bringing up the rear of every funeral I meet; and especially
whenever my hypos get such an upper hand of me, that it requires a strong moral principle to prevent me from
deliberately stepping into the street, and methodically knocking people's hats off, then, I account it high time
to get to sea as soon as I can. This is my substitute for pistol and ball. With a philosophical flourish Cato
throws himself upon his sword; I quietly take to the ship. There is nothing surprising in this. If they but knew
it, almost all men in their degree, some time or other, cherish very nearly the same feelings towards the ocean
with me."""
train, held = book[:900], book[900:]
alphabet = [*sorted(set(train)), "\ufffd"]
place = {char: i for i, char in enumerate(alphabet)}


# %% id=compare
def encode(text):
    return np.array([place.get(char, len(alphabet) - 1) for char in text])


a, b = encode(train), encode(held)
pairs = np.zeros((len(alphabet), len(alphabet)))
np.add.at(pairs, (a[:-1], a[1:]), 1)
single = bigram(np.bincount(a, minlength=len(alphabet))[None].astype(float), 0.1)[0]
double = bigram(pairs, 0.1)
print("V =", len(alphabet), " uniform:", np.log2(len(alphabet)).round(3))
for name, ids in (("train", a), ("held out", b)):
    one, two = -np.log2(single[ids[1:]]).mean(), -np.log2(double[ids[:-1], ids[1:]]).mean()
    print(f"{name:<9} unigram {one:.3f}  bigram {two:.3f} bits per character  ({len(ids)} characters)")
assert -np.log2(double[a[:-1], a[1:]]).mean() < -np.log2(double[b[:-1], b[1:]]).mean()
