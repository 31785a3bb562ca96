# %% id=shapes
import numpy as np

n, d, d_hidden, c = 5, 3, 4, 2  # four different sizes: a wrong transpose cannot hide
rng = np.random.default_rng(0)
X, y = rng.normal(size=(n, d)), rng.integers(0, c, n)
W1, b1 = rng.normal(size=(d, d_hidden)), np.zeros(d_hidden)
W2, b2 = rng.normal(size=(d_hidden, c)), np.zeros(c)

a = X @ W1 + b1
h = np.maximum(a, 0.0)
z = h @ W2 + b2
for name, value in {"X": X, "a": a, "h": h, "z": z, "y": y}.items():
    print(f"{name}: {value.shape}")
assert a.shape == h.shape == (5, 4)
assert z.shape == (5, 2)

# %% id=by-hand
# hand: zero-ln2-ln3


def softmax_naive(z):
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


z = np.log([[1.0, 2.0, 3.0]])  # [[0, ln 2, ln 3]]
p = softmax_naive(z)
loss = -np.log(p[0, 2])  # the true class is 2
dz = p - np.eye(3)[[2]]
print("p =", np.round(p, 4).tolist(), " loss =", round(float(loss), 4), " dz =", np.round(dz, 4).tolist())
assert np.allclose(p, [[1 / 6, 1 / 3, 1 / 2]])
assert np.isclose(loss, np.log(2))
assert np.allclose(dz, [[1 / 6, 1 / 3, -1 / 2]])
assert np.isclose(dz.sum(), 0)

# %% id=overflow
with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
    print("softmax_naive [1000, 999]  :", softmax_naive(np.array([[1000.0, 999.0]])).tolist())
    p = softmax_naive(np.array([[0.0, -1000.0]]))
    print("softmax_naive [0, -1000]   :", p.tolist(), "  loss of class 1:", -np.log(p[0, 1]))
print("largest exponent float64 can take:", int(np.log(np.finfo(np.float64).max)))
assert p.tolist() == [[1, 0]]  # the probability is rounded to 0 before the logarithm sees it

# %% id=stable


def softmax(z):
    """z [n, c] -> probabilities [n, c], for logits of any size."""
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def cross_entropy(z, y):
    """z [n, c], y [n] -> mean loss (float) and its gradient dz [n, c]."""
    n = len(y)
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(n), y].mean()
    dz = np.exp(log_p)
    dz[np.arange(n), y] -= 1
    return float(loss), dz / n


z = np.array([[0.0, np.log(2), np.log(3)]])
assert np.allclose(softmax(z), softmax_naive(z), rtol=1e-15)  # the shift changes nothing
print("softmax [1000, 999]        :", np.round(softmax(np.array([[1000.0, 999.0]])), 4).tolist())
print("loss of class 1, [0, -1000]:", cross_entropy(np.array([[0.0, -1000.0]]), np.array([1]))[0])
assert cross_entropy(np.array([[0.0, -1000.0]]), np.array([1]))[0] == 1000

# %% id=mean
# hand: two-rows
z2 = np.log([[1.0, 2.0, 3.0], [1.0, 1.0, 2.0]])
y2 = np.array([2, 0])
loss2, dz2 = cross_entropy(z2, y2)
print("loss =", round(loss2, 4), " dz =", np.round(dz2, 4).tolist(), dz2.shape)
assert np.isclose(loss2, (np.log(2) + np.log(4)) / 2)
assert np.allclose(dz2, [[1 / 12, 1 / 6, -1 / 4], [-3 / 8, 1 / 8, 1 / 4]])

nudged = z2.copy()
nudged[1, 0] += 1e-6
print("slope measured at z[1, 0]  :", round((cross_entropy(nudged, y2)[0] - loss2) / 1e-6, 4), " without /n it would be", -0.75)
twice = cross_entropy(np.vstack([z2, z2]), np.tile(y2, 2))
assert np.isclose(twice[0], loss2)
assert np.allclose(twice[1][:2], dz2 / 2)
