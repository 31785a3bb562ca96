# %% id=activations
# hand: four-derivatives
import math

import numpy as np

erf = np.vectorize(math.erf)


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def gelu(a):
    return a * 0.5 * (1 + erf(a / math.sqrt(2)))


f = {"sigmoid": sigmoid, "tanh": np.tanh, "relu": lambda a: np.maximum(a, 0.0), "gelu": gelu}
ln2, ln3 = math.log(2), math.log(3)
assert f["sigmoid"](0.0) == 0.5
assert np.isclose(f["sigmoid"](ln3), 3 / 4)
assert f["tanh"](0.0) == 0
assert np.isclose(f["tanh"](ln2), 0.6)
assert f["relu"](3.0) == 3
assert f["relu"](-2.0) == 0
assert f["gelu"](0.0) == 0
print({name: round(float(fn(1.0)), 4) for name, fn in f.items()})

# %% id=derivatives
# hand: four-derivatives


def d_gelu(a):
    return 0.5 * (1 + erf(a / math.sqrt(2))) + a * np.exp(-(a**2) / 2) / math.sqrt(2 * math.pi)


df = {
    "sigmoid": lambda a: sigmoid(a) * (1 - sigmoid(a)),
    "tanh": lambda a: 1 - np.tanh(a) ** 2,
    "relu": lambda a: np.where(a > 0, 1.0, 0.0),
    "gelu": d_gelu,
}
assert df["sigmoid"](0.0) == 0.25
assert np.isclose(df["sigmoid"](ln3), 3 / 16)
assert df["tanh"](0.0) == 1
assert np.isclose(df["tanh"](ln2), 0.64)
assert (df["relu"](3.0), df["relu"](-2.0), df["relu"](0.0)) == (1, 0, 0)
assert df["gelu"](0.0) == 0.5
a = np.linspace(-6, 6, 400)  # no grid point falls on the kink at 0
for name in f:
    numeric = (f[name](a + 1e-5) - f[name](a - 1e-5)) / 2e-5
    print(f"{name:8s} slope from {df[name](a).min():6.3f} to {df[name](a).max():.3f}")
    assert np.abs(numeric - df[name](a)).max() < 1e-8  # central differences agree

# %% id=vanish
# hand: six-quarters
best_case = 0.25**6
print("six sigmoids, best case:", f"{best_case:.6f}", "=", f"1/{1 / best_case:.0f}")
assert 1 / best_case == 4096


def grad_norms(name, depth=6, width=50, seed=0):
    """Norm of dL/dW for every layer of a `depth`-layer net, first layer first."""
    rng = np.random.default_rng(seed)
    h, saved = rng.normal(size=(64, width)), []
    for _ in range(depth):
        W = rng.normal(size=(width, width)) * math.sqrt((2 if name == "relu" else 1) / width)
        saved.append((h, h @ W, W))
        h = f[name](saved[-1][1])
    grad, norms = rng.normal(size=h.shape), []
    for h_in, a_in, W in reversed(saved):
        grad = grad * df[name](a_in)
        norms.append(float(np.linalg.norm(h_in.T @ grad)))
        grad = grad @ W.T
    return norms[::-1]


for name in ("sigmoid", "tanh", "relu"):
    norms = grad_norms(name)
    print(f"{name:8s} first/last layer gradient: {norms[0] / norms[-1]:.5f}")
assert grad_norms("sigmoid")[0] / grad_norms("sigmoid")[-1] < 0.01 < 0.3 < grad_norms("relu")[0] / grad_norms("relu")[-1]

# %% id=dead
rng = np.random.default_rng(1)
x = rng.normal(size=200)
for name, w, b in (("healthy", 1.0, 0.0), ("quiet on some inputs", 1.0, -1.0), ("dead", 1.0, -10.0)):
    a = w * x + b
    print(f"{name:21s} zeros {np.mean(a <= 0):.0%}   mean gradient through the unit {df['relu'](a).mean():.2f}")
quiet, dead = x - 1.0, x - 10.0
assert 0 < df["relu"](quiet).mean() < 1  # 0 for one sample, alive for others: it still learns
assert df["relu"](dead).mean() == 0  # 0 for every sample: no gradient ever reaches it

# %% id=saturated
a = np.array([-8.0, -2.0, 0.0, 2.0, 8.0])
print("sigmoid' :", np.round(df["sigmoid"](a), 4).tolist())
print("tanh'    :", np.round(df["tanh"](a), 4).tolist())
h = sigmoid(rng.normal(size=(200, 3)) * np.array([0.5, 2.0, 10.0]))  # three units, inputs of growing size
share = (h * (1 - h) < 0.01).mean(axis=0)
print("share of saturated outputs per unit:", [f"{s:.0%}" for s in share], share.shape)
assert share[0] == 0
assert share[2] > 0.5
