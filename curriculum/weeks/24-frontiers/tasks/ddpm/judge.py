"""Judge of ddpm. Nothing is compared with another implementation of the formulas: the forward chain is simulated step by step,
the posterior's mean is where its density is flat, and the sampler is measured by where its points land."""

import json

import numpy as np
from pictures import denoising
from planes import draw, sliced_distance

from workers.judge import OUT, Judging, LearnerError, Named, check

PRODUCT = {
    "zh": "ᾱ_t 是 1 − β 从第 0 步到第 t 步（含）的连乘，不是 β_t，也不是 1 − β_t。",
    "en": "abar_t is the product of 1 − β from step 0 up to and including step t, neither β_t nor 1 − β_t.",
}
ROOTS = {
    "zh": "两个系数的平方和是 1：√ᾱ 乘 x0，√(1 − ᾱ) 乘噪声。",
    "en": "The squares of the two factors add up to 1: √abar for x0, √(1 − abar) for the noise.",
}
BEFORE = {
    "zh": "t 从 0 数起，第 0 步之前 ᾱ = 1。注意 abar[-1] 取到的是最后一项。",
    "en": "t counts from 0, and before step 0 abar is 1. Mind that abar[-1] is the last entry.",
}
MODE = {
    "zh": "x0 的系数是 √ᾱ(t−1)·β_t，x_t 的系数是 √(1−β_t)·(1−ᾱ(t−1))，都除以 1 − ᾱ_t。",
    "en": "x0 has the factor √abar(t−1)·β_t, x_t has √(1−β_t)·(1−abar(t−1)), both over 1 − abar_t.",
}


def betas_of(j: Judging, steps: int) -> np.ndarray:
    return j.rng.uniform(0.02, 0.4, size=steps)


def chain(betas: np.ndarray, t: int) -> tuple[float, float]:
    """(factor of x0, variance of the noise) after the steps 0 … t, one after another."""
    factor, variance = 1.0, 0.0
    for beta in betas[: t + 1]:
        factor, variance = factor * np.sqrt(1 - beta), (1 - beta) * variance + beta
    return factor, variance


# ---- public ----


@check("abar_by_hand")
def abar_by_hand(j: Judging) -> None:
    got = j.learner.call("alphas", np.array([0.1, 0.2, 0.5]))
    j.close(got, np.array([0.9, 0.72, 0.36]), rtol=1e-9, what="alphas([0.1, 0.2, 0.5])", cause=PRODUCT)


@check("q_by_hand")
def q_by_hand(j: Judging) -> None:
    got = j.learner.call("q_sample", np.array([[2.0, -1.0]]), 2, np.array([[1.0, 0.5]]), np.array([0.9, 0.72, 0.36]))
    j.close(got, np.array([[2.0, -0.2]]), rtol=1e-9, what="q_sample([[2, −1]], 2, [[1, 0.5]], abar)", cause=ROOTS)


@check("posterior_by_hand")
def posterior_by_hand(j: Judging) -> None:
    args = np.array([[14.0, 0.0]]), np.array([[7.0, 7.0]]), 1, np.array([0.36, 0.75])
    j.close(j.learner.call("posterior_mean", *args), np.array([[8.0, 5.0]]), rtol=1e-9, what="posterior_mean", cause=MODE)


# ---- hidden: closed forms ----


@check("closed_form")
def closed_form(j: Judging) -> None:
    betas = betas_of(j, 23)
    abar = j.array(j.learner.call("alphas", betas), "alphas(betas)", shape=(23,))
    x0, eps = j.rng.normal(size=(5, 2)), j.rng.normal(size=(5, 2))
    for t in (1, int(j.rng.integers(2, 21)), 22):
        factor, variance = chain(betas, t)
        kept = j.learner.call("q_sample", x0, t, np.zeros_like(eps), abar)
        j.close(kept, factor * x0, rtol=1e-9, atol=1e-12, what=f"q_sample(x0, {t}, 0, alphas(betas))", cause=PRODUCT)
        both = j.learner.call("q_sample", x0, t, eps, abar)
        want = factor * x0 + np.sqrt(variance) * eps
        j.close(both, want, rtol=1e-9, atol=1e-12, what=f"q_sample(x0, {t}, eps, alphas(betas))", cause=ROOTS)


@check("t0")
def t0(j: Judging) -> None:
    betas = betas_of(j, 7)
    x0, eps = j.rng.normal(size=(3, 2)), j.rng.normal(size=(3, 2))
    abar = np.cumprod(1 - betas)
    want = np.sqrt(1 - betas[0]) * x0 + np.sqrt(betas[0]) * eps
    j.close(j.learner.call("q_sample", x0, 0, eps, abar), want, rtol=1e-9, atol=1e-12, what="q_sample, t = 0", cause=BEFORE)
    got = j.learner.call("posterior_mean", eps, x0, 0, betas)
    j.close(got, x0, rtol=1e-9, atol=1e-12, what="posterior_mean, t = 0", cause=BEFORE)


@check("snr_monotone")
def snr_monotone(j: Judging) -> None:
    for betas in (betas_of(j, 11), np.linspace(1e-4, 0.02, 1000), np.array([1e-6, 1e-6, 0.999]), np.array([0.3])):
        abar = j.array(j.learner.call("alphas", betas), "alphas(betas)", shape=betas.shape)
        j.that(
            bool(np.all((abar > 0) & (abar < 1))),
            {"zh": "ᾱ 应当严格在 0 与 1 之间。", "en": "abar must lie strictly between 0 and 1."},
            PRODUCT,
        )
        snr = abar / (1 - abar)
        rising = {
            "zh": "信噪比 ᾱ/(1 − ᾱ) 应当一步比一步小。",
            "en": "The signal-to-noise ratio abar/(1 − abar) must fall with every step.",
        }
        j.that(bool(np.all(np.diff(snr) < 0)), rising, PRODUCT)
        j.close(np.log(abar[-1]), np.log1p(-betas).sum(), rtol=1e-9, what="log alphas(betas)[-1]", cause=PRODUCT)


@check("posterior_fd")
def posterior_fd(j: Judging) -> None:
    betas = betas_of(j, 13)
    xt, x0 = j.rng.normal(size=(4, 2)), j.rng.normal(size=(4, 2))
    for t in (1, 5, 12):
        got = j.array(j.learner.call("posterior_mean", xt, x0, t, betas), "posterior_mean", shape=(4, 2))
        slope = density_slope(got, xt, x0, t, betas)
        worst = float(np.abs(slope).max())
        what = {"zh": f"t = {t} 处 log q 的斜率（在均值处应为 0）", "en": f"slope of log q at t = {t} (0 at the mean)"}
        j.at_most(worst, 1e-6, what=what, cause=MODE)


def density_slope(x: np.ndarray, xt: np.ndarray, x0: np.ndarray, t: int, betas: np.ndarray) -> np.ndarray:
    """d/dx log q(x_t | x) q(x | x_0) by central differences, which are exact here: the logarithm is quadratic in x."""
    factor, variance = chain(betas, t - 1)

    def log_density(x: np.ndarray) -> np.ndarray:
        forward = (xt - np.sqrt(1 - betas[t]) * x) ** 2 / betas[t]
        return -0.5 * (forward + (x - factor * x0) ** 2 / variance)

    h = 1e-3
    return (log_density(x + h) - log_density(x - h)) / (2 * h)


@check("batch_t")
def batch_t(j: Judging) -> None:
    betas = betas_of(j, 9)
    abar = np.cumprod(1 - betas)
    cause = {
        "zh": "t 是 i64[B] 时，第 i 行用 abar[t[i]]；要补上后面的轴才能与 [B, …] 相乘。",
        "en": "With t i64[B] row i uses abar[t[i]]; it needs trailing axes before it can multiply [B, …].",
    }
    for shape in ((5, 2), (5, 5), (3, 1, 4, 4), (6,)):
        a, b = j.rng.normal(size=shape), j.rng.normal(size=shape)
        t = j.rng.integers(0, 9, size=shape[0])
        t[0] = 0
        noised = [j.learner.call("q_sample", a[i : i + 1], int(t[i]), b[i : i + 1], abar) for i in range(shape[0])]
        means = [j.learner.call("posterior_mean", a[i : i + 1], b[i : i + 1], int(t[i]), betas) for i in range(shape[0])]
        for name, args, rows in (("q_sample", (a, t, b, abar), noised), ("posterior_mean", (a, b, t, betas), means)):
            want = np.concatenate([j.array(row, name, shape=(1, *shape[1:])) for row in rows])
            j.close(
                j.learner.call(name, *args), want, rtol=1e-9, atol=1e-12, what=f"{name}, x {shape}, t [{shape[0]}]", cause=cause
            )


# ---- hidden: the sampler ----


@check("step_noise")
def step_noise(j: Judging) -> None:
    _order_of_steps(j)
    cause = {
        "zh": "每一步（最后一步除外）加 σ_t·z，z 是新抽的标准正态，σ_t² 是后验方差（或 β_t）；σ_t 是它的根。",
        "en": "Every step but the last adds σ_t·z, z fresh and standard normal; σ_t² is the posterior's variance (or β_t).",
    }
    n, off = 40_000, np.zeros(2)
    for _ in range(3):  # the same of the two variances has to fit every time
        betas = np.array([j.rng.uniform(0.4, 0.6), j.rng.uniform(0.7, 0.85)])
        what = "sample(eps_model, betas, n, seed)"
        got = j.array(j.learner.call("sample", Named("identity"), betas, n, j.seed), what, shape=(n, 2))
        off = np.maximum(off, np.abs(got.var() / two_steps(betas) - 1))
        centre = {"zh": "两步采样的均值", "en": "mean after two steps"}
        j.at_most(abs(float(got.mean())), 0.02, what=centre, cause=cause)
        j.at_least(
            float(got.std(axis=0).min()), 0.01, what={"zh": "各点之间的标准差", "en": "deviation between points"}, cause=cause
        )
        rows = abs(float(np.corrcoef(got[:, 0], got[:, 1])[0, 1]))
        j.at_most(rows, 0.05, what={"zh": "两个坐标的相关系数", "en": "correlation of the two coordinates"}, cause=cause)
    what_off = {"zh": "两步采样的方差，相对误差", "en": "variance after two steps, relative error"}
    j.at_most(float(off.min()), 0.03, what=what_off, cause=cause)


def two_steps(betas: np.ndarray) -> np.ndarray:
    """Variance of two steps with the noise model that takes all for noise: σ² of the posterior, σ² = β."""
    a0, a1 = np.cumprod(1 - betas)
    first = (1 - betas[1] / np.sqrt(1 - a1)) / np.sqrt(1 - betas[1])
    last = (1 - betas[0] / np.sqrt(1 - a0)) / np.sqrt(1 - betas[0])
    return last**2 * (first**2 + np.array([(1 - a0) / (1 - a1) * betas[1], betas[1]]))


def _order_of_steps(j: Judging) -> None:
    """Every step asked for once, from the last to the first."""
    betas = betas_of(j, 6)
    try:
        j.learner.call("sample", Named("in_order", 6, 11), betas, 11, j.seed)
    except LearnerError as error:
        if error.type != "RuntimeError" or "eps_model" not in (error.message or ""):
            raise
        text = error.message
        j.fail(
            {
                "zh": f"噪声模型应按 t = 5, 4, …, 0 各调用一次：{text}",
                "en": f"The noise model is called once each for t = 5, 4, …, 0: {text}",
            }
        )


@check("lands")
def lands(j: Judging) -> None:
    betas = np.linspace(1e-3, 0.2, 40)
    abar = np.cumprod(1 - betas)
    point = j.rng.uniform(-2, 2, size=2)
    got = j.array(j.learner.call("sample", Named("one_point", point, abar), betas, 50, j.seed), "sample", shape=(50, 2))
    cause = {
        "zh": "数据只有一个点时，最后一步（t = 0）不加噪声，每个样本都恰好落在它上面。",
        "en": "Where the data is one point every sample lands on it exactly, because the last step (t = 0) adds no noise.",
    }
    j.close(
        got, np.tile(point, (50, 1)), rtol=0, atol=1e-6, what={"zh": "只有一个点的数据", "en": "data of one point"}, cause=cause
    )
    first, second, other = (
        j.array(j.learner.call("sample", Named("mixture", point[None], 0.5, abar), betas, 20, seed), "sample", shape=(20, 2))
        for seed in (j.seed, j.seed, j.seed + 1)
    )
    j.close(second, first, rtol=0, atol=0, what={"zh": "同一个种子再采样一次", "en": "sampled again with the same seed"})
    differs = {"zh": "换一个种子，样本应当不同。", "en": "Another seed must give other samples."}
    j.that(float(np.abs(other - first).max()) > 1e-6, differs)


@check("swd")
def swd(j: Judging) -> None:
    means, scale = draw(j.rng)
    betas = np.linspace(1e-3, 0.2, 60)
    abar = np.cumprod(1 - betas)
    n = 3000
    value, files = j.learner.collect("sample", Named("recorded", OUT, means, scale, abar, 10), betas, n, j.seed)
    got = j.array(value, "sample(eps_model, betas, n, seed)", shape=(n, 2))
    j.finite(got, "sample(eps_model, betas, n, seed)")
    truth = means[j.rng.integers(len(means), size=n)] + scale * j.rng.normal(size=(n, 2))
    j.figure("denoising", denoising(frames(files, n), got, truth))
    distance = sliced_distance(got, truth, j.rng)
    j.metric("swd", distance)
    cause = {
        "zh": "看图：点云收得太紧、太散，还是偏了位置？先检查 ᾱ 的下标和噪声项的系数 β/√(1 − ᾱ)。",
        "en": "Look at the figure: too tight, too loose or displaced? Check the index of abar and β/√(1 − abar) first.",
    }
    what = {"zh": "切片 Wasserstein 距离", "en": "sliced Wasserstein distance"}
    j.at_most(distance, j.threshold("swd"), what=what, cause=cause)


def frames(files: dict[str, bytes], n: int) -> list[tuple[int, np.ndarray]]:
    """The points on the way, as the noise model saw them; nothing where the learner's process left something else."""
    try:
        steps = json.loads(files.get("frames.json", b"[]"))
        made = [(int(step), np.array(points, dtype=float)) for step, points in steps[:12]]
    except (ValueError, TypeError, RecursionError):
        return []
    return [(step, points) for step, points in made if points.shape == (n, 2) and np.isfinite(points).all()]


# ---- gates ----


@check("K4")
def same_twice(j: Judging) -> None:
    betas = np.linspace(0.01, 0.2, 10)
    model = Named("mixture", np.array([[1.0, 0.0], [0.0, 2.0]]), 0.3, np.cumprod(1 - betas))
    first, second = j.twice(lambda learner: learner.call("sample", model, betas, 13, 5))
    j.same(first, second, what={"zh": "两个进程的样本", "en": "samples of two processes"})


@check("K5")
def odd_sizes(j: Judging) -> None:
    for n, steps in ((1, 1), (7, 3), (13, 11)):
        j.shape(
            j.learner.call("sample", Named("identity"), betas_of(j, steps), n, 3), (n, 2), what=f"sample, n = {n}, T = {steps}"
        )
