# %% id=one-hot
import numpy as np

names = ["cat", "dog", "tax"]
onehot = np.eye(3)
for a, b in ((0, 1), (0, 2)):
    print(names[a], names[b], f"distance {np.linalg.norm(onehot[a] - onehot[b]):.4f}, product {onehot[a] @ onehot[b]:.0f}")
print("shape", onehot.shape)
assert np.linalg.norm(onehot[0] - onehot[1]) == np.linalg.norm(onehot[0] - onehot[2])

# %% id=window
# hand: four-tokens


def pairs(ids, window):
    found = []
    for sentence in ids:
        for i, centre in enumerate(sentence):
            for j in range(max(0, i - window), min(len(sentence), i + window + 1)):
                if j != i:
                    found.append((centre, sentence[j]))
    return np.array(found, np.int64).reshape(-1, 2)


one, two = pairs([[5, 6, 7, 8]], 1), pairs([[5, 6, 7, 8]], 2)
print("window 1:", one.tolist(), one.shape)
print("window 2:", two.shape)
assert one.tolist() == [[5, 6], [6, 5], [6, 7], [7, 6], [7, 8], [8, 7]]
assert two.shape == (10, 2)

# %% id=cross
two_sentences = [[5, 6, 7], [8, 9]]
joined = pairs([two_sentences[0] + two_sentences[1]], 1)
apart = pairs(two_sentences, 1)
print(
    "apart:",
    len(apart),
    "pairs; joined:",
    len(joined),
    "pairs, among them",
    [p for p in joined.tolist() if p not in apart.tolist()],
)
assert (len(apart), len(joined)) == (6, 8)
assert [7, 8] in joined.tolist()
assert [7, 8] not in apart.tolist()

# %% id=ppmi
# hand: sixteen-pairs
counts = np.array([[3, 1], [3, 1], [0, 8]])  # rows cat, dog, tax; columns eat, pay


def ppmi(counts):
    total, rows, columns = counts.sum(), counts.sum(1, keepdims=True), counts.sum(0, keepdims=True)
    with np.errstate(divide="ignore"):
        return np.maximum(np.log2(counts * total / (rows * columns)), 0)


table = ppmi(counts)
print(table.round(3), "shape", table.shape)
assert counts.sum() == 16
assert table[0, 0] == 1.0  # log2(3 * 16 / (4 * 6))
assert np.isclose(table[2, 1], np.log2(1.6))  # 0.678
assert table[0, 1] == table[2, 0] == 0
assert counts[2, 1] > counts[0, 0]
assert table[2, 1] < table[0, 0]

# %% id=corpus
rng = np.random.default_rng(0)
animals, taxes = ["cat", "dog", "horse", "cow"], ["tax", "fee", "rent", "debt"]
living, paying = ["eats", "sleeps", "runs", "drinks"], ["rises", "falls", "accrues", "expires"]
sentences = []
for _ in range(400):
    noun, verb = (animals, living) if rng.random() < 0.5 else (taxes, paying)
    sentences.append(["the", *(str(rng.choice(group)) for group in (noun, verb, ["today", "often", "again"]))])
words = sorted({word for sentence in sentences for word in sentence})
index = {w: k for k, w in enumerate(words)}
C = np.zeros((len(words), len(words)), int)
np.add.at(C, tuple(pairs([[index[w] for w in s] for s in sentences], 2).T), 1)
print(sentences[0], "... words:", len(words), "co-occurrences:", C.shape, C.sum())
assert (C == C.T).all()

# %% id=svd
M = ppmi(C)
U, s, Vt = np.linalg.svd(M)
E = U[:, :4] * np.sqrt(s[:4])
print("singular values", s[:5].round(2), " embedding", E.shape)


def cosine(a, b):
    return a @ b / (np.linalg.norm(a) * np.linalg.norm(b))


for a, b in (("cat", "dog"), ("tax", "rent"), ("cat", "tax")):
    print(f"{a}-{b}: counted together {C[index[a], index[b]]} times, cosine {cosine(E[index[a]], E[index[b]]):.2f}")
assert C[index["cat"], index["dog"]] == 0
assert cosine(E[index["cat"]], E[index["dog"]]) > 0.9
assert cosine(E[index["cat"]], E[index["tax"]]) < 0.5

# %% id=limits
print("eats  nearest:", sorted(words, key=lambda w: -cosine(E[index["eats"]], E[index[w]]))[:5])
print(f"rises-falls: cosine {cosine(E[index['rises']], E[index['falls']]):.2f}")
assert cosine(E[index["rises"]], E[index["falls"]]) > 0.9
