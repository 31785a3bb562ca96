# %% id=by-hand
# hand: bowl-at-1-2
from itertools import pairwise

import numpy as np


def f(x, y):
    return x**2 + 3 * x * y


def gradient(x, y):
    return np.array([2 * x + 3 * y, 3 * x])


g = gradient(1.0, 2.0)
print("f(1, 2) =", f(1.0, 2.0), " gradient:", g, " shape:", g.shape)
assert f(1.0, 2.0) == 7
assert g.tolist() == [8, 3]

# %% id=numeric


def numerical_grad(f, x, h=1e-5):
    """f: f64[d] -> float. Moves one component at a time."""
    g = np.zeros_like(x)
    for i in range(x.size):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        g[i] = (f(up) - f(down)) / (2 * h)
    return g


at = np.array([1.0, 2.0])
numeric = numerical_grad(lambda v: f(v[0], v[1]), at)
print("by differences:", np.round(numeric, 6), " shape:", numeric.shape)
assert np.allclose(numeric, [8, 3], atol=1e-8)
both = (f(1 + 1e-5, 2 + 1e-5) - f(1 - 1e-5, 2 - 1e-5)) / 2e-5
print("both components moved at once:", round(both, 6), "= 8 + 3")

# %% id=direction
# hand: three-directions


def slope(g, angle):
    """Rate of change along the unit vector at this angle."""
    return float(g @ [np.cos(angle), np.sin(angle)])


g = np.array([3.0, 4.0])
print("along x:", slope(g, 0.0), " along y:", round(slope(g, np.pi / 2), 6), " along g/|g|:", round(float(g @ g / 5), 6))
angles = np.deg2rad(np.arange(0, 360))
best = int(np.argmax([slope(g, a) for a in angles]))
print("steepest of 360 directions:", best, "degrees; the gradient points at", round(float(np.degrees(np.arctan2(4, 3))), 2))
assert slope(g, 0.0) == 3
assert np.isclose(slope(g, np.pi / 2), 4)
assert np.isclose(g @ g / 5, 5)
assert abs(slope(g, np.arctan2(-3, 4))) < 1e-12  # perpendicular to g: along the contour nothing changes

# %% id=plane
# hand: small-move
start, move = np.array([1.0, 2.0]), np.array([0.1, -0.2])
by_plane = f(*start) + gradient(*start) @ move
truth = f(*(start + move))
print(f"by the plane {by_plane:.2f}, in truth {truth:.2f}, off by {by_plane - truth:.2f}")
assert np.isclose(by_plane, 7.2)
assert np.isclose(truth, 7.15)
for eta in (0.1, 0.01, 0.001):
    g = gradient(*start)
    fell = f(*start) - f(*(start - eta * g))
    print(f"eta {eta}: fell by {fell:.4f}, promised {eta * (g @ g):.4f}")
assert np.isclose(fell, 0.001 * (8**2 + 3**2), rtol=0.01)

# %% id=contour


def bowl(x, y):
    return x**2 + 4 * y**2


t = np.deg2rad([0.0, 40.0, 90.0, 200.0])
x, y = 2 * np.cos(t), np.sin(t)  # the contour bowl = 4
tangent = np.column_stack([-2 * np.sin(t), np.cos(t)])
normal = np.column_stack([2 * x, 8 * y])
print("values on the contour:", bowl(x, y).round(12))
print("gradient . tangent   :", (normal * tangent).sum(axis=1).round(12) + 0.0)
assert np.allclose((normal * tangent).sum(axis=1), 0)

# %% id=not-at-minimum
# hand: where-it-points
at = np.array([4.0, 1.0])
g = np.array([2 * at[0], 8 * at[1]])
to_minimum = -at
cosine = float(-g @ to_minimum / (np.linalg.norm(g) * np.linalg.norm(to_minimum)))
print("-g =", -g, "  to the minimum:", to_minimum, f"  angle {np.degrees(np.arccos(cosine)):.1f} degrees")
assert g.tolist() == [8, 8]
assert np.isclose(cosine, 40 / (8 * np.sqrt(2) * np.sqrt(17)))
assert 30 < np.degrees(np.arccos(cosine)) < 32

# %% id=zigzag
w, path = np.array([4.0, 1.0]), []
for _ in range(6):
    w = w - 0.2 * np.array([2 * w[0], 8 * w[1]])
    path.append(w)
print("y along the way:", [round(float(p[1]), 3) for p in path])
print("x along the way:", [round(float(p[0]), 3) for p in path])
assert all(a[1] * b[1] < 0 for a, b in pairwise(path))  # across the valley and back, every step
