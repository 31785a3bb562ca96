# %% id=by-hand
# hand: fair-die
values = [1, 2, 3, 4, 5, 6]
mean = sum(values) / 6
variance = sum((v - mean) ** 2 for v in values) / 6
print("mean:", mean, " variance:", round(variance, 4))
assert mean == 3.5
assert abs(variance - 35 / 12) < 1e-12

# %% id=binomial
# hand: three-tosses
from math import comb


def binomial(n, p, k):
    return comb(n, k) * p**k * (1 - p) ** (n - k)


table = [binomial(3, 0.5, k) for k in range(4)]
print("3 tosses, 0 to 3 heads:", table)
print("mean:", sum(k * q for k, q in enumerate(table)), " variance:", sum((k - 1.5) ** 2 * q for k, q in enumerate(table)))
assert table == [1 / 8, 3 / 8, 3 / 8, 1 / 8]
assert sum((k - 1.5) ** 2 * q for k, q in enumerate(table)) == 3 * 0.5 * 0.5

# %% id=gaussian
import numpy as np


def gaussian(x, mu, sigma):
    return np.exp(-((x - mu) ** 2) / (2 * sigma**2)) / (sigma * np.sqrt(2 * np.pi))


x = np.linspace(-8, 8, 160_001)
step = x[1] - x[0]
density = gaussian(x, 0, 1)
print(
    "area:",
    (density.sum() * step).round(6),
    " height at 0:",
    gaussian(0.0, 0, 1).round(4),
    " narrow one:",
    gaussian(0.0, 0, 0.1).round(4),
)
for k in (1, 2, 3):
    print(f"within {k} sigma: {(density[np.abs(x) <= k].sum() * step):.3f}")
assert gaussian(0.0, 0, 0.1) > 1  # a density, not a probability

# %% id=n-minus-1
# hand: two-numbers
sample = np.array([2.0, 6.0])
print("divided by n:", sample.var(), "  by n - 1:", sample.var(ddof=1))
assert (sample.var(), sample.var(ddof=1)) == (4, 8)
rng = np.random.default_rng(0)
triples = rng.normal(scale=2.0, size=(200_000, 3))  # the true variance is 4
by_n, by_n_1 = triples.var(axis=1).mean(), triples.var(axis=1, ddof=1).mean()
print("average over many samples of 3, by n:", by_n.round(1), " by n - 1:", by_n_1.round(1))
assert abs(by_n - 4 * 2 / 3) < 0.03
assert abs(by_n_1 - 4) < 0.04

# %% id=covariance
# hand: three-pairs
x3, y3 = np.array([1.0, 2.0, 6.0]), np.array([2.0, 5.0, 5.0])
cov = ((x3 - 3) * (y3 - 4)).sum() / 2
print("covariance:", cov, " by NumPy:", np.cov(x3, y3)[0, 1], " correlation:", np.corrcoef(x3, y3)[0, 1].round(4))
assert cov == 3 == np.cov(x3, y3)[0, 1]

# %% id=large-numbers
tosses = rng.integers(0, 2, size=100_000)
for n in (10, 1000, 100_000):
    print(
        f"mean of the first {n:>6} tosses is within {3 * 0.5 / np.sqrt(n):.4f} of 1/2:",
        bool(abs(tosses[:n].mean() - 0.5) < 3 * 0.5 / np.sqrt(n)),
    )
means = rng.integers(0, 2, size=(5000, 400)).mean(axis=1)
print("spread of 5000 means of 400:", means.std().round(3), " predicted:", 0.5 / 20)
print("within one predicted spread:", np.mean(np.abs(means - 0.5) <= 0.025).round(1), " (a Gaussian has 0.7)")
assert abs(means.std() - 0.025) < 0.002
print("values that a single toss can have:", sorted({int(t) for t in tosses}))
