# %% id=memory
# hand: six-cells
import numpy as np

M = np.arange(6, dtype=np.int64).reshape(2, 3)
print(M, "shape", M.shape, "strides", M.strides)
print("M.T      shape", M.T.shape, "strides", M.T.strides)
print("M[:, ::2] shape", M[:, ::2].shape, "strides", M[:, ::2].strides)
assert M.strides == (24, 8)
assert M[1, 2] == M.ravel()[(1 * 24 + 2 * 8) // 8] == 5
assert M.T.strides == (8, 24)
assert M[:, ::2].strides == (24, 16)

# %% id=views
a = np.array([10, 20, 30, 40])
view, copy = a[::2], a[[0, 2]]
print("same numbers:", view, copy)
view[0] = -1
copy[1] = -2
print("a:", a, " copy:", copy)
print("shares memory:", np.shares_memory(a, view), np.shares_memory(a, copy))
assert a.tolist() == [-1, 20, 30, 40]
assert copy.tolist() == [10, -2]

# %% id=who
table = np.arange(12).reshape(3, 4)
cases = {
    "table[1]": table[1],
    "table[:, 1:3]": table[:, 1:3],
    "table.T": table.T,
    "table.reshape(4, 3)": table.reshape(4, 3),
    "table.T.reshape(12)": table.T.reshape(12),
    "table[[0, 2]]": table[[0, 2]],
    "table[table > 5]": table[table > 5],
    "table + 0": table + 0,
}
for text, result in cases.items():
    print(f"{text:<20} shape {result.shape!s:<8} {'view' if np.shares_memory(table, result) else 'copy'}")

# %% id=axis
# hand: two-by-three
X = np.array([[1, 2, 3], [4, 5, 6]])
for axis in (0, 1, None):
    print(f"axis={axis}: shape {X.shape} -> {X.sum(axis=axis).shape}  {X.sum(axis=axis)}")
assert X.sum(axis=0).tolist() == [5, 7, 9]
assert X.sum(axis=1).tolist() == [6, 15]
assert X.sum() == 21

# %% id=keepdims
centred = X - X.mean(axis=0)
print("by column", X.mean(axis=0).shape, "\n", centred)
try:
    X - X.mean(axis=1)
except ValueError as error:
    print("by row:", error)
rows = X - X.mean(axis=1, keepdims=True)
print("keepdims", X.mean(axis=1, keepdims=True).shape, "\n", rows)
assert rows.sum(axis=1).tolist() == [0, 0]

# %% id=fancy
names = np.array(["setosa", "versicolor", "virginica"])
labels = np.array([2, 0, 0, 1])
print(names[labels])
lengths = np.array([5.9, 1.4, 1.5, 4.3])
order = np.argsort(-lengths, kind="stable")
print("order", order, "->", lengths[order], names[labels[order]])
print("mask", lengths > 2, "->", lengths[lengths > 2])
distance = np.abs(lengths[:, None] - lengths)
print("pairs", lengths[:, None].shape, lengths.shape, "->", distance.shape)
assert distance[0, 1] == 4.5

# %% id=repeated
# hand: three-votes
votes = np.array([1, 1, 2])
wrong = np.zeros(3, dtype=int)
wrong[votes] += 1
right = np.zeros(3, dtype=int)
np.add.at(right, votes, 1)
print("+= :", wrong, " add.at:", right, " bincount:", np.bincount(votes, minlength=3))
assert wrong.tolist() == [0, 1, 1]
assert right.tolist() == [0, 2, 1]

# %% id=dtypes
# hand: small-integers
pixels = np.array([250, 10], dtype=np.uint8)
print("uint8 + 10:", pixels + np.uint8(10), " 10 - 20:", pixels[1:] - np.array([20], dtype=np.uint8))
print("mean:", pixels.mean(), " int32 sum:", (pixels.astype(np.int32) + 10).tolist())
print("int / int:", (np.array([1, 2]) / np.array([2, 2])).dtype, " int + float:", (np.array([1]) + 0.5).dtype)
whole = np.array([1, 2, 3])
whole[0] = 2.9
print("2.9 into an int array:", whole)
assert (pixels + np.uint8(10)).tolist() == [4, 20]
assert (pixels[1:] - np.array([20], dtype=np.uint8)).tolist() == [246]
assert whole[0] == 2

# %% id=nan
gaps = np.array([1.4, np.nan, 1.5])
print("nan == nan:", np.nan == np.nan, " mean:", gaps.mean(), " known:", gaps[~np.isnan(gaps)].mean().round(3))
print("sum of nothing:", np.zeros(0).sum(), " shape", np.zeros((0, 3)).sum(axis=0).shape)
assert np.isnan(gaps.mean())
assert np.zeros((0, 3)).sum(axis=0).shape == (3,)

# %% id=speed
import time

x = np.random.default_rng(0).normal(size=200_000)


def with_a_loop(x):
    total = 0.0
    for value in x:
        total += value * value
    return total


def seconds(function):
    started = time.perf_counter()
    function(x)
    return time.perf_counter() - started


slow = min(seconds(with_a_loop) for _ in range(3))
fast = min(seconds(lambda x: (x * x).sum()) for _ in range(3))
print("the array is at least ten times as fast:", slow / fast > 10)
assert np.isclose(with_a_loop(x), (x * x).sum())
