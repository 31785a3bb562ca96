# %% id=by-hand
# hand: ln-three
import numpy as np


def log_sigmoid(x):
    return -np.logaddexp(0, -x)


def sgns(vc, vo, vn):
    right, wrong = vc @ vo, vn @ vc
    loss = -log_sigmoid(right) - log_sigmoid(-wrong).sum()
    missing, excess = -np.exp(log_sigmoid(-right)), np.exp(log_sigmoid(wrong))
    return loss, missing * vo + excess @ vn, missing * vc, np.outer(excess, vc)


vc, vo, vn = np.array([np.log(3), 0.0]), np.array([1.0, 0.0]), np.array([[0.0, 2.0]])
loss, dvc, dvo, dvn = sgns(vc, vo, vn)
print(f"loss {loss:.4f}  dvc {dvc.round(4)}  dvo {dvo.round(4)}  dvn {dvn.round(4)}")
print("shapes", dvc.shape, dvo.shape, dvn.shape)
assert np.isclose(loss, np.log(8 / 3))  # -ln(3/4) - ln(1/2) = 0.981
assert np.allclose(dvc, [-1 / 4, 1])
assert np.allclose(dvo, [-np.log(3) / 4, 0])
assert np.allclose(dvn, [[np.log(3) / 2, 0]])
assert np.isclose(sgns(np.zeros(2), np.zeros(2), np.zeros((5, 2)))[0], 6 * np.log(2))

# %% id=check
rng = np.random.default_rng(0)
vc, vo, vn = rng.normal(size=4), rng.normal(size=4), rng.normal(size=(3, 4))
_, dvc, dvo, dvn = sgns(vc, vo, vn)
h, step = 1e-5, np.zeros(4)
step[2] = h
numeric = (sgns(vc + step, vo, vn)[0] - sgns(vc - step, vo, vn)[0]) / (2 * h)
print(f"dvc[2]: formula {dvc[2]:.6f}, differences {numeric:.6f}")
assert abs(numeric - dvc[2]) < 1e-8

# %% id=stable
with np.errstate(all="ignore"):
    naive = np.log(1 / (1 + np.exp(800.0)))
print("ln sigmoid(-800): naive", naive, " logaddexp", log_sigmoid(-800.0))
assert np.isinf(naive)
assert log_sigmoid(-800.0) == -800.0

# %% id=noise
# hand: three-counts
counts = np.array([16, 81, 256])


def noise(counts, power=0.75):
    weight = counts**power
    return weight / weight.sum()


print("power 1   ", noise(counts, 1.0).round(3))
print("power 0.75", noise(counts).round(3), " weights", counts**0.75)
print("power 0   ", noise(counts, 0.0).round(3))
assert np.allclose(counts**0.75, [8, 27, 64])
assert np.allclose(noise(counts), np.array([8, 27, 64]) / 99)

# %% id=common
zipf = 10000 / np.arange(1, 1001)  # a vocabulary whose k-th word occurs 10000/k times
for power in (1.0, 0.75):
    p = noise(zipf, power)
    print(
        f"power {power:<4}: the 10 most frequent get {p[:10].sum():.2f} of the negatives, the rarest 500 get {p[500:].sum():.2f}"
    )
assert noise(zipf, 0.75)[500:].sum() > 1.5 * noise(zipf, 1.0)[500:].sum()

# %% id=train
animals, taxes = ["cat", "dog", "horse", "cow"], ["tax", "fee", "rent", "debt"]
living, paying = ["eats", "sleeps", "runs", "drinks"], ["rises", "falls", "accrues", "expires"]
words = [*animals, *living, *taxes, *paying]
index = {w: k for k, w in enumerate(words)}
pairs = []
for _ in range(1500):
    nouns, verbs = (animals, living) if rng.random() < 0.5 else (taxes, paying)
    a, b = index[str(rng.choice(nouns))], index[str(rng.choice(verbs))]
    pairs += [(a, b), (b, a)]
V, O = rng.normal(size=(16, 8)) * 0.1, np.zeros((16, 8))  # centre vectors and context vectors
p, losses = noise(np.bincount(np.array(pairs)[:, 0], minlength=16).astype(float)), []
for c, o in pairs:
    negatives = rng.choice(16, 2, p=p)
    loss, dvc, dvo, dvn = sgns(V[c], O[o], O[negatives])
    V[c] -= 0.1 * dvc
    O[o] -= 0.1 * dvo
    np.add.at(O, negatives, -0.1 * dvn)
    losses.append(loss)
print("pairs", len(pairs), f"loss {np.mean(losses[:200]):.2f} -> {np.mean(losses[-200:]):.2f}", "V", V.shape, "O", O.shape)
assert np.mean(losses[-200:]) < np.mean(losses[:200])

# %% id=two-sets
unit = V / np.linalg.norm(V, axis=1, keepdims=True)
cat, dog, eats = index["cat"], index["dog"], index["eats"]
print(f"cat-dog  cosine of centre vectors {unit[cat] @ unit[dog]:.2f}")
print(f"cat-eats centre times context     {V[cat] @ O[eats]:.2f},  ln 4 - ln 2 = {np.log(4) - np.log(2):.2f}")
print(f"cat-cat  centre times context     {V[cat] @ O[cat]:.2f},  with one set of vectors {V[cat] @ V[cat]:.2f}")
assert unit[cat] @ unit[dog] > 0.8
assert V[cat] @ O[eats] > 0
assert V[cat] @ O[cat] < 0 < V[cat] @ V[cat]
