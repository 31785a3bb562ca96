# %% id=by-hand
# hand: two-articles
import numpy as np

long_one = np.array([6.0, 8.0, 0.0])  # counts of three words
short_one = np.array([3.0, 4.0, 0.0])
other = np.array([3.0, 0.0, 4.0])


def norm(v):
    return np.sqrt((v * v).sum())


def cosine(u, v):
    return (u * v).sum() / (norm(u) * norm(v))


print("norms  :", norm(long_one), norm(short_one), norm(other))
print("distance long-short :", norm(long_one - short_one), "  cosine:", cosine(long_one, short_one))
print("distance short-other:", round(norm(short_one - other), 4), "  cosine:", cosine(short_one, other))
assert (norm(long_one), norm(short_one)) == (10, 5)
assert norm(long_one - short_one) == 5
assert cosine(long_one, short_one) == 1
assert cosine(short_one, other) == 9 / 25

# %% id=dot
# hand: one-dot
u, v = np.array([1.0, 2.0, 3.0]), np.array([4.0, -5.0, 2.0])
print("u . v =", (u * v).sum(), "=", u @ v)
assert u @ v == 4 - 10 + 6 == 0  # perpendicular
print("the distance from norms and the dot product:", round(float(np.sqrt(u @ u + v @ v - 2 * (u @ v))), 4))
assert np.isclose(np.sqrt(u @ u + v @ v - 2 * (u @ v)), np.linalg.norm(u - v))

# %% id=shapes
images = np.zeros((32, 28, 28))
table = np.zeros((150, 4))
for name, value in {
    "table": table,
    "table[0]": table[0],
    "table[:, 0]": table[:, 0],
    "table[:, :1]": table[:, :1],
    "table.mean(axis=0)": table.mean(axis=0),
    "table.mean(axis=1)": table.mean(axis=1),
    "images[0]": images[0],
    "images.reshape(32, -1)": images.reshape(32, -1),
}.items():
    print(f"{name:<24}{value.shape}")
assert table[:, 0].shape == (150,)
assert table[:, :1].shape == (150, 1)

# %% id=transpose
# hand: two-by-three
A = np.array([[1, 2, 3], [4, 5, 6]])
print("A.T:", A.T.tolist(), A.shape, "->", A.T.shape)
assert A.T.tolist() == [[1, 4], [2, 5], [3, 6]]
v = np.array([1, 2, 3])
print("v.T.shape:", v.T.shape, "  v[:, None].shape:", v[:, None].shape)
assert v.T.shape == (3,)  # nothing to swap
assert v[:, None].shape == (3, 1)
A.T[0, 1] = 40
print("A after changing A.T:", A.tolist())  # a view, not a copy
assert A[1, 0] == 40

# %% id=axis
# hand: row-and-column-means
B = np.array([[1.0, 2.0, 6.0], [3.0, 4.0, 5.0]])
print("axis 0:", B.mean(axis=0), " axis 1:", B.mean(axis=1), " both:", B.mean())
assert B.mean(axis=0).tolist() == [2, 3, 5.5]
assert B.mean(axis=1).tolist() == [3, 4]
centred = B - B.mean(axis=0)
print("centred columns sum to", centred.sum(axis=0).tolist())
assert (centred.sum(axis=0) == 0).all()
