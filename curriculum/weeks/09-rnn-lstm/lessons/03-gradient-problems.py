# %% id=powers
# hand: hundred-steps
for rho in (0.9, 1.0, 1.1):
    print(f"rho = {rho}: after 10 steps {rho**10:.4g}, after 100 steps {rho**100:.4g}")
assert round(1 / 0.9**100) == 37649
assert round(1.1**100) == 13781

# %% id=useless
# hand: how-many-steps
import numpy as np

for rho in (0.5, 0.9, 0.99):
    steps = int(np.ceil(np.log(1e-3) / np.log(rho)))
    print(f"rho = {rho}: below a thousandth after {steps} steps")
assert int(np.ceil(np.log(1e-3) / np.log(0.5))) == 10
assert int(np.ceil(np.log(1e-3) / np.log(0.9))) == 66
assert int(np.ceil(np.log(1e-3) / np.log(0.99))) == 688

# %% id=turning
angle = 0.3
turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
for rho in (0.9, 1.1):
    radius = np.abs(np.linalg.eigvals(rho * turn)).max()
    power = np.linalg.matrix_power(rho * turn, 100)
    print(f"W {turn.shape}, spectral radius {radius:.2f}: |W^100| = {np.linalg.norm(power, 2):.4g}")
    assert np.isclose(np.linalg.norm(power, 2), rho**100)

# %% id=hump
leaning = np.array([[0.9, 5.0], [0.0, 0.9]])
norms = [np.linalg.norm(np.linalg.matrix_power(leaning, k), 2) for k in (1, 10, 50, 100)]
print("spectral radius 0.9, |W^k| for k = 1, 10, 50, 100:", [f"{value:.3g}" for value in norms])
assert norms[1] > norms[0] > norms[3]

# %% id=through-tanh
rng = np.random.default_rng(0)
H, T = 40, 60
Q = np.linalg.qr(rng.normal(size=(H, H)))[0]


def gradient_norms(rho, drive):
    """|dL/dh_t| for t = T-k, with L a random direction of h_T."""
    h, states = np.zeros(H), []
    for _ in range(T):
        h = np.tanh(rho * Q @ h + drive * rng.normal(size=H))
        states.append(h)
    g, norms = rng.normal(size=H), []
    for h in reversed(states):
        g = (g * (1 - h**2)) @ (rho * Q)
        norms.append(np.linalg.norm(g))
    return np.array(norms) / norms[0]


for rho, drive in ((0.9, 0.1), (1.1, 0.1), (1.1, 1.0)):
    found = gradient_norms(rho, drive)
    print(f"rho {rho}, input size {drive}: 20 steps back {found[20]:.3g}, 50 steps back {found[50]:.3g}")


# %% id=clip
# hand: three-four
def clip(grads, limit):
    """([g * min(1, limit / norm)], norm): one norm over all of them."""
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    return [g * min(1.0, limit / norm) if norm > 0 else g for g in grads], norm


both, norm = clip([np.array([3.0]), np.array([4.0])], 1.0)
print("norm", norm, " clipped", [g.tolist() for g in both], " shapes", [g.shape for g in both])
assert norm == 5
assert np.allclose(np.concatenate(both), [0.6, 0.8])
same, _ = clip([np.array([0.3]), np.array([0.4])], 1.0)
assert np.allclose(np.concatenate(same), [0.3, 0.4])  # below the limit nothing happens

# %% id=each-alone
# hand: direction-lost
alone = [clip([g], 1.0)[0][0] for g in (np.array([3.0]), np.array([4.0]))]
direction = np.concatenate(alone) @ np.array([3.0, 4.0]) / (np.linalg.norm(np.concatenate(alone)) * 5)
print("each alone:", [g.tolist() for g in alone], " cosine with the true gradient:", direction.round(4))
assert np.allclose(np.concatenate(alone), [1, 1])
assert np.isclose(direction, 7 / (5 * np.sqrt(2)))

# %% id=not-a-cure
tiny = [np.array([0.9**100]), np.array([1.0])]  # what an early and a late step contribute
(early, late), norm = clip(tiny, 0.5)
print(f"early / late before: {tiny[0][0] / tiny[1][0]:.3g}, after clipping: {early[0] / late[0]:.3g}")
assert np.isclose(early[0] / late[0], 0.9**100)

# %% id=smaller-step
for lr in (1.0, 0.1, 0.001):
    print(f"lr {lr}: vanishing step {lr * 0.9**100:.3g}, exploding step {lr * 1.1**100:.3g}, ratio {(1.1 / 0.9) ** 100:.3g}")
