# %% id=by-hand
# hand: a-thousand-people
people = 100_000
ill = people // 1000
true_positive = ill * 99 // 100
false_positive = (people - ill) // 100
print("ill:", ill, " positive and ill:", true_positive, " positive and healthy:", false_positive)
share = true_positive / (true_positive + false_positive)
print("ill among the positive:", round(share, 4))
assert (ill, true_positive, false_positive) == (100, 99, 999)
assert round(share, 4) == 0.0902


# %% id=rule
def bayes(prior, likelihoods):
    """prior and likelihoods: one number a hypothesis -> posterior."""
    weights = [p * l for p, l in zip(prior, likelihoods, strict=True)]
    return [w / sum(weights) for w in weights]


once = bayes([0.001, 0.999], [0.99, 0.01])
twice = bayes(once, [0.99, 0.01])
print("after one positive :", [round(p, 4) for p in once])
print("after two positives:", [round(p, 4) for p in twice])
together = bayes([0.001, 0.999], [0.99**2, 0.01**2])
assert abs(twice[0] - together[0]) < 1e-12  # one by one or at once
assert round(once[0], 4) == 0.0902

# %% id=two-directions
cell = {("ill", "+"): 99, ("ill", "-"): 1, ("healthy", "+"): 999, ("healthy", "-"): 98_901}
positive = cell["ill", "+"] + cell["healthy", "+"]
sick = cell["ill", "+"] + cell["ill", "-"]
print("p(+ | ill) =", cell["ill", "+"] / sick, "   p(ill | +) =", round(cell["ill", "+"] / positive, 4))
assert cell["ill", "+"] / sick == 0.99

# %% id=coins
# hand: two-heads
fair, double = 0.5, 0.5
for toss in range(1, 4):
    fair, double = bayes([fair, double], [0.5, 1.0])
    print(f"after {toss} heads: fair {fair:.4f}, double-headed {double:.4f}")
assert abs(fair - 1 / 9) < 1e-12
after_tail = bayes([fair, double], [0.5, 0.0])
print("then one tail:", after_tail)
assert after_tail == [1.0, 0.0]

# %% id=log-space
import numpy as np

rng = np.random.default_rng(0)
lik = np.array([[0.6, 0.4], [0.5, 0.5]])  # two coins: p(heads), p(tails)
tosses = rng.choice(2, size=5000, p=[0.6, 0.4])
plain = np.array([lik[h, tosses].prod() for h in range(2)])
print("products of 5000 likelihoods:", plain)
scores = np.log(lik[:, tosses]).sum(axis=1)
weights = np.exp(scores - scores.max())
print("from logarithms: posterior of the right coin above 0.999:", bool((weights / weights.sum())[0] > 0.999))
assert (plain == 0).all()
assert np.isfinite(scores).all()

# %% id=zero
with np.errstate(divide="ignore", invalid="ignore"):
    print("log 0 =", np.log(0.0), "  exp(-inf) =", np.exp(-np.inf), "  0 * -inf =", 0.0 * -np.inf)
assert np.exp(-np.inf) == 0
