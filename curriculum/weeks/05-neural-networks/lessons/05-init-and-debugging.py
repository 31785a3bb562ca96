# %% id=setup
import numpy as np
from sklearn.datasets import load_digits

digits = load_digits()
X, y = digits.data / 16, digits.target
print("X:", X.shape, " y:", y.shape)


def loss_and_grads(X, y, p, mask=True):
    n = len(y)
    a = X @ p["W1"] + p["b1"]
    h = np.maximum(a, 0.0)
    z = h @ p["W2"] + p["b2"]
    log_p = z - z.max(axis=1, keepdims=True)
    log_p -= np.log(np.exp(log_p).sum(axis=1, keepdims=True))
    dz = np.exp(log_p)
    dz[np.arange(n), y] -= 1
    dz /= n
    da = dz @ p["W2"].T * ((a > 0) if mask else 1)
    grads = {"W1": X.T @ da, "b1": da.sum(0), "W2": h.T @ dz, "b2": dz.sum(0)}
    return float(-log_p[np.arange(n), y].mean()), grads


# %% id=zero-start
def start(scale1, scale2, width=32, seed=0):
    rng = np.random.default_rng(seed)
    W1, W2 = rng.normal(size=(64, width)) * scale1, rng.normal(size=(width, 10)) * scale2
    return {"W1": W1, "b1": np.zeros(width), "W2": W2, "b2": np.zeros(10)}


same = start(0.0, 0.0)
same["W1"] += 0.1
same["W2"] += 0.1
for params, name in ((start(0.0, 0.0), "all zero"), (same, "all equal")):
    for _ in range(50):
        _, grads = loss_and_grads(X, y, params)
        params = {key: params[key] - 0.5 * grads[key] for key in params}
    spread = np.ptp(params["W1"], axis=1).max()  # difference between the hidden units
    loss = loss_and_grads(X, y, params)[0]
    print(f"{name:9s} after 50 steps: units differ by {spread:.1e}, loss {loss:.2f}")
    assert spread < 1e-12

# %% id=sixteen-signs
# hand: sixteen-signs
from collections import Counter
from itertools import product

sums = np.array([sum(signs) for signs in product([-1, 1], repeat=4)])  # x = (1,1,1,1), weights +-1
relu = np.maximum(sums, 0)
print("sums:", dict(sorted(Counter(sums.tolist()).items())))
print("mean a^2 =", (sums**2).mean(), "  mean relu(a)^2 =", (relu**2).mean())
assert (sums**2).mean() == 4
assert (relu**2).mean() == 2


# %% id=depth
def second_moments(scale, depth=10, width=256, seed=0):
    """Mean square of the ReLU outputs after each layer; weights have standard deviation `scale`."""
    rng = np.random.default_rng(seed)
    h, moments = rng.normal(size=(200, width)), []
    for _ in range(depth):
        h = np.maximum(h @ (rng.normal(size=(width, width)) * scale), 0.0)
        moments.append(float((h**2).mean()))
    return moments


xavier, he = np.sqrt(1 / 256), np.sqrt(2 / 256)
for name, scale in (("0.001", 0.001), ("xavier 0.0625", xavier), ("he 0.0884", he), ("3", 3.0)):
    moments = second_moments(scale)
    print(f"{name:14s} layer 1: {moments[0]:.1e}   layer 10: {moments[-1]:.1e}")
assert 0.3 < second_moments(he)[-1] / second_moments(he)[0] < 3  # kept
assert second_moments(xavier)[-1] / second_moments(xavier)[0] < 1 / 200  # halved ten times over


# %% id=gradcheck
# hand: cube
def cube(w):
    return w**3


forward_diff, central_diff = (cube(1.1) - cube(1.0)) / 0.1, (cube(1.1) - cube(0.9)) / 0.2
print("slope of w^3 at 1: forward", round(forward_diff, 4), " central", round(central_diff, 4), " exact 3")
assert np.isclose(forward_diff, 3.31)
assert np.isclose(central_diff, 3.01)


# %% id=check-net
def worst_relative_error(X, y, params, mask=True, step=1e-5):
    """Backpropagation against central differences on 40 random entries; kink-free samples only."""
    clear = (np.abs(X @ params["W1"] + params["b1"]) > 1e-3).all(axis=1)
    X, y, rng, worst = X[clear], y[clear], np.random.default_rng(0), 0.0
    grads = loss_and_grads(X, y, params, mask)[1]
    for _ in range(40):
        name = rng.choice(["W1", "b1", "W2", "b2"])
        index = tuple(rng.integers(0, size) for size in params[name].shape)
        losses = []
        for moved_by in (step, -step):
            moved = {key: value.copy() for key, value in params.items()}
            moved[name][index] += moved_by
            losses.append(loss_and_grads(X, y, moved)[0])
        numeric, analytic = (losses[0] - losses[1]) / (2 * step), grads[name][index]
        worst = max(worst, abs(numeric - analytic) / max(abs(numeric), abs(analytic), 1e-8))
    return worst


params = start(np.sqrt(2 / 64), np.sqrt(2 / 32))
few = slice(0, 20)
print("right gradients pass:", worst_relative_error(X[few], y[few], params) < 1e-4)
print("without the ReLU mask:", round(worst_relative_error(X[few], y[few], params, mask=False), 2))
assert worst_relative_error(X[few], y[few], params) < 1e-4 < 0.5 < worst_relative_error(X[few], y[few], params, mask=False)


# %% id=train
def train(X, y, params, steps, lr=0.5, mask=True):
    for _ in range(steps):
        _, grads = loss_and_grads(X, y, params, mask)
        params = {key: params[key] - lr * grads[key] for key in params}
    return params


def accuracy(X, y, params):
    return ((np.maximum(X @ params["W1"] + params["b1"], 0) @ params["W2"] + params["b2"]).argmax(1) == y).mean()


for mask in (True, False):
    trained = train(X[:1200], y[:1200], start(np.sqrt(2 / 64), np.sqrt(2 / 32)), 300, lr=0.3, mask=mask)
    print(f"mask {mask!s:5s} training accuracy {accuracy(X[:1200], y[:1200], trained):.3f}")

# %% id=overfit
rows = np.random.default_rng(3).choice(len(y), 32, replace=False)
for name, labels in (("true labels", y[rows]), ("shuffled labels", np.random.default_rng(4).permutation(y[rows]))):
    trained = train(X[rows], labels, start(np.sqrt(2 / 64), np.sqrt(2 / 32)), 600)
    loss = loss_and_grads(X[rows], labels, trained)[0]
    print(f"{name:16s} loss after 600 steps: {loss:.4f}")
    assert loss < 0.02
