# %% id=puzzle
import numpy as np


def knn(Xtr, ytr, Xq, k):
    """Labels i64[m]: the k nearest vote; equal distances: lower index first; equal votes: smaller label."""
    out = []
    for q in Xq:
        distance = ((Xtr - q) ** 2).sum(axis=1)
        nearest = np.argsort(distance, kind="stable")[:k]
        out.append(np.bincount(ytr[nearest]).argmax())
    return np.array(out)


people = np.array([[20.0, 8.0], [60.0, 9.0], [22.0, 30.0], [58.0, 31.0]])  #: 年龄，票价（英镑）| age, fare in pounds
saved = np.array([0, 1, 0, 1])  #: 这里只由年龄决定 | decided by age alone here
new = np.array([[57.0, 8.0], [23.0, 9.0], [59.0, 30.0], [21.0, 31.0]])
print("fare in pounds:", knn(people, saved, new, 1))
pence = np.array([1.0, 240.0])
print("fare in pence: ", knn(people * pence, saved, new * pence, 1), " truth: [1 0 1 0]")
assert knn(people, saved, new, 1).tolist() == [1, 0, 1, 0]
assert knn(people * pence, saved, new * pence, 1).tolist() != [1, 0, 1, 0]

# %% id=by-hand
# hand: five-points
X = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 2.0], [4.0, 3.0], [5.0, 5.0]])
y = np.array([0, 0, 1, 1, 1])
queries = np.array([[0.5, 0.5], [3.0, 3.0]])
squared = ((queries[:, None, :] - X[None, :, :]) ** 2).sum(axis=-1)
print("queries", queries.shape, " training points", X.shape, " squared distances", squared.shape)
print(squared)
for k in (1, 3, 5):
    print("k =", k, "->", knn(X, y, queries, k))
assert squared.tolist() == [[0.5, 0.5, 2.5, 18.5, 40.5], [18, 13, 10, 1, 8]]
assert [knn(X, y, queries, k).tolist() for k in (1, 3, 5)] == [[0, 1], [0, 1], [1, 1]]

# %% id=ties
# hand: four-corners
corners = np.array([[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]])
labels = np.array([2, 0, 0, 2])
middle = np.zeros((1, 2))
print("all four at distance 1; labels", labels)
for k in (1, 2, 3, 4):
    print("k =", k, "-> neighbours", labels[:k], "-> says", knn(corners, labels, middle, k)[0])
assert [int(knn(corners, labels, middle, k)[0]) for k in (1, 2, 3, 4)] == [2, 0, 0, 0]

# %% id=choose-k
rng = np.random.default_rng(1)


def moons(n, noise=0.38):
    """Two interlocking half circles, X f64[n, 2], y i64[n]."""
    angle, label = rng.uniform(0, np.pi, n), rng.integers(0, 2, n)
    arc = np.column_stack([np.cos(angle), np.sin(angle)])
    arc[label == 1] = np.array([1.0, 0.5]) - arc[label == 1]
    return arc + noise * rng.normal(size=(n, 2)), label


(Xtr, ytr), (Xva, yva) = moons(240), moons(400)
scores = {}
for k in (1, 5, 15, 31, 61, 121, 239):
    scores[k] = [(knn(Xtr, ytr, part, k) == answer).mean() for part, answer in ((Xtr, ytr), (Xva, yva))]
    print(f"k = {k:3}  train {scores[k][0]:.3f}  validation {scores[k][1]:.3f}")
assert scores[1][0] == 1.0
assert scores[31][1] > max(scores[1][1], scores[239][1])

# %% id=scale
mean, deviation = Xtr.mean(axis=0), Xtr.std(axis=0)
stretched, stretched_va = Xtr * np.array([1.0, 100.0]), Xva * np.array([1.0, 100.0])
print("second column times 100: ", (knn(stretched, ytr, stretched_va, 31) == yva).mean().round(3))
m, d = stretched.mean(axis=0), stretched.std(axis=0)
print("standardised by training:", (knn((stretched - m) / d, ytr, (stretched_va - m) / d, 31) == yva).mean().round(3))
assert np.allclose((stretched - m) / d, (Xtr - mean) / deviation)


# %% id=batch
def by_batch(batch):
    """Standardises with the mean and deviation of the batch itself: wrong."""
    return (batch - batch.mean(axis=0)) / (batch.std(axis=0) + 1e-12)


query = np.array([[2.0, 0.2]])
trained = (Xtr - mean) / deviation
for company in (query, np.vstack([query, Xva[:50]]), np.vstack([query, [[60.0, 60.0]]])):
    right = knn(trained, ytr, (company - mean) / deviation, 15)[0]
    wrong = knn(trained, ytr, by_batch(company), 15)[0]
    print(
        "in a batch of", len(company), " scaled by training:", right, " by the batch:", by_batch(company)[0].round(2), "->", wrong
    )

# %% id=noise-columns
for extra in (0, 5, 50, 500):
    noisy = np.hstack([Xtr, rng.normal(size=(len(Xtr), extra))])
    noisy_va = np.hstack([Xva, rng.normal(size=(len(Xva), extra))])
    print(f"{extra:3} columns of noise: validation {(knn(noisy, ytr, noisy_va, 15) == yva).mean():.3f}")

# %% id=far-away
for d in (2, 10, 100, 1000):
    cube = rng.random(size=(300, d))
    squares = ((cube[1:] - cube[0]) ** 2).sum(axis=1)
    pairs = ((rng.random(size=(2000, d)) - rng.random(size=(2000, d))) ** 2).sum(axis=1)
    print(f"d = {d:4}: farthest / nearest {np.sqrt(squares.max() / squares.min()):6.2f}", end="")
    print(f"  spread of squares {pairs.std() / pairs.mean():.3f}  formula {np.sqrt(1.4 / d):.3f}")
    assert np.isclose(pairs.std() / pairs.mean(), np.sqrt(1.4 / d), rtol=0.1)
