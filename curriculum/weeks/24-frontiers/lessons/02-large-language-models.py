# %% id=scaling
# hand: two-budgets
import math

import numpy as np

models = {"Gopher": (280, 300), "Chinchilla": (70, 1400)}  #: 参数与词元，单位十亿 | parameters and tokens in billions
for name, (n, d) in models.items():
    print(f"{name}: N·D = {n * d}, compute {6 * n * d * 1e18:.2e}, tokens per parameter {d / n:.2f}")
assert 280 * 300 == 84000
assert 70 * 1400 == 98000
assert 1400 / 70 == 20
assert round(300 / 280, 2) == 1.07

# %% id=agents
for steps in (1, 5, 20):
    print(f"{steps} steps at 95%: {0.95**steps:.2f}")
assert round(0.95**20, 2) == 0.36


# %% id=sampling
# hand: four-tokens
def top_p(probs, p):
    """f64[V] -> f64[V]: the shortest run of the most likely that reaches p, renormalised."""
    ids = np.argsort(-probs, kind="stable")
    before = np.cumsum(probs[ids]) - probs[ids]  #: 轮到它之前已有多少 | how much there is before its turn
    kept = np.zeros_like(probs)
    kept[ids[before < p]] = probs[ids[before < p]]
    return kept / kept.sum()


probs = np.array([1 / 8, 1 / 2, 1 / 8, 1 / 4])
print("probs", probs.shape, "->", top_p(probs, 0.7).round(4).tolist())
assert np.allclose(top_p(probs, 0.7), [0, 2 / 3, 0, 1 / 3])
for t in (0.5, 1.0, 2.0):
    z = np.log(probs) / t
    print(f"temperature {t}:", (np.exp(z) / np.exp(z).sum()).round(3).tolist())


# %% id=cache
# hand: cache-step
def kv_step(q, k, v, cache_k, cache_v):
    """q, k, v f64[h,d], caches f64[h,t,d] -> (out f64[h,d], caches f64[h,t+1,d])"""
    cache_k = np.concatenate([cache_k, k[:, None]], axis=1)
    cache_v = np.concatenate([cache_v, v[:, None]], axis=1)
    scores = np.einsum("hd,htd->ht", q, cache_k) / math.sqrt(q.shape[1])
    w = np.exp(scores - scores.max(axis=1, keepdims=True))
    w /= w.sum(axis=1, keepdims=True)
    return np.einsum("ht,htd->hd", w, cache_v), cache_k, cache_v


q, k = np.array([[1.0, 0, 0, 0]]), np.array([[2 * math.log(3), 0, 0, 0]])
out, keys, values = kv_step(q, k, np.array([[8.0, 0, 0, 4]]), np.zeros((1, 1, 4)), np.array([[[0.0, 4, 0, 0]]]))
print("out", out.round(4).tolist(), " cache", keys.shape, values.shape)
assert np.allclose(out, [[6, 1, 0, 3]])

# %% id=memory
# hand: cache-memory
per_token = 2 * 32 * 32 * 128 * 2
print("bytes a token", per_token, " 4096 tokens:", per_token * 4096 // 2**20, "MiB")
print("8 heads of keys and values:", per_token * 4096 // 4 // 2**20, "MiB")
assert per_token == 524288
assert per_token * 4096 == 2048 * 2**20

# %% id=boundary
ids = np.argsort(-probs, kind="stable")
total = np.cumsum(probs[ids])
wrong = ids[total <= 0.7]  #: 越过 p 的那个也丢了 | the one that crosses p is dropped as well
print("kept by mistake:", wrong.tolist(), " mass", probs[wrong].sum())
assert probs[wrong].sum() == 0.5
sure = np.array([0.9, 0.1])
print("a sure model:", np.flatnonzero(np.cumsum(sure) <= 0.7).tolist(), "against", top_p(sure, 0.7).tolist())
assert len(np.flatnonzero(np.cumsum(sure) <= 0.7)) == 0


# %% id=bigger-is-not-better
def loss(n, d):
    """An empirical law: what cannot be learned, plus a power of parameters, plus a power of tokens."""
    return 1.69 + 406.4 / n**0.34 + 410.7 / d**0.28


for name, (n, d) in models.items():
    print(f"{name}: {loss(n * 1e9, d * 1e9):.2f}")
assert loss(280e9, 300e9) > loss(70e9, 1400e9)
budget = 84000e18
found = min((loss(n, budget / n), n) for n in np.logspace(9, 13, 400))
print(f"best for that budget by this law: {found[1] / 1e9:.0f} billion parameters")
assert found[1] < 280e9
