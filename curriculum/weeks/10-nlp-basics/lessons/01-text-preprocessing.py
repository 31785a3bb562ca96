# %% id=normalise
# hand: one-apple
import unicodedata


def normalise(text):
    return unicodedata.normalize("NFKC", text).lower()


raw = ["Apple", "apple", "ａｐｐｌｅ", "APPLE", "ﬁne", "１２"]
print("before:", len(set(raw)), "forms ->", raw)
print("after :", len(set(map(normalise, raw))), "forms ->", [normalise(text) for text in raw])
assert normalise("ａｐｐｌｅ") == normalise("Apple") == "apple"
assert len(set(raw)) == 6
assert len(set(map(normalise, raw))) == 3

# %% id=cost
print("US  ->", normalise("US"), "  (the country has become a pronoun)")
print("x²  ->", normalise("x²"), "   (the exponent has become a digit)")
text, stop = "this film is not good", {"this", "is", "not"}
print("without stop words:", [word for word in text.split() if word not in stop])
assert normalise("x²") == "x2"
assert [word for word in text.split() if word not in stop] == ["film", "good"]

# %% id=tokenise
import re

line = "Don't panic: it's e-mail no. 42, sent to x@y.org!"
words = re.findall("[a-z]+", normalise(line))
kept = re.findall(r"[a-z]+(?:'[a-z]+)?|\d+", normalise(line))
print("split()      ", normalise(line).split())
print("runs of a-z  ", words)
print("with ' and 0-9", kept)
print("lengths:", len(normalise(line).split()), len(words), len(kept))
assert "panic:" in normalise(line).split()
assert words[:3] == ["don", "t", "panic"]

# %% id=viterbi
import math


def segment(text, counts, unseen=0.01):
    """The cut with the largest product of probabilities; best[j] is the best score of text[:j]."""
    total, best, back = sum(counts.values()), [0.0], [0]
    for j in range(1, len(text) + 1):
        options = []
        for i in range(max(0, j - 4), j):
            n = counts.get(text[i:j], unseen if j - i == 1 else 0)
            options.append((best[i] + math.log(n / total) if n else -math.inf, i))
        score, start = max(options)
        best, back = [*best, score], [*back, start]
    cuts, j = [], len(text)
    while j:
        cuts, j = [text[back[j] : j], *cuts], back[j]
    return cuts, best[-1]


# %% id=segment
# hand: nanjing-bridge
counts = {"南京": 20, "南京市": 10, "市长": 10, "长江": 20, "大桥": 20, "长江大桥": 10, "江大桥": 1, "市": 4, "桥": 5}
cuts, score = segment("南京市长江大桥", counts)
print(sum(counts.values()), cuts, f"probability {math.exp(score):.4f}")
assert sum(counts.values()) == 100
assert cuts == ["南京市", "长江大桥"]
assert math.isclose(math.exp(score), 0.1 * 0.1)  # 0.01
assert math.isclose(0.1 * 0.2 * 0.2, 0.004)
assert math.isclose(0.2 * 0.1 * 0.01, 0.0002)  # the mayor

# %% id=greedy


def longest_first(text, words):
    """Takes the longest word of the dictionary that fits, from left to right."""
    found = []
    while text:
        size = next((n for n in range(min(4, len(text)), 0, -1) if text[:n] in words), 1)
        found, text = [*found, text[:size]], text[size:]
    return found


more = {"研究": 30, "研究生": 10, "生命": 20, "命": 2, "起源": 15, "生": 3}
print("longest first:", longest_first("研究生命起源", more))
print("most probable:", segment("研究生命起源", more)[0])
assert longest_first("研究生命起源", more) == ["研究生", "命", "起源"]
assert segment("研究生命起源", more)[0] == ["研究", "生命", "起源"]

# %% id=vocabulary
# hand: three-lines
from collections import Counter


def build_vocab(docs, min_count, max_size):
    counts = Counter(token for doc in docs for token in doc)
    kept = sorted((t for t, n in counts.items() if n >= min_count), key=lambda t: (-counts[t], t))
    return {token: i for i, token in enumerate(["<pad>", "<unk>", *kept[: max_size - 2]])}


docs = [["the", "cat", "sat"], ["the", "cat"], ["the", "dog"]]
vocab = build_vocab(docs, 1, 100)
print(vocab)
print("max_size 4:", build_vocab(docs, 1, 4))
assert vocab == {"<pad>": 0, "<unk>": 1, "the": 2, "cat": 3, "dog": 4, "sat": 5}
assert build_vocab(docs, 1, 4) == {"<pad>": 0, "<unk>": 1, "the": 2, "cat": 3}
assert build_vocab(docs, 2, 100) == build_vocab(docs, 1, 4)

# %% id=encode
import numpy as np

new = [["the", "dog", "sat"], ["a", "cat"]]
ids = [[vocab.get(token, vocab["<unk>"]) for token in doc] for doc in new]
batch = np.full((len(ids), max(map(len, ids))), vocab["<pad>"])
for row, doc in zip(batch, ids):
    row[: len(doc)] = doc
print(batch, "shape", batch.shape)
assert batch.tolist() == [[2, 4, 5], [1, 3, 0]]

# %% id=oov
known = {"apple", "orbit", "nasa", "launch", "doctor", "car", "the", "engine"}
typed = "The NASA launch . Apple ! the Doctor and the car , Engine".split()
plain = [token for token in map(normalise, typed) if token.isalpha()]
before = 1 - sum(token in known for token in typed) / len(typed)
after = 1 - sum(token in known for token in plain) / len(plain)
print(f"out of vocabulary: as typed {before:.2f} of {len(typed)}, normalised {after:.2f} of {len(plain)}")
assert before > 0.6
assert after < 0.15
