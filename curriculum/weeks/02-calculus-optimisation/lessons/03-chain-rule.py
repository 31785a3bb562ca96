# %% id=by-hand
# hand: five-nodes
x, y = 2.0, 3.0
a = x + y  # 5
b = a * x  # 10
c = b**2  # 100
print("forward : a =", a, " b =", b, " c =", c)

dc = 1.0
db = dc * 2 * b  # 20
da = db * x  # 40
dx_direct = db * a  # 100: the path x -> b
dx_through_a = da * 1  # 40: the path x -> a -> b
dx, dy = dx_direct + dx_through_a, da * 1
print("backward: db =", db, " da =", da, " dx =", dx_direct, "+", dx_through_a, "=", dx, " dy =", dy)
assert (a, b, c) == (5, 10, 100)
assert (db, da, dx, dy) == (20, 40, 140, 40)


# %% id=check
def f(x, y):
    return ((x + y) * x) ** 2


h = 1e-5
numeric_x = (f(2 + h, 3) - f(2 - h, 3)) / (2 * h)
numeric_y = (f(2, 3 + h) - f(2, 3 - h)) / (2 * h)
print("by differences: dx =", round(numeric_x, 4), " dy =", round(numeric_y, 4))
assert abs(numeric_x - 140) < 1e-4
assert abs(numeric_y - 40) < 1e-4
print("only the direct path:", 100, " only the other:", 40, " the larger of the two:", max(100, 40))

# %% id=chain
# hand: three-factors
import math

x = 0.5
u = 2 * x  # 1
v = u**2  # 1
w = math.exp(v)  # e
slopes = [2.0, 2 * u, math.exp(v)]
print("local slopes:", [round(s, 4) for s in slopes], " product:", round(math.prod(slopes), 4))
numeric = (math.exp((2 * (x + 1e-6)) ** 2) - math.exp((2 * (x - 1e-6)) ** 2)) / 2e-6
print("by differences:", round(numeric, 4))
assert math.isclose(math.prod(slopes), 4 * math.e)
assert math.isclose(numeric, 4 * math.e, rel_tol=1e-6)


# %% id=paths
# hand: sigmoid-twice
def sigma(z):
    return 1 / (1 + math.exp(-z))


z = 0.0
s = sigma(z)  # 1/2
out = s * (1 - s)  # 1/4: s is used twice
d_direct, d_other = 1 - s, -s  # d out / d s along either use
ds = d_direct + d_other  # 1/2 - 1/2
dz = ds * s * (1 - s)
print("out =", out, " ds =", d_direct, "+", d_other, "=", ds, " dz =", dz)
assert out == 0.25
assert ds == dz == 0


# %% id=rules
def add(upstream, a, b):
    return upstream, upstream


def multiply(upstream, a, b):
    return upstream * b, upstream * a


def maximum(upstream, a, b):
    return (upstream, 0.0) if a >= b else (0.0, upstream)


print("add     :", add(20.0, 5.0, 2.0))
print("multiply:", multiply(20.0, 5.0, 2.0))
print("maximum :", maximum(20.0, 5.0, 2.0))
assert multiply(20.0, 5.0, 2.0) == (40.0, 100.0)


# %% id=cost
def forwards(values, which):
    """Product of the values, and its derivative by one of them, from left to right."""
    product, slope = 1.0, 0.0
    for i, value in enumerate(values):
        slope = slope * value + product * (i == which)
        product *= value
    return slope


values = [1.0 + 0.01 * k for k in range(50)]
one_by_one = [forwards(values, which) for which in range(50)]
print("passes forwards:", len(one_by_one))


# %% id=cost-backwards
def backwards(values):
    """The derivatives by all of them, in one pass from right to left."""
    before = [1.0]
    for value in values:
        before.append(before[-1] * value)
    upstream, grads = 1.0, []
    for value, product in zip(reversed(values), reversed(before[:-1]), strict=True):
        grads.append(upstream * product)
        upstream *= value
    return grads[::-1]


in_one_pass = backwards(values)
print("passes backwards: 1, the same derivatives:", all(map(math.isclose, one_by_one, in_one_pass)))
assert all(map(math.isclose, one_by_one, in_one_pass))
