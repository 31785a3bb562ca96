# %% id=forward
# hand: two-two-two
import numpy as np

x, y = np.array([[1.0, 2.0]]), np.array([0])  # one sample, true class 0
W1, b1 = np.array([[1.0, 1.0], [1.0, -1.0]]), np.array([-1.0, 0.0])
W2, b2 = np.array([[1.0, 2.0], [3.0, -1.0]]), np.array([2.0, np.log(3)])


def forward(x, W1, b1, W2, b2):
    a = x @ W1 + b1
    h = np.maximum(a, 0.0)
    z = h @ W2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return a, h, z, e / e.sum(axis=1, keepdims=True)


a, h, z, p = forward(x, W1, b1, W2, b2)
loss = -np.log(p[0, 0])
print("a =", a.tolist(), " h =", h.tolist(), " p =", p.round(4).tolist(), " loss =", round(float(loss), 4))
assert a.tolist() == [[2, -1]]
assert h.tolist() == [[2, 0]]
assert np.allclose(z, [[4, 4 + np.log(3)]])
assert np.allclose(p, [[1 / 4, 3 / 4]])
assert np.isclose(loss, np.log(4))

# %% id=backward
# hand: two-two-two


def backward(x, y, a, h, p, W2):
    n = len(y)
    dz = p.copy()
    dz[np.arange(n), y] -= 1
    dz /= n
    dW2, db2 = h.T @ dz, dz.sum(axis=0)
    dh = dz @ W2.T
    da = dh * (a > 0)
    dW1, db1 = x.T @ da, da.sum(axis=0)
    return {"dz": dz, "W2": dW2, "b2": db2, "dh": dh, "da": da, "W1": dW1, "b1": db1}


g = backward(x, y, a, h, p, W2)
for name, value in g.items():
    print(f"{name:3s} {value.shape!s:7s} {(value.round(4) + 0.0).tolist()}")
assert np.allclose(g["dz"], [[-0.75, 0.75]])
assert np.allclose(g["b2"], [-0.75, 0.75])
assert np.allclose(g["W2"], [[-1.5, 1.5], [0, 0]])
assert np.allclose(g["dh"], [[0.75, -3]])
assert np.allclose(g["da"], [[0.75, 0]])
assert np.allclose(g["W1"], [[0.75, 0], [1.5, 0]])
assert np.allclose(g["b1"], [0.75, 0])

# %% id=nudge
params = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
passes, worst = 0, 0.0
for name, value in params.items():
    for index in np.ndindex(value.shape):
        losses = []
        for step in (1e-5, -1e-5):
            moved = {**params, name: value.copy()}
            moved[name][index] += step
            losses.append(-np.log(forward(x, **moved)[3][0, 0]))
            passes += 1
        worst = max(worst, abs((losses[0] - losses[1]) / 2e-5 - g[name][index]))
print("forward passes:", passes, "  agrees with backpropagation:", worst < 1e-8)
assert passes == 24
assert worst < 1e-8

# %% id=no-mask
no_mask = x.T @ g["dh"]
print("without the mask, dW1 =", no_mask.round(4).tolist(), "  with it:", g["W1"].round(4).tolist())
assert np.allclose(no_mask, [[0.75, -3], [1.5, -6]])
moved = W1.copy()
moved[1, 1] += 1e-5
change = (-np.log(forward(x, moved, b1, W2, b2)[3][0, 0]) - loss) / 1e-5
print(
    "slope of W1[1, 1]: measured", abs(round(float(change), 6)), " with mask", g["W1"][1, 1], " without", no_mask[1, 1].round(4)
)
assert abs(change) < 1e-9

# %% id=order
lr = 0.1
W2_new = W2 - lr * g["W2"]
stale_first = x.T @ ((g["dz"] @ W2_new.T) * (a > 0))
print("dW1 through the old W2:", g["W1"].round(4).tolist(), "  through the updated W2:", stale_first.round(4).tolist())
assert not np.allclose(stale_first, g["W1"])

W1_new, b1_new, b2_new = W1 - lr * g["W1"], b1 - lr * g["b1"], b2 - lr * g["b2"]
p_new = forward(x, W1_new, b1_new, W2_new, b2_new)[3]
print("loss before:", round(float(loss), 4), "  after one step:", round(float(-np.log(p_new[0, 0])), 4))
assert np.isclose(-np.log(p_new[0, 0]), 0.7101, atol=5e-5)
