# %% id=by-hand
# hand: three-rates
def descend(curvature, lr, start, steps):
    """Values of w for f(w) = curvature / 2 * w**2."""
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - lr * curvature * path[-1])
    return path


for lr in (0.05, 0.15, 0.25):
    print(f"lr = {lr}: factor {1 - lr * 10:+.1f}, path {descend(10, lr, 8.0, 3)}")
assert descend(10, 0.05, 8.0, 3) == [8, 4, 2, 1]
assert descend(10, 0.15, 8.0, 3) == [8, -4, 2, -1]
assert descend(10, 0.25, 8.0, 3) == [8, -12, 18, -27]

# %% id=limit
for lr in (0.19, 0.2, 0.21):
    last = abs(descend(10, lr, 1.0, 100)[-1])
    verdict = "converges" if last < 1 else "diverges" if last > 1 else "swings for ever"
    print(f"lr = {lr}: |w| after 100 steps is {'less than' if last < 1 else 'more than' if last > 1 else 'still'} 1: {verdict}")
assert abs(descend(10, 0.19, 1.0, 100)[-1]) < 1e-4
assert abs(descend(10, 0.21, 1.0, 100)[-1]) > 1e4

# %% id=two-curvatures
import numpy as np

curvature = np.array([10.0, 0.1])
for lr in (0.19, 0.19 / 10):
    factors = 1 - lr * curvature
    slowest = np.abs(factors).max()
    steps = int(np.ceil(np.log(0.01) / np.log(slowest)))
    print(f"lr = {lr:.3f}: factors {factors.round(4)}, steps to 1%: {steps}")
print("condition number:", round(float(curvature.max() / curvature.min())))
assert np.allclose(1 - 0.19 * curvature, [-0.9, 0.981])

# %% id=momentum
# hand: three-steps
w, v, lr, m = 8.0, 0.0, 0.05, 0.5
states = []
for _ in range(3):
    g = 10 * w
    v = m * v + g
    w = w - lr * v
    states.append((g, v, w))
    print(f"g = {g:6.1f}  v = {v:6.1f}  w = {w:5.1f}")
assert states == [(80, 80, 4), (40, 80, 0), (0, 40, -2)]


# %% id=savings
def steps_to(target, lr, m, curvature):
    w, v, steps = np.ones(2), np.zeros(2), 0
    while np.abs(w).max() > target:
        v = m * v + curvature * w
        w = w - lr * v
        steps += 1
    return steps


narrow = np.array([10.0, 0.1])
plain, heavy = steps_to(1e-3, 0.19, 0.0, narrow), steps_to(1e-3, 0.3, 0.7, narrow)
print("plain descent:", plain, "steps   with momentum 0.7:", heavy, "steps")
assert heavy * 5 < plain

# %% id=batches
# hand: five-rows
rows, batch = 5, 2
batches = [list(range(start, min(start + batch, rows))) for start in range(0, rows, batch)]
print("batches of 5 rows:", batches)
grads = np.array([2.0, 4.0, 6.0, 8.0, 20.0])  # one gradient a row
means = [float(grads[b].mean()) for b in batches]
print("mean gradient of each batch:", means, " of all rows:", float(grads.mean()))
dropped = float(grads[:4].mean())
print("without the last batch the mean would be", dropped)
assert batches == [[0, 1], [2, 3], [4]]
assert means == [3, 7, 20]
assert (float(grads.mean()), dropped) == (8, 5)
