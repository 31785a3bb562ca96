# %% id=by-hand
# hand: square-at-3


def f(x):
    return x**2


def forward(f, x, h):
    return (f(x + h) - f(x)) / h


def central(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)


print("h = 1    forward:", forward(f, 3, 1), " central:", central(f, 3, 1))
print("h = 0.5  forward:", forward(f, 3, 0.5), " central:", central(f, 3, 0.5))
assert forward(f, 3, 1) == 7
assert forward(f, 3, 0.5) == 6.5
assert central(f, 3, 1) == central(f, 3, 0.5) == 6

# %% id=linear
# hand: root-of-four
import numpy as np


def line(x, h):
    """sqrt(x + h), estimated from x with the derivative 1 / (2 sqrt(x))."""
    return np.sqrt(x) + h / (2 * np.sqrt(x))


for target in (4.4, 9.0):
    guess = line(4.0, target - 4.0)
    print(f"sqrt({target}) = {np.sqrt(target):.4f}, by the line {guess:.4f}, off by {guess - np.sqrt(target):.4f}")
assert np.isclose(line(4.0, 0.4), 2.1)
assert abs(line(4.0, 0.4) - np.sqrt(4.4)) < 0.003
assert line(4.0, 5.0) == 3.25

# %% id=rules

x = 2.0
pairs = {
    "x^3": (lambda x: x**3, 3 * x**2),
    "exp(x)": (np.exp, np.exp(x)),
    "ln(x)": (np.log, 1 / x),
    "x^2 exp(x)": (lambda x: x**2 * np.exp(x), 2 * x * np.exp(x) + x**2 * np.exp(x)),
    "1/x": (lambda x: 1 / x, -1 / x**2),
    "ln(1+x^2)": (lambda x: np.log(1 + x**2), 2 * x / (1 + x**2)),
}
for name, (g, by_rule) in pairs.items():
    print(f"{name:<10} by rule {by_rule:8.4f}   by differences {central(g, x, 1e-5):8.4f}")
    assert abs(central(g, x, 1e-5) - by_rule) < 1e-8

# %% id=cube
# hand: cube-at-2


def cube(x):
    return x**3


for h in (1.0, 0.1):
    print(f"h = {h}: forward - 12 = {forward(cube, 2, h) - 12:.4f}, central - 12 = {central(cube, 2, h) - 12:.4f}")
assert np.isclose(forward(cube, 2, 0.1) - 12, 3 * 2 * 0.1 + 0.1**2)  # 0.61
assert np.isclose(central(cube, 2, 0.1) - 12, 0.1**2)  # 0.01

# %% id=orders
exact = np.exp(1.0)
for h in (1e-1, 1e-2, 1e-3):
    one, two = abs(forward(np.exp, 1.0, h) - exact), abs(central(np.exp, 1.0, h) - exact)
    print(f"h = {h:.0e}   forward {one:.1e}   central {two:.1e}")
ratio_forward = abs(forward(np.exp, 1.0, 1e-2) - exact) / abs(forward(np.exp, 1.0, 1e-3) - exact)
ratio_central = abs(central(np.exp, 1.0, 1e-2) - exact) / abs(central(np.exp, 1.0, 1e-3) - exact)
print(f"ten times smaller h: forward error / {ratio_forward:.0f}, central error / {ratio_central:.0f}")
assert 9 < ratio_forward < 11
assert 95 < ratio_central < 105

# %% id=rounding
print("1 + 1e-16 == 1 :", 1 + 1e-16 == 1)
print("(1 + 1e-15) - 1:", f"{(1 + 1e-15) - 1:.3e}")
worst = {h: abs(central(np.exp, 1.0, h) - exact) for h in (1e-3, 1e-5, 1e-12)}
print("error at 1e-3 below 1e-5 :", worst[1e-3] < 1e-5)
print("error at 1e-5 below 1e-9 :", worst[1e-5] < 1e-9)
print("error at 1e-12 above 1e-6:", worst[1e-12] > 1e-6)
assert worst[1e-5] < worst[1e-3]
assert worst[1e-5] < worst[1e-12]  # smaller is not always better

# %% id=kink
for h in (1e-1, 1e-5):
    print(f"|x| at 0, h = {h}: forward {forward(abs, 0.0, h):.0f}, central {central(abs, 0.0, h):.0f}")
assert forward(abs, 0.0, 1e-5) == 1
assert forward(abs, 0.0, -1e-5) == -1
assert central(abs, 0.0, 1e-5) == 0
