"""Judge of bayes. Small problems are compared with exact fractions, large ones with logarithms on this side."""

from fractions import Fraction
from typing import Any

import numpy as np

from workers.judge import Judging, check

RULE = {
    "zh": "后验 ∝ 先验 × 每次观测的似然；最后除以总和。",
    "en": "posterior ∝ prior × likelihood of every observation; divide by the sum at the end.",
}
LOGS = {
    "zh": "五千个小于 1 的数相乘会下溢成 0；改用对数相加，取指数前减去最大值。",
    "en": "A product of five thousand numbers below 1 underflows; add logarithms and subtract the largest before exponentiating.",
}
ZERO = {
    "zh": "log 0 是 −inf，它的指数是 0；小心 −inf 减 −inf。",
    "en": "log 0 is −inf and its exponential 0; beware of −inf minus −inf.",
}
TEST = np.array([[0.99, 0.01], [0.01, 0.99]])  # hypotheses ill, healthy; signals positive, negative


def exact(prior: np.ndarray, lik: np.ndarray, obs: np.ndarray) -> np.ndarray:
    weights = [Fraction(float(p)) for p in prior]
    for signal in obs:
        weights = [w * Fraction(float(row[signal])) for w, row in zip(weights, lik, strict=True)]
    total = sum(weights)
    return np.array([float(w / total) for w in weights])


def problem(j: Judging, H: int, S: int, T: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return j.rng.dirichlet(np.ones(H)), j.rng.dirichlet(np.ones(S), size=H), j.rng.integers(0, S, size=T)


@check("disease_test")
def disease_test(j: Judging) -> None:
    prior = np.array([0.001, 0.999])
    for obs, ill in (([0], 11 / 122), ([0, 0], 1089 / 1200), ([1], 1 / 98902)):
        want = exact(prior, TEST, np.array(obs))
        assert abs(want[0] - ill) < 1e-3
        got = j.learner.call("posterior", prior, TEST, np.array(obs, dtype=np.int64))
        j.close(got, want, what=f"posterior, obs = {obs}", cause=RULE)


@check("values")
def values(j: Judging) -> None:
    for H, S, T in ((2, 2, 1), (3, 4, 5), (5, 2, 12), (4, 7, 30)):
        prior, lik, obs = problem(j, H, S, T)
        got = j.learner.call("posterior", prior, lik, obs)
        j.close(got, exact(prior, lik, obs), rtol=1e-9, atol=1e-15, what=f"posterior, H, S, T = {H}, {S}, {T}", cause=RULE)


@check("underflow")
def underflow(j: Judging) -> None:
    """Hypotheses that stay close after 5,000 observations, so that a certain answer is wrong too."""
    signals = 6
    base = j.rng.dirichlet(np.full(signals, 4.0))
    lik = np.stack([base * (1 + 0.004 * j.rng.normal(size=signals)) for _ in range(3)])
    lik /= lik.sum(axis=1, keepdims=True)
    prior, obs = j.rng.dirichlet(np.full(3, 5.0)), j.rng.choice(signals, size=5000, p=base)
    scores = np.log(prior) + np.log(lik)[:, obs].sum(axis=1)
    want = np.exp(scores - scores.max())
    want /= want.sum()
    got = j.learner.call("posterior", prior, lik, obs)
    j.close(got, want, rtol=1e-6, atol=1e-12, what="posterior, T = 5,000", cause=LOGS)
    j.figure("sequence", sequence(j, prior, lik, obs))


def sequence(j: Judging, prior: np.ndarray, lik: np.ndarray, obs: np.ndarray) -> dict[str, Any]:
    counts = sorted({int(t) for t in np.geomspace(1, len(obs), 25)})
    rows = [j.array(j.learner.call("posterior", prior, lik, obs[:t]), "posterior", shape=(3,)) for t in counts]
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines+markers",
                "x": counts,
                "y": [float(f"{row[h]:.4g}") for row in rows],
                "name": f"h{h + 1}",
            }
            for h in range(3)
        ],
        "layout": {
            "title": {"text": {"zh": "后验随证据的变化", "en": "The posterior as evidence comes in"}},
            "xaxis": {"type": "log", "title": {"text": {"zh": "观测的个数", "en": "observations"}}},
            "yaxis": {"range": [0, 1]},
        },
    }


@check("order_invariant")
def order_invariant(j: Judging) -> None:
    prior, lik, obs = problem(j, 4, 3, 60)
    together = j.array(j.learner.call("posterior", prior, lik, obs), "posterior", shape=(4,))
    shuffled = j.learner.call("posterior", prior, lik, j.rng.permutation(obs))
    j.close(
        shuffled, together, rtol=1e-8, atol=1e-12, what={"zh": "打乱之后的后验", "en": "posterior after shuffling"}, cause=RULE
    )
    j.close(together, exact(prior, lik, obs), rtol=1e-8, atol=1e-12, what="posterior, T = 60", cause=RULE)
    step = prior
    for signal in obs[:9]:
        step = j.array(j.learner.call("posterior", step, lik, np.array([signal])), "posterior", shape=(4,))
    at_once = j.learner.call("posterior", prior, lik, obs[:9])
    j.close(step, at_once, rtol=1e-8, atol=1e-12, what={"zh": "逐条更新", "en": "one by one"}, cause=RULE)


@check("zero_lik")
def zero_lik(j: Judging) -> None:
    prior, lik, obs = problem(j, 3, 3, 8)
    lik[1] = [0.0, 0.5, 0.5]
    obs[3] = 0
    got = j.array(j.learner.call("posterior", prior, lik, obs), "posterior", shape=(3,))
    j.that(
        got[1] == 0.0,
        {
            "zh": f"被排除的假设应恰好是 0，得到 {got[1]:g}。",
            "en": f"A hypothesis that is ruled out should be exactly 0, not {got[1]:g}.",
        },
    )
    j.close(
        got, exact(prior, lik, obs), rtol=1e-9, atol=1e-15, what={"zh": "有一个似然为 0", "en": "one likelihood of 0"}, cause=ZERO
    )
    unseen = np.where(obs == 0, 1, obs)  # the impossible signal never comes: nothing is ruled out
    got = j.learner.call("posterior", prior, lik, unseen)
    what = {"zh": "似然为 0 的信号没有出现", "en": "a signal of likelihood 0 that is never seen"}
    j.close(got, exact(prior, lik, unseen), rtol=1e-9, atol=1e-15, what=what, cause=ZERO)
    nought = np.array([0.0, 0.4, 0.6])
    lik = j.rng.dirichlet(np.ones(3), size=3)
    got = j.learner.call("posterior", nought, lik, obs)
    j.close(
        got, exact(nought, lik, obs), rtol=1e-9, atol=1e-15, what={"zh": "有一个先验为 0", "en": "one prior of 0"}, cause=ZERO
    )
    lik[:, 0] = 0.0
    what = {"zh": "所有假设都被排除", "en": "every hypothesis ruled out"}
    j.raises("ValueError", lambda: j.learner.call("posterior", prior, lik, np.array([0, 1])), what=what)


@check("no_data")
def no_data(j: Judging) -> None:
    prior, lik, _ = problem(j, 5, 3, 0)
    got = j.learner.call("posterior", prior, lik, np.zeros(0, dtype=np.int64))
    j.close(got, prior, rtol=1e-9, atol=1e-15, what="posterior, T = 0")


# ---- gates ----


@check("K4")
def same_twice(j: Judging) -> None:
    prior, lik, obs = problem(j, 5, 4, 40)
    first, second = j.twice(lambda learner: learner.call("posterior", prior, lik, obs))
    j.same(first, second, what={"zh": "两个进程的后验", "en": "posteriors of two processes"})


@check("K5")
def odd_sizes(j: Judging) -> None:
    for H, S, T in ((2, 7, 3), (11, 3, 5), (1, 2, 13)):
        prior, lik, obs = problem(j, H, S, T)
        j.close(
            j.learner.call("posterior", prior, lik, obs),
            exact(prior, lik, obs),
            rtol=1e-9,
            atol=1e-15,
            what=f"H, S, T = {H}, {S}, {T}",
            cause=RULE,
        )
