"""Judge of decode. Cuts are judged by what is left (mass, shortest run, ratios), the cache against full causal attention."""

import numpy as np

from workers.judge import Judging, check

BOUNDARY = {
    "zh": "让累计概率达到或越过 p 的那个词要留下；再丢掉它，质量就不够 p 了。",
    "en": "The token that takes the sum to p or past it stays; without it the mass would fall short of p.",
}
RENORMALISE = {
    "zh": "留下的概率要重新归一，和为 1，彼此的比例不变。",
    "en": "What is kept is renormalised to add up to 1, with its ratios unchanged.",
}
TIES = {
    "zh": "概率相同，先取编号小的词；留下的恰好是 k 个。",
    "en": "Among equals the smaller id comes first, and exactly k are kept.",
}
CACHE = {
    "zh": "先把新的键与值接到缓存末尾，再做注意力：新词也要看见自己；得分除以 √d。",
    "en": "Append the new key and value first and attend then, so that the token sees itself; scores are divided by √d.",
}


def softmax(z: np.ndarray) -> np.ndarray:
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def distinct(j: Judging, size: int) -> np.ndarray:
    return j.rng.permutation(np.cumsum(j.rng.uniform(0.05, 0.4, size=size)) - 2)


def safe_p(j: Judging, probs: np.ndarray) -> float:
    """A p that no partial sum comes near, so that rounding decides nothing."""
    sums = np.cumsum(np.sort(probs)[::-1])
    while True:
        p = float(j.rng.uniform(0.1, 0.97))
        if np.abs(sums - p).min() > 1e-4:
            return p


# ---- public ----


@check("top_p_by_hand")
def top_p_by_hand(j: Judging) -> None:
    got = j.learner.call("top_p", np.log([0.125, 0.5, 0.125, 0.25]), 0.7)
    j.close(
        got, np.array([0, 2 / 3, 0, 1 / 3]), rtol=1e-9, atol=1e-12, what="top_p(ln [1/8, 1/2, 1/8, 1/4], 0.7)", cause=BOUNDARY
    )


@check("top_k_by_hand")
def top_k_by_hand(j: Judging) -> None:
    got = j.learner.call("top_k", np.log([0.125, 0.5, 0.125, 0.25]), 3)
    want = np.array([1 / 7, 4 / 7, 0, 2 / 7])
    j.close(got, want, rtol=1e-9, atol=1e-12, what="top_k(ln [1/8, 1/2, 1/8, 1/4], 3)", cause=TIES)


@check("kv_by_hand")
def kv_by_hand(j: Judging) -> None:
    a = 2 * np.log(3)
    q, k, v = np.array([[1.0, 0, 0, 0]]), np.array([[a, 0, 0, 0]]), np.array([[8.0, 0, 0, 4]])
    cache_k, cache_v = np.zeros((1, 1, 4)), np.array([[[0.0, 4, 0, 0]]])
    got = j.learner.call("kv_step", q, k, v, cache_k, cache_v)
    want = (np.array([[6.0, 1, 0, 3]]), np.concatenate([cache_k, k[:, None]], 1), np.concatenate([cache_v, v[:, None]], 1))
    j.close(got, want, rtol=1e-9, atol=1e-12, what="kv_step", cause=CACHE)


# ---- hidden: which tokens stay ----


@check("mass")
def mass(j: Judging) -> None:
    for size in (5, 23, 101):
        logits = distinct(j, size)
        probs = softmax(logits)
        p = safe_p(j, probs)
        got = j.array(j.learner.call("top_p", logits, p), "top_p(logits, p)", shape=(size,))
        stays = got > 0
        total = float(probs[stays].sum())
        j.at_least(total, p, what={"zh": f"留下的质量（p = {p:.3f}）", "en": f"mass that is kept (p = {p:.3f})"}, cause=BOUNDARY)
        spare = float(probs[stays].min())
        what = {"zh": "去掉最小的一个之后的质量", "en": "mass without the smallest one kept"}
        j.at_most(
            total - spare,
            p,
            what=what,
            cause={"zh": "留多了：应是最短的一串。", "en": "Too many are kept: it is the shortest run."},
        )
        largest = {"zh": "留下的应当是概率最大的那几个。", "en": "Those kept must be the most likely ones."}
        j.that(bool(stays.all()) or bool(probs[stays].min() > probs[~stays].max()), largest)
        j.close(got, np.where(stays, probs, 0) / total, rtol=1e-9, atol=1e-12, what="top_p(logits, p)", cause=RENORMALISE)


@check("k_values")
def k_values(j: Judging) -> None:
    logits = distinct(j, 29)
    probs = softmax(logits)
    for k in (1, 2, int(j.rng.integers(3, 27)), 28):
        ids = np.argsort(-probs)[:k]
        want = np.zeros(29)
        want[ids] = probs[ids] / probs[ids].sum()
        j.close(j.learner.call("top_k", logits, k), want, rtol=1e-9, atol=1e-12, what=f"top_k(logits, {k})", cause=RENORMALISE)


@check("ties")
def ties(j: Judging) -> None:
    logits = np.zeros(40)
    high = np.sort(j.rng.choice(40, size=3, replace=False))
    logits[high] = 1.5
    rest = [i for i in range(40) if i not in high]
    probs = softmax(logits)
    for k in (2, 7):
        ids = [*high, *rest][:k]
        want = np.zeros(40)
        want[ids] = probs[ids] / probs[ids].sum()
        j.close(
            j.learner.call("top_k", logits, k),
            want,
            rtol=1e-9,
            atol=1e-12,
            what={"zh": f"并列时的 top_k，k = {k}", "en": f"top_k with ties, k = {k}"},
            cause=TIES,
        )
    p = float(probs[high].sum() + 4.5 * probs[rest[0]])
    ids = [*high, *rest[:5]]
    want = np.zeros(40)
    want[ids] = probs[ids] / probs[ids].sum()
    j.close(
        j.learner.call("top_p", logits, p),
        want,
        rtol=1e-9,
        atol=1e-12,
        what={"zh": "并列时的 top_p", "en": "top_p with ties"},
        cause=TIES,
    )


@check("warm_and_cold")
def warm_and_cold(j: Judging) -> None:
    cause = {
        "zh": "先把 logits 除以 t，再取 softmax；先减去最大值，大数才不会溢出。",
        "en": "Divide the logits by t, then take the softmax; subtract the largest first, so that large numbers do not overflow.",
    }
    logits = j.rng.normal(size=17) * 3
    for t in (0.25, 1.0, float(j.rng.uniform(1.5, 4))):
        j.close(
            j.learner.call("temperature", logits, t),
            softmax(logits / t),
            rtol=1e-9,
            atol=1e-15,
            what=f"temperature(logits, {t:.3g})",
            cause=cause,
        )
    large = logits * 400 + 5000
    j.close(
        j.learner.call("temperature", large, 0.5),
        softmax(large / 0.5),
        rtol=1e-9,
        atol=1e-15,
        what={"zh": "很大的 logits", "en": "very large logits"},
        cause=cause,
    )
    for name, value in (("top_k", 5), ("top_p", 0.9)):
        got = j.array(j.learner.call(name, large, value), name, shape=(17,))
        j.close(got.sum(), 1.0, rtol=1e-9, what=f"{name}(large, {value}).sum()", cause=cause)
    for bad in (0, -1.0):
        j.raises("ValueError", lambda bad=bad: j.learner.call("temperature", logits, bad), what=f"temperature(logits, {bad})")


@check("edges")
def edges(j: Judging) -> None:
    logits = distinct(j, 11)
    probs = softmax(logits)
    only = np.eye(11)[int(probs.argmax())]
    everything = {"zh": "k ≥ V 或 p = 1 时，什么也不丢。", "en": "With k ≥ V or p = 1 nothing is dropped."}
    for k in (11, 50):
        j.close(j.learner.call("top_k", logits, k), probs, rtol=1e-9, what=f"top_k(logits, {k}), V = 11", cause=everything)
    steep = np.linspace(0, 30, 31)  # the sum of all but the smallest rounds to 1
    for many, want in ((logits, probs), (np.zeros(3), np.full(3, 1 / 3)), (steep, softmax(steep))):
        j.close(j.learner.call("top_p", many, 1.0), want, rtol=1e-9, atol=1e-13, what="top_p(logits, 1.0)", cause=everything)
    first = {"zh": "至少留一个词。", "en": "At least one token is kept."}
    j.close(j.learner.call("top_p", logits, 1e-9), only, rtol=1e-9, what="top_p(logits, 1e-9)", cause=first)
    barred = logits.copy()
    barred[[int(probs.argmax()), 3]] = -np.inf
    finite = {"zh": "logit 为 −∞ 的词概率是 0，不是 NaN。", "en": "A token with the logit −∞ has the probability 0, not NaN."}
    for name, value in (("temperature", 1.0), ("top_k", 20), ("top_p", 1.0)):
        j.close(j.learner.call(name, barred, value), softmax(barred), rtol=1e-9, atol=1e-13, what=f"{name}, −∞", cause=finite)
    for name, bad in (("top_k", 0), ("top_p", 0.0), ("top_p", 1.5)):
        j.raises("ValueError", lambda name=name, bad=bad: j.learner.call(name, logits, bad), what=f"{name}(logits, {bad})")


# ---- hidden: the cache ----


@check("kv_equal")
def kv_equal(j: Judging) -> None:
    h, d, steps = 3, 7, 9
    q, k, v = (j.rng.normal(size=(h, steps, d)) for _ in range(3))
    scores = np.einsum("htd,hsd->hts", q, k) / np.sqrt(d)
    scores[:, np.triu(np.ones((steps, steps), bool), 1)] = -np.inf
    want = np.einsum("hts,hsd->htd", softmax(scores), v)
    cache_k, cache_v = np.zeros((h, 0, d)), np.zeros((h, 0, d))
    for t in range(steps):
        got = j.learner.call("kv_step", q[:, t], k[:, t], v[:, t], cache_k, cache_v)
        what = {"zh": f"第 {t} 步（缓存里有 {t} 个词）", "en": f"step {t} ({t} tokens in the cache)"}
        j.close(got, (want[:, t], k[:, : t + 1], v[:, : t + 1]), rtol=1e-9, atol=1e-12, what=what, cause=CACHE)
        cache_k, cache_v = k[:, : t + 1], v[:, : t + 1]
    loud = 3000.0
    got = j.learner.call("kv_step", loud * q[:, 0], k[:, 0], v[:, 0], cache_k, cache_v)
    keys, values = np.concatenate([cache_k, k[:, :1]], 1), np.concatenate([cache_v, v[:, :1]], 1)
    weights = softmax(loud * np.einsum("hd,hsd->hs", q[:, 0], keys) / np.sqrt(d))
    what = {"zh": "很大的得分", "en": "very large scores"}
    j.close(got[0], np.einsum("hs,hsd->hd", weights, values), rtol=1e-9, atol=1e-12, what=what, cause=CACHE)


@check("kept_and_growing")
def kept_and_growing(j: Judging) -> None:
    """One step may not go through the cache token by token in Python, and it leaves what it was given alone (K2)."""
    lines = []
    for t in (40, 400):
        q, k, v = (j.rng.normal(size=(2, 5)) for _ in range(3))
        lines.append(j.learner.line_count("kv_step", q, k, v, j.rng.normal(size=(2, t, 5)), j.rng.normal(size=(2, t, 5))))
    cause = {"zh": "对缓存里的词不要用 Python 循环。", "en": "No Python loop over the tokens of the cache."}
    what = {"zh": "缓存 400 个词时执行的 Python 行数", "en": "Python lines executed with 400 tokens in the cache"}
    j.at_most(lines[1], lines[0] + 5, what=what, cause=cause)


# ---- gates ----


@check("K4")
def same_twice(j: Judging) -> None:
    logits = j.rng.normal(size=13)
    first, second = j.twice(lambda learner: learner.call("top_p", logits, 0.8))
    j.same(first, second, what={"zh": "两个进程的概率", "en": "probabilities of two processes"})


@check("K5")
def odd_sizes(j: Judging) -> None:
    for size in (1, 2, 13):
        j.shape(j.learner.call("top_k", j.rng.normal(size=size), 1), (size,), what=f"top_k, V = {size}")
    q, k, v = (j.rng.normal(size=(5, 3)) for _ in range(3))
    got = j.learner.call("kv_step", q, k, v, j.rng.normal(size=(5, 11, 3)), j.rng.normal(size=(5, 11, 3)))
    j.shape(got[0], (5, 3), what="kv_step, out")
