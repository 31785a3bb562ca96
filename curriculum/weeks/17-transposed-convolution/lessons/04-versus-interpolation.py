# %% id=nearest
# hand: nearest-three
import numpy as np


def nearest(row, s):
    return row[np.arange(len(row) * s) // s]


print(nearest(np.array([5, 7]), 3))
assert nearest(np.array([5, 7]), 3).tolist() == [5, 5, 5, 7, 7, 7]
labels = np.array([2, 6])
print("labels:", nearest(labels, 2), " their mean would be class", labels.mean())


# %% id=bilinear
# hand: two-conventions
def coordinates(n, m, align_corners):
    k = np.arange(m)
    u = k * (n - 1) / (m - 1) if align_corners else (k + 0.5) * n / m - 0.5
    return u.clip(0, n - 1)


def linear(row, m, align_corners):
    u = coordinates(len(row), m, align_corners)
    left = np.minimum(u.astype(int), len(row) - 2)
    t = u - left
    return (1 - t) * row[left] + t * row[left + 1]


off, on = linear(np.array([2.0, 6.0]), 4, False), linear(np.array([2.0, 8.0]), 4, True)
print("off:", off, " on:", on.round(6))
assert off.tolist() == [2, 3, 5, 6]
assert np.allclose(on, [2, 4, 6, 8])

# %% id=everywhere
slope = np.arange(8.0)
difference = linear(slope, 16, True) - linear(slope, 16, False)
print("on − off, a slope:", difference.round(2))
assert (np.abs(difference[1:-1]) > 0.01).all()  #: 不只在边上 | not at the border alone
flat = np.full(8, 3.0)
print("on − off, flat:   ", np.abs(linear(flat, 16, True) - linear(flat, 16, False)).max())
there = linear(linear(slope, 16, False), 8, True)
print("enlarged with off, shrunk with on:", there.round(2), " drift", np.abs(there - slope).max().round(2))
assert np.abs(there - slope).max() > 0.1

# %% id=triangle
# hand: triangle
TRIANGLE = np.array([1, 3, 3, 1]) / 4


def transposed(row, kernel, stride, padding):
    out = np.zeros((len(row) - 1) * stride + len(kernel))
    for i, value in enumerate(row):
        out[i * stride : i * stride + len(kernel)] += value * kernel
    return out[padding : len(out) - padding]


x = np.array([4.0, 8.0])
print("transposed:", transposed(x, TRIANGLE, 2, 1), " bilinear:", linear(x, 4, False))
assert transposed(x, TRIANGLE, 2, 1).tolist() == [3, 5, 7, 6]
longer = np.random.default_rng(0).normal(size=9)
inside = slice(1, -1)
assert np.allclose(transposed(longer, TRIANGLE, 2, 1)[inside], linear(longer, 18, False)[inside])
print("nine random pixels: equal away from the border")


# %% id=shuffle
# hand: shuffle-four
def pixel_shuffle(x, r):
    channels, h, w = x.shape
    parts = x.reshape(channels // r**2, r, r, h, w)  #: [C, u, v, h, w] | [C, u, v, h, w]
    return parts.transpose(0, 3, 1, 4, 2).reshape(channels // r**2, h * r, w * r)


print(pixel_shuffle(np.arange(4).reshape(4, 1, 1), 2)[0])
assert pixel_shuffle(np.arange(4).reshape(4, 1, 1), 2)[0].tolist() == [[0, 1], [2, 3]]
same = np.repeat(np.arange(6).reshape(1, 2, 3), 4, axis=0)  #: 四组一样，就是最近邻 | four equal sets: nearest
print(pixel_shuffle(same, 2)[0])
assert (pixel_shuffle(same, 2)[0] == np.arange(6).reshape(2, 3).repeat(2, 0).repeat(2, 1)).all()

# %% id=cost
ci, co, h, w = 64, 32, 32, 32
ways = {
    "transposed 4 × 4": 16 * ci * co * h * w,
    "enlarge, then 3 × 3": 9 * ci * co * (2 * h) * (2 * w),
    "3 × 3, then shuffle": 9 * ci * (4 * co) * h * w,
}
for name, products in ways.items():
    print(f"{name:20} {products / 1e6:6.1f} million, {products / ways['transposed 4 × 4']:.2f} times")
assert ways["enlarge, then 3 × 3"] == ways["3 × 3, then shuffle"] == 2.25 * ways["transposed 4 × 4"]
