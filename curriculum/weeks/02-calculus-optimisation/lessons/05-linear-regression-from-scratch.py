# %% id=puzzle
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(6, 2))
y = X @ np.array([2.0, -1.0]) + 1.0
prediction = X @ np.array([2.0, -1.0]) + 1.0
print("prediction:", prediction.shape, " y:", y.shape, " y as a column:", y[:, None].shape)
print("prediction - y           :", (prediction - y).shape)
print("prediction - y[:, None]  :", (prediction - y[:, None]).shape)
assert (prediction - y[:, None]).shape == (6, 6)
assert np.allclose(prediction, y)  # a perfect model ...
print(
    "loss of the perfect model:",
    round(float(((prediction - y) ** 2).mean()), 4),
    "and with the column: above 1 is",
    bool(((prediction - y[:, None]) ** 2).mean() > 1),
)

# %% id=by-hand
# hand: three-points


def mse_and_grad(X, y, w, b, l2=0.0):
    """X [n, d], y [n], w [d] -> (loss, dw [d], db)."""
    r = X @ w + b - y  # [n]
    loss = (r @ r) / len(y) + l2 * (w @ w)
    return loss, 2 * X.T @ r / len(y) + 2 * l2 * w, 2 * r.mean()


X3, y3 = np.array([[1.0], [2.0], [3.0]]), np.array([3.0, 5.0, 10.0])
loss, dw, db = mse_and_grad(X3, y3, np.array([2.0]), 1.0)
print("residuals:", X3 @ [2.0] + 1 - y3, " loss:", loss, " dw:", dw, " db:", db)
assert (loss, dw[0], db) == (3, -6, -2)
loss, dw, db = mse_and_grad(X3, y3, np.array([2.0]), 1.0, l2=0.5)
print("with l2 = 0.5: loss:", loss, " dw:", dw, " db:", db)
assert (loss, dw[0], db) == (5, -4, -2)

# %% id=check
X, y = rng.normal(size=(13, 5)), rng.normal(size=13)
w, b, l2, h = rng.normal(size=5), 0.7, 0.3, 1e-5
_, dw, db = mse_and_grad(X, y, w, b, l2)
numeric = np.array(
    [(mse_and_grad(X, y, w + h * e, b, l2)[0] - mse_and_grad(X, y, w - h * e, b, l2)[0]) / (2 * h) for e in np.eye(5)]
)
error = np.abs(dw - numeric) / np.maximum(np.abs(dw), np.abs(numeric))
print("dw:", dw.shape, " largest relative error below 1e-7:", bool((error < 1e-7).all()))
assert (error < 1e-7).all()
print("twice the rows, same gradient:", np.allclose(mse_and_grad(np.tile(X, (2, 1)), np.tile(y, 2), w, b, l2)[1], dw))

# %% id=one-step
# hand: first-step
w, b, lr = np.zeros(1), 0.0, 0.05
loss, dw, db = mse_and_grad(X3, y3, w, b)
print("at zero: loss", round(float(loss), 4), " dw", dw.round(4), " db", db)
w, b = w - lr * dw, b - lr * db
print("after one step: w", w.round(4), " b", round(float(b), 4))
assert np.isclose(dw[0], -2 * (3 + 10 + 30) / 3)
assert np.isclose(db, -12)
assert np.isclose(w[0], 0.05 * 86 / 3)
assert np.isclose(b, 0.6)

# %% id=fit


def fit(X, y, lr, epochs, batch_size=None, momentum=0.0, l2=0.0, seed=0):
    (n, d), rng = X.shape, np.random.default_rng(seed)
    w, b, vw, vb, history = np.zeros(d), 0.0, np.zeros(d), 0.0, []
    for _ in range(epochs):
        order = rng.permutation(n)
        for start in range(0, n, batch_size or n):
            rows = order[start : start + (batch_size or n)]
            _, dw, db = mse_and_grad(X[rows], y[rows], w, b, l2)
            vw, vb = momentum * vw + dw, momentum * vb + db
            w, b = w - lr * vw, b - lr * vb
        history.append(float(mse_and_grad(X, y, w, b, l2)[0]))
    return w, b, history


w, b, history = fit(X3, y3, lr=0.05, epochs=2000)
print("line: w", w.round(4), " b", round(float(b), 4), " loss", round(history[-1], 4))
assert np.isclose(w[0], 3.5)
assert np.isclose(b, -1)
assert np.isclose(history[-1], 0.5)

# %% id=diabetes
from sklearn.datasets import load_diabetes

data = load_diabetes(scaled=False)
order = np.random.default_rng(1).permutation(442)
test, train = order[:110], order[110:]
mean, scale = data.data[train].mean(axis=0), data.data[train].std(axis=0)
Xs, t = (data.data - mean) / scale, data.target
w, b, history = fit(Xs[train], t[train], lr=0.02, epochs=60, batch_size=32, momentum=0.5)
residual = t[test] - (Xs[test] @ w + b)
r2 = 1 - (residual**2).sum() / ((t[test] - t[test].mean()) ** 2).sum()
print("weights:", w.shape, " test R2 above 0.3:", bool(r2 > 0.3))
print("without standardising, the same settings give a finite loss:", end=" ")
with np.errstate(all="ignore"):
    print(bool(np.isfinite(fit(data.data[train], t[train], lr=0.02, epochs=60, batch_size=32, momentum=0.5)[2][-1])))
assert r2 > 0.3
