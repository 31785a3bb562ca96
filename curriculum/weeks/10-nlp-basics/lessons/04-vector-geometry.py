# %% id=load
import numpy as np

from workers.harness.paths import resolve  # on your own machine: the path of your vectors.bin

content = resolve("/assets/glove-50d/vectors.bin").read_bytes()
place = content.index(b"\n") + 1
count, width = map(int, content[:place].split())
words, E = [], np.empty((count, width), np.float32)
for k in range(count):
    end = content.index(b" ", place)
    words.append(content[place:end].decode())
    E[k] = np.frombuffer(content, "<f4", width, end + 1)
    place = end + 1 + 4 * width + 1
unit = E / np.linalg.norm(E, axis=1, keepdims=True)
index = {word: k for k, word in enumerate(words)}
print("vectors", E.shape, E.dtype, " first words", words[:5])
assert len(words) == len(index) == count

# %% id=neighbours


def nearest(vector, n, without=()):
    score = unit @ (vector / np.linalg.norm(vector))
    return [(words[k], float(score[k])) for k in np.argsort(-score) if words[k] not in without][:n]


for word in ("frog", "king", "beijing", "good"):
    print(f"{word:<8}", ", ".join(f"{w} {s:.2f}" for w, s in nearest(unit[index[word]], 5, [word])))
assert nearest(unit[index["king"]], 1)[0][0] == "king"

# %% id=senses
for word in ("apple", "bank"):
    print(f"{word:<6}", ", ".join(w for w, _ in nearest(unit[index[word]], 6, [word])))
fruit, firm = (float(unit[index["apple"]] @ unit[index[word]]) for word in ("pear", "microsoft"))
print(f"apple-pear {fruit:.2f}, apple-microsoft {firm:.2f}")
assert firm > fruit

# %% id=length
lengths = np.linalg.norm(E, axis=1)
query = E[index["frog"]]
print("by cosine :", [w for w, _ in nearest(query, 4, ["frog"])])
print("by product:", [words[k] for k in np.argsort(-(E @ query))[:4]])
print(f"mean length of the 1000 most frequent words {lengths[:1000].mean():.2f}, of the last 1000 {lengths[-1000:].mean():.2f}")

# %% id=by-hand
# hand: four-on-a-circle
man, woman, king, queen = np.array([[1, 0], [0.96, 0.28], [0.28, 0.96], [0, 1]])
target = king - man + woman
for name, v in (("king", king), ("queen", queen), ("woman", woman), ("man", man)):
    print(f"{name:<6} {v @ target / np.linalg.norm(target):.3f}")
assert np.allclose(target, [0.24, 1.24])
assert king @ target > queen @ target > woman @ target > man @ target
assert np.isclose(king @ target / np.linalg.norm(target), 0.996, atol=5e-4)
assert np.isclose(queen @ target / np.linalg.norm(target), 0.982, atol=5e-4)

# %% id=analogy


def analogy(a, b, c, n=3, keep=False):
    """The words nearest to b - a + c."""
    target = unit[index[b]] - unit[index[a]] + unit[index[c]]
    return [w for w, _ in nearest(target, n, () if keep else (a, b, c))]


print("with the query words   :", analogy("man", "king", "woman", keep=True))
print("without the query words:", analogy("man", "king", "woman"))
assert analogy("man", "king", "woman", keep=True)[:2] == ["king", "queen"]
assert analogy("man", "king", "woman")[0] == "queen"

# %% id=score
families = {
    "capitals": "france paris italy rome japan tokyo germany berlin russia moscow egypt cairo greece athens",
    "plurals": "car cars dog dogs tree trees king kings child children book books river rivers",
    "family": "man woman uncle aunt brother sister son daughter actor actress husband wife prince princess",
}
for name, line in families.items():
    w = line.split()
    cases = [(w[0], w[1], w[k], w[k + 1]) for k in range(2, len(w), 2)]
    right = sum(analogy(a, b, c)[0] == d for a, b, c, d in cases)
    kept = [analogy(a, b, c, keep=True)[0] for a, b, c, _ in cases]
    own = sum(word in case[:3] for word, case in zip(kept, cases))
    print(f"{name:<9} right {right} of {len(cases)}; without dropping the query, {own} of {len(cases)} answers are a query word")

# %% id=bias
jobs = "engineer programmer captain boss philosopher scientist teacher librarian nurse receptionist dancer maid"
axis = unit[index["he"]] - unit[index["she"]]
leaning = {job: float(unit[index[job]] @ axis) for job in jobs.split()}
for job in sorted(leaning, key=leaning.get):
    print(f"{job:<13} {leaning[job]:+.3f}")
assert leaning["nurse"] < 0 < leaning["captain"]
assert leaning["receptionist"] < leaning["boss"]

# %% id=baseline
rng = np.random.default_rng(0)
random_words = rng.choice(np.arange(1000, 20000), 500, replace=False)
spread = unit[random_words] @ axis
extreme = np.mean(np.abs(spread - spread.mean()) > abs(leaning["maid"] - spread.mean()))
print(f"500 random words: mean {spread.mean():+.3f}, deviation {spread.std():.3f}; further out than maid: {100 * extreme:.0f}%")
