# %% id=bytes
# hand: one-word-file
import numpy as np

text = b"1 2\ncat 0.5 -2.0\n"
binary = b"1 2\n" + b"cat " + np.array([0.5, -2.0], "<f4").tobytes() + b"\n"
print("text  ", len(text), text)
print("binary", len(binary), binary)
assert len(text) == 17
assert len(binary) == 4 + 4 + 2 * 4 + 1 == 17
assert np.frombuffer(binary, "<f4", 2, 8).tolist() == [0.5, -2.0]

# %% id=trap
row = np.frombuffer(bytes([0x0A, 0x20, 0x0A, 0x41]), "<f4")
content = b"1 1\nb " + row.tobytes() + b"\n"
print("the float", row[0], "holds a line feed and a space; split into lines:", content.split(b"\n"))
assert len(content.split(b"\n")) > 3

# %% id=mask
# hand: two-words-two-pads
vectors = np.array([[0.0, 0.0], [9.0, 9.0], [2.0, 0.0], [0.0, 4.0]])  # row 0 pads, row 1 is unknown
ids = np.array([[2, 3, 0, 0], [0, 0, 0, 0]])
mask = ids > 0
plain = vectors[ids].mean(axis=1)
masked = (vectors[ids] * mask[:, :, None]).sum(axis=1) / np.maximum(mask.sum(axis=1, keepdims=True), 1)
print("plain mean ", plain.tolist())
print("masked mean", masked.tolist(), "shape", masked.shape)
assert plain[0].tolist() == [0.5, 1.0]
assert masked.tolist() == [[1.0, 2.0], [0.0, 0.0]]

# %% id=company
longer = np.array([[2, 3] + [0] * 98])
print("the same text padded to 100:", vectors[longer].mean(axis=1)[0].tolist())
assert vectors[longer].mean(axis=1)[0].tolist() == [0.02, 0.04]

# %% id=load
import json
import re

from workers.harness.paths import resolve  # on your own machine: the folder with the data

words, rows = [], []
with resolve("/assets/glove-50d/vectors.txt").open(encoding="utf-8") as file:
    next(file)
    for line in file:
        word, _, numbers = line.partition(" ")
        words.append(word)
        rows.append(np.array(numbers.split(), np.float32))
E, index = np.stack(rows), {word: k for k, word in enumerate(words)}
posts = {
    name: [json.loads(line) for line in resolve(f"/assets/newsgroups6/{name}.jsonl").open(encoding="utf-8")]
    for name in ("train", "val")
}
print("vectors", E.shape, " posts", {name: len(rows) for name, rows in posts.items()})
tokens = [w for post in posts["train"] for w in re.findall("[a-z]+", post["text"].lower())]
print(f"OOV rate {1 - np.mean([w in index for w in tokens]):.3f} of {len(tokens)} words")

# %% id=features
weight = 1e-3 / (1e-3 + 1 / (12 * (np.arange(len(words)) + 10)))


def features(texts, table):
    out = np.zeros((len(texts), table.shape[1]))
    for k, text in enumerate(texts):
        known = [index[w] for w in re.findall("[a-z]+", text.lower()) if w in index]
        if known:
            out[k] = weight[known] @ table[known] / weight[known].sum()
    return out


print("weight of the:", round(float(weight[index["the"]]), 3), " hockey:", round(float(weight[index["hockey"]]), 3))
print("features", features(["The NHL hockey season", ""], E).shape)
assert weight[index["the"]] < 0.2 < 0.8 < weight[index["hockey"]]
assert not features([""], E).any()

# %% id=train


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def accuracy(table, steps=300):
    x, x_val = (features([p["text"] for p in posts[name]], table) for name in ("train", "val"))
    y, y_val = (np.array([p["label"] for p in posts[name]]) for name in ("train", "val"))
    mean, std = x.mean(axis=0), x.std(axis=0)
    z, w, b = (x - mean) / std, np.zeros((x.shape[1], 6)), np.zeros(6)
    for _ in range(steps):
        p = softmax(z @ w + b) - np.eye(6)[y]
        w -= 0.5 * (z.T @ p / len(y) + 0.3 * w)
        b -= 0.5 * p.mean(axis=0)
    return np.mean((((x_val - mean) / std) @ w + b).argmax(axis=1) == y_val)


real = accuracy(E)
shuffled = accuracy(E[np.random.default_rng(0).permutation(len(E))])
print(f"30 validation posts: GloVe {real:.2f}, rows shuffled {shuffled:.2f}, chance {1 / 6:.2f}")
assert real > shuffled + 0.2
