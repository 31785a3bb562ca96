# %% id=by-hand
# hand: four-points
import numpy as np

X = np.array([[1.0, 1.0], [3.0, 1.0], [1.0, 3.0], [3.0, 3.0]]) @ np.array([[1.0, 0.0], [0.0, 2.0]])
mean = X.mean(axis=0)
centred = X - mean
S = centred.T @ centred / 3
print("mean:", mean, " centred:", centred.tolist())
print("covariance:", S.round(4).tolist())
assert mean.tolist() == [2, 4]
assert np.allclose(S, [[4 / 3, 0], [0, 16 / 3]])

# %% id=eigen
# hand: two-by-two
M = np.array([[3.0, 1.0], [1.0, 3.0]])
v1, v2 = np.array([1.0, 1.0]) / np.sqrt(2), np.array([1.0, -1.0]) / np.sqrt(2)
print(
    "M v1 = 4 v1:",
    np.allclose(M @ v1, 4 * v1),
    "  M v2 = 2 v2:",
    np.allclose(M @ v2, 2 * v2),
    "  perpendicular:",
    bool(abs(v1 @ v2) < 1e-12),
)
values, vectors = np.linalg.eigh(M)
print("eigh, ascending:", values)
assert np.allclose(values, [2, 4])
assert np.allclose(M @ vectors, vectors * values)  # the eigenvectors are columns
assert np.allclose(M @ (-v1), 4 * (-v1))  # the opposite direction is an eigenvector too

# %% id=centring
rng = np.random.default_rng(0)
cloud = rng.normal(size=(200, 2)) * [3.0, 0.5] + [0.0, 40.0]  # wide along the first axis, far up along the second
for name, data in (("centred    ", cloud - cloud.mean(axis=0)), ("not centred", cloud)):
    first = np.linalg.svd(data, full_matrices=False)[2][0]
    print(name, "first direction:", np.abs(first).round(2), " variance along it:", (cloud @ first).var().round(1))
assert abs(np.linalg.svd(cloud, full_matrices=False)[2][0][1]) > 0.99  # it points at the mean

# %% id=svd
u, s, vt = np.linalg.svd(cloud - cloud.mean(axis=0), full_matrices=False)
values = np.linalg.eigvalsh(np.cov(cloud, rowvar=False))[::-1]
print("u", u.shape, " s", s.shape, " vt", vt.shape)
print("s^2 / (n - 1):", (s**2 / 199).round(3), "  eigenvalues:", values.round(3))
assert np.allclose(s**2 / 199, values)

# %% id=projection
# hand: drop-one
P = np.array([[2.0, 0.0], [0.0, 1.0], [-2.0, 0.0], [0.0, -1.0]])
c = np.array([[1.0, 0.0]])  # keep the first direction only
Z = P @ c.T
back = Z @ c
print("Z:", Z.ravel(), " back:", back.tolist(), " squared error:", ((P - back) ** 2).sum())
assert ((P - back) ** 2).sum() == 2
assert np.isclose(3 * np.cov(P, rowvar=False)[1, 1], 2)  # (n - 1) times the variance that was dropped

# %% id=digits
from sklearn.datasets import load_digits

digits = load_digits().data / 16
_, s, vt = np.linalg.svd(digits - digits.mean(axis=0), full_matrices=False)
ratio = s**2 / (s**2).sum()
print(
    "explained by 2:", ratio[:2].sum().round(3), "  components for 90%:", int(np.searchsorted(ratio.cumsum(), 0.9)) + 1, "of 64"
)
assert np.isclose(ratio[:2].sum(), 0.285, atol=1e-3)
wrong = s[:2] ** 2 / (s[:2] ** 2).sum()
print("divided by the two kept only:", wrong.round(2), "which always adds up to", wrong.sum().round(2))
