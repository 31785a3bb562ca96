# %% id=perceptron
# hand: four-inequalities
import itertools

import numpy as np

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)  # [4, 2]
y = np.array([0, 1, 1, 0])  # XOR


def perceptron(X, w, b):
    """One unit: X [n, 2], w [2], b scalar -> labels [n]."""
    return (X @ w + b > 0).astype(int)


grid = np.arange(-2, 2.25, 0.25)
right = [int((perceptron(X, np.array([w1, w2]), b) == y).sum()) for w1, w2, b in itertools.product(grid, repeat=3)]
print("lines tried:", len(right), "  best:", max(right), "of 4 right")
assert max(right) == 3  # the four inequalities contradict each other, so 4 of 4 cannot happen

# %% id=hidden
# hand: fold-the-square
W1 = np.array([[1.0, 1.0], [1.0, 1.0]])  # [2, 2]
b1 = np.array([0.0, -1.0])  # [2]
W2 = np.array([[1.0], [-2.0]])  # [2, 1]
b2 = np.array([0.0])  # [1]


def mlp(X):
    """X [n, 2] -> hidden values [n, 2] and output [n, 1]."""
    h = np.maximum(X @ W1 + b1, 0.0)
    return h, h @ W2 + b2


h, z = mlp(X)
print("h =", h.tolist(), h.shape)
print("z =", z[:, 0].tolist(), z.shape)
assert h.tolist() == [[0, 0], [1, 0], [1, 0], [2, 1]]
assert z[:, 0].tolist() == [0, 1, 1, 0]

# %% id=collapse
# hand: two-into-one
x = np.array([[2.0, 1.0]])
A1, c1 = np.array([[1.0, 2.0], [0.0, 1.0]]), np.array([1.0, -1.0])
A2, c2 = np.array([[1.0], [3.0]]), np.array([1.0])

two_layers = (x @ A1 + c1) @ A2 + c2
A, c = A1 @ A2, c1 @ A2 + c2  # the single layer that does the same
one_layer = x @ A + c
print("two layers:", two_layers.item(), "  one layer:", one_layer.item(), "  A =", A[:, 0].tolist(), " c =", c.item())
assert A[:, 0].tolist() == [7, 3]
assert c.item() == -1
assert two_layers.item() == one_layer.item() == 16

# %% id=deep-linear
rng = np.random.default_rng(0)
out = X
for depth in range(20):  # twenty linear layers, no activation in between
    out = out @ rng.normal(size=(out.shape[1], 3)) / 2 + rng.normal(size=3)
gap = out[0] + out[3] - out[1] - out[2]  # opposite corners: sums are equal for every affine map
print("f(0,0)+f(1,1)-f(0,1)-f(1,0) after 20 linear layers:", np.abs(gap).round(9).tolist())
assert np.abs(gap).max() < 1e-9
h, z = mlp(X)
print("the same sum with one ReLU layer:", (z[0] + z[3] - z[1] - z[2]).item())
assert (z[0] + z[3] - z[1] - z[2]).item() == -2  # what XOR asks for

# %% id=count
# hand: nine-parameters


def parameter_count(widths):
    """[d0, d1, ...] -> number of weights and biases."""
    return sum(d_in * d_out + d_out for d_in, d_out in itertools.pairwise(widths))


print("2-2-1     :", parameter_count([2, 2, 1]))
print("784-64-10 :", parameter_count([784, 64, 10]))
assert parameter_count([2, 2, 1]) == 9 == W1.size + b1.size + W2.size + b2.size
assert parameter_count([784, 64, 10]) == 50_240 + 650
without_bias = 784 * 64 + 64 * 10
print("biases forgotten:", without_bias, "  short by", parameter_count([784, 64, 10]) - without_bias)
assert parameter_count([784, 64, 10]) - without_bias == 64 + 10
