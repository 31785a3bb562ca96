# %% id=puzzle
import numpy as np

x = np.array([-4.0, -3, -2, -1, 0, 1, 2, 3, 4, 30])  #: 最后一名乘客的票价高得离谱 | the last passenger paid a wild fare
y = np.array([0, 0, 0, 0, 0, 1, 1, 1, 1, 1])
slope, start = np.polyfit(x, y, 1)
print("line: slope", slope.round(4), " predictions:", (slope * x + start).round(2))
print("says 'survived' from x =", ((0.5 - start) / slope).round(2), "on")
slope, start = np.polyfit(x[:-1], y[:-1], 1)
print("without the last passenger: from x =", ((0.5 - start) / slope).round(2), " at x = 8:", round(8 * slope + start, 2))
assert slope * 8 + start > 1

# %% id=sigmoid
# hand: three-to-one


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


z = np.log(3)
print("p", sigmoid(z).round(4), " odds", (sigmoid(z) / (1 - sigmoid(z))).round(4))
loss = {1: -np.log(sigmoid(z)), 0: -np.log(1 - sigmoid(z))}
print("log loss if y = 1:", loss[1].round(4), "  if y = 0:", loss[0].round(4))
assert np.isclose(sigmoid(z), 0.75)
assert np.allclose([loss[1], loss[0]], [np.log(4 / 3), np.log(4)])

# %% id=gradient


def log_loss(z, y):
    """Mean over z f64[n]; log(1 + e^z) − y·z is the same as the formula and never overflows."""
    return np.mean(np.logaddexp(0, z) - y * z)


h = 1e-6
for label in (1.0, 0.0):
    slope = (log_loss(np.array([z + h]), label) - log_loss(np.array([z - h]), label)) / (2 * h)
    print("y =", label, " p - y =", (sigmoid(z) - label).round(4), " by differences:", slope.round(4))
    assert np.isclose(slope, sigmoid(z) - label)

# %% id=stuck
z, label = -6.0, 1.0  #: 大错特错：几乎肯定地说了反话 | badly wrong, and nearly certain of it
p = sigmoid(z)
print(
    "p",
    p.round(5),
    " gradient of log loss:",
    (p - label).round(4),
    " of squared error:",
    (2 * (p - label) * p * (1 - p)).round(5),
)
assert abs(2 * (p - label) * p * (1 - p)) < 0.005

# %% id=odds
# hand: doubled-odds
w, base = np.log(2), np.log(1 / 4)
for units in range(4):
    p = sigmoid(base + w * units)
    print(units, "units: odds", (p / (1 - p)).round(4), " p", p.round(4))
assert np.isclose(sigmoid(base), 0.2)
assert np.isclose(sigmoid(base + 3 * w), 2 / 3)

# %% id=fit
rng = np.random.default_rng(4)
X = rng.normal(size=(400, 2))
t = (rng.random(400) < sigmoid(X @ np.array([2.0, -1.0]) + 0.5)).astype(float)


def fit(X, y, steps=3000, lr=0.5, l2=0.0):
    """Gradient descent on the mean log loss + l2·‖w‖²; X f64[n, d] -> (w f64[d], b)."""
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        r = sigmoid(X @ w + b) - y  # [n]
        w, b = w - lr * (X.T @ r / len(y) + 2 * l2 * w), b - lr * r.mean()
    return w, b


w, b = fit(X, t)
print("X", X.shape, " w", w.round(2), " b", round(float(b), 2), " log loss", log_loss(X @ w + b, t).round(4))
print("odds ratios:", np.exp(w).round(2))

# %% id=boundary
free = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
other = -(b + w[0] * free) / w[1]  # where p is exactly a half
print("x2 on the boundary:", other.round(3), " second differences:", np.diff(other, 2).round(9) + 0.0)
print("p there:", sigmoid(np.column_stack([free, other]) @ w + b).round(3))
assert np.allclose(np.diff(other, 2), 0)

# %% id=units
pence = X * np.array([240.0, 1.0])  #: 第一列从英镑换成便士 | the first column from pounds to pence
scaled = (pence - pence.mean(axis=0)) / pence.std(axis=0)
wp, bp = w / np.array([240.0, 1.0]), b  # the same model in the new unit
print("in pounds:", w.round(4), " in pence:", wp.round(4))
print("predictions the same:", np.allclose(sigmoid(X @ w + b), sigmoid(pence @ wp + bp)))
print("standardised:", fit(scaled, t)[0].round(2), " either way:", np.allclose(scaled, (X - X.mean(0)) / X.std(0)))
assert abs(wp[0]) < abs(wp[1])
assert abs(w[0]) > abs(w[1])

# %% id=regularise
wide = rng.normal(size=(260, 40))
s = (rng.random(260) < sigmoid(1.5 * wide[:, 0] - 1.5 * wide[:, 1])).astype(float)
train, validation = slice(0, 60), slice(60, 260)
print("   l2    |w|   train   validation")
results = {}
for l2 in (0.0, 0.001, 0.01, 0.1, 1.0):
    v, c = fit(wide[train], s[train], l2=l2)
    results[l2] = [log_loss(wide[part] @ v + c, s[part]) for part in (train, validation)]
    print(f"{l2:6} {np.linalg.norm(v):6.2f} {results[l2][0]:7.3f} {results[l2][1]:9.3f}")
assert min(results, key=lambda l2: results[l2][1]) in (0.01, 0.1)
