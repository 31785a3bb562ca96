"""Judge of pca. Only what does not depend on signs is compared: projectors, reconstructions, variances."""

from typing import Any

import numpy as np

from workers.judge import Judging, Learner, check

CENTRE = {
    "zh": "先减去每一列的均值，再求协方差或做 SVD。",
    "en": "Subtract the mean of every column before the covariance or the SVD.",
}
ORDER = {
    "zh": "eigh 的特征值从小到大；主成分要从大到小取。",
    "en": "eigh sorts ascending; components are taken from the largest down.",
}
N_MINUS_1 = {"zh": "样本方差的分母是 n−1。", "en": "A sample variance divides by n−1."}
TOTAL = {
    "zh": "分母是全部方向的总方差，不是保留下来的那几个。",
    "en": "Divide by the total variance of all directions, not of those kept.",
}
OLD_MEAN = {"zh": '减去 m["mean"]，不要用新数据自己的均值。', "en": 'Subtract m["mean"], not the mean of the new data.'}


def reference(X: np.ndarray, k: int) -> dict[str, np.ndarray]:
    mean = X.mean(axis=0)
    _, s, vt = np.linalg.svd(X - mean, full_matrices=False)
    var = s**2 / (len(X) - 1)
    return {"mean": mean, "components": vt[:k], "var": var[:k], "ratio": var[:k] / var.sum()}


def cloud(j: Judging, n: int = 40, d: int = 6) -> np.ndarray:
    """Correlated rows whose directions have clearly different variances."""
    scales = np.geomspace(4.0, 0.3, d)
    turn, _ = np.linalg.qr(j.rng.normal(size=(d, d)))
    return np.asarray(j.rng.normal(size=(n, d)) * scales @ turn + j.rng.normal(size=d) * 3)


def fit(j: Judging, X: np.ndarray, k: int, learner: Learner | None = None) -> dict[str, np.ndarray]:
    got = (learner or j.learner).call("pca_fit", X, k)
    if not isinstance(got, dict):
        j.fail({"zh": "pca_fit 应返回字典。", "en": "pca_fit should return a dict."})
    shapes = {"mean": (X.shape[1],), "components": (k, X.shape[1]), "var": (k,), "ratio": (k,)}
    for name, shape in shapes.items():
        if name not in got:
            j.fail({"zh": f"字典里没有 {name!r}。", "en": f"The dict has no {name!r}."})
        got[name] = j.array(got[name], f"m[{name!r}]", shape=shape)
    return got


@check("four_points")
def four_points(j: Judging) -> None:
    X = np.array([[0.0, 0.0], [1.0, 2.0], [2.0, 4.0], [5.0, 10.0]])
    m = fit(j, X, 1)
    j.close(m["mean"], np.array([2.0, 4.0]), what="m['mean']")
    j.close(m["var"], np.array([70 / 3]), what="m['var']", cause=N_MINUS_1)
    j.close(m["ratio"], np.array([1.0]), what="m['ratio']", cause=TOTAL)
    direction = np.abs(m["components"][0])
    j.close(direction, np.array([1.0, 2.0]) / np.sqrt(5), rtol=1e-9, atol=1e-12, what="|m['components'][0]|", cause=CENTRE)
    back = j.learner.call("pca_inverse", j.learner.call("pca_transform", X, m), m)
    j.close(back, X, rtol=1e-9, atol=1e-9, what="pca_inverse(pca_transform(X))")


@check("projector")
def projector(j: Judging) -> None:
    for k in (1, 3):
        X = cloud(j)
        m, want = fit(j, X, k), reference(X, k)
        j.close(m["mean"], want["mean"], rtol=1e-9, atol=1e-12, what="m['mean']")
        got = m["components"].T @ m["components"]
        j.close(got, want["components"].T @ want["components"], rtol=1e-7, atol=1e-9, what=f"CᵀC, k = {k}", cause=ORDER)


@check("orthonormal")
def orthonormal(j: Judging) -> None:
    m = fit(j, cloud(j, d=7), 5)
    j.close(m["components"] @ m["components"].T, np.eye(5), rtol=0, atol=1e-9, what="C Cᵀ")
    j.that(
        bool((np.diff(m["var"]) <= 1e-12).all()),
        {"zh": "var 应从大到小。", "en": "var should descend."},
    )


@check("var_value")
def var_value(j: Judging) -> None:
    X = cloud(j, n=9, d=4)
    m = fit(j, X, 3)
    j.close(m["var"], reference(X, 3)["var"], rtol=1e-9, atol=1e-12, what="m['var']", cause=N_MINUS_1)
    Z = j.array(j.learner.call("pca_transform", X, m), "pca_transform(X, m)", shape=(9, 3))
    j.close(
        Z.var(axis=0, ddof=1),
        m["var"],
        rtol=1e-9,
        atol=1e-12,
        what={"zh": "投影各列的方差", "en": "variance of the projected columns"},
    )


@check("ratio_total")
def ratio_total(j: Judging) -> None:
    X = cloud(j)
    for k in (1, 2, 6):
        j.close(fit(j, X, k)["ratio"], reference(X, k)["ratio"], rtol=1e-9, atol=1e-12, what=f"m['ratio'], k = {k}", cause=TOTAL)


@check("new_data_mean")
def new_data_mean(j: Judging) -> None:
    X, new = cloud(j), cloud(j, n=7) + 5.0
    m = fit(j, X, 3)
    want = (new - m["mean"]) @ m["components"].T
    j.close(j.learner.call("pca_transform", new, m), want, rtol=1e-9, atol=1e-9, what="pca_transform(new, m)", cause=OLD_MEAN)
    one = j.learner.call("pca_transform", new[:1], m)
    j.close(one, want[:1], rtol=1e-9, atol=1e-9, what={"zh": "只有一行", "en": "a single row"}, cause=OLD_MEAN)
    j.close(
        j.learner.call("pca_inverse", want, m), want @ m["components"] + m["mean"], rtol=1e-9, atol=1e-9, what="pca_inverse(Z, m)"
    )


@check("energy")
def energy(j: Judging) -> None:
    X = cloud(j, n=25, d=6)
    everything = reference(X, 6)["var"]
    for k in (1, 2, 4):
        m = fit(j, X, k)
        back = j.array(j.learner.call("pca_inverse", j.learner.call("pca_transform", X, m), m), "pca_inverse", shape=X.shape)
        error = float(((X - back) ** 2).sum())
        what = {"zh": f"还原的平方误差，k = {k}", "en": f"squared error of reconstruction, k = {k}"}
        j.close(error, 24 * float(everything[k:].sum()), rtol=1e-8, atol=1e-9, what=what, cause=ORDER)


@check("offset1e6")
def offset1e6(j: Judging) -> None:
    X = cloud(j, n=60, d=5)
    moved = X + 1e6 * j.rng.uniform(0.5, 2.0, size=5)
    want, m = reference(X, 2), fit(j, moved, 2)
    j.close(m["var"], want["var"], rtol=1e-5, atol=0, what="m['var']", cause=CENTRE)
    got = m["components"].T @ m["components"]
    j.close(got, want["components"].T @ want["components"], rtol=1e-5, atol=1e-5, what="CᵀC", cause=CENTRE)
    back = j.learner.call("pca_inverse", j.learner.call("pca_transform", moved, m), m)
    plain = (X - want["mean"]) @ want["components"].T @ want["components"] + want["mean"]
    j.close(
        j.array(back, "pca_inverse", shape=X.shape) - (moved - X),
        plain,
        rtol=0,
        atol=1e-4,
        what={"zh": "还原（减去平移）", "en": "reconstruction, shifted back"},
        cause=CENTRE,
    )


@check("wide")
def wide(j: Judging) -> None:
    X = cloud(j, n=5, d=11)  # rank 4 after centring
    m = fit(j, X, 5)
    want = reference(X, 5)
    j.close(m["var"], want["var"], rtol=1e-8, atol=1e-9, what="m['var']", cause=ORDER)
    j.close(m["ratio"], want["ratio"], rtol=1e-8, atol=1e-9, what="m['ratio']")
    j.close(m["components"] @ m["components"].T, np.eye(5), rtol=0, atol=1e-8, what="C Cᵀ")
    low = cloud(j, n=30, d=3) @ j.rng.normal(size=(3, 8))  # rank 3 in eight columns
    m = fit(j, low, 3)
    back = j.learner.call("pca_inverse", j.learner.call("pca_transform", low, m), m)
    j.close(
        back, low, rtol=1e-8, atol=1e-8, what={"zh": "秩为 3 的数据还原", "en": "reconstruction of rank-3 data"}, cause=CENTRE
    )


@check("digits")
def digits(j: Judging) -> None:
    data = np.load(j.assets / "digits" / "digits.npz", allow_pickle=False)
    X, y = data["x"], data["y"]
    m, want = fit(j, X, 20), reference(X, 20)
    Z = j.array(j.learner.call("pca_transform", X, m), "pca_transform(X, m)", shape=(len(X), 20))
    back = j.array(j.learner.call("pca_inverse", Z, m), "pca_inverse(Z, m)", shape=X.shape)
    plain = (X - want["mean"]) @ want["components"].T @ want["components"] + want["mean"]
    difference = float(np.abs(back - plain).max())
    j.metric("difference", difference)
    j.metric("explained2", float(m["ratio"][:2].sum()))
    j.figure("scree", scree(m["ratio"]))
    j.figure("digits-2d", flat(Z, y))
    j.at_most(
        difference, j.threshold("difference"), what={"zh": "还原与参考之差", "en": "difference of reconstructions"}, cause=CENTRE
    )
    j.close(m["ratio"], want["ratio"], rtol=1e-6, what="m['ratio']", cause=TOTAL)


def scree(ratio: np.ndarray) -> dict[str, Any]:
    order = list(range(1, len(ratio) + 1))
    names = ({"zh": "解释率", "en": "explained ratio"}, {"zh": "累计", "en": "cumulative"})
    return {
        "data": [
            {"type": "bar", "x": order, "y": [float(f"{r:.4g}") for r in ratio], "name": names[0]},
            {
                "type": "scatter",
                "mode": "lines",
                "x": order,
                "y": [float(f"{r:.4g}") for r in np.cumsum(ratio)],
                "name": names[1],
            },
        ],
        "layout": {
            "title": {"text": {"zh": "碎石图：前 20 个主成分", "en": "Scree plot: the first 20 components"}},
            "xaxis": {"title": {"text": {"zh": "主成分", "en": "component"}}},
        },
    }


def flat(Z: np.ndarray, y: np.ndarray) -> dict[str, Any]:
    rows = np.arange(0, len(Z), 3)
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "markers",
                "x": [float(f"{v:.3g}") for v in Z[rows[y[rows] == digit], 0]],
                "y": [float(f"{v:.3g}") for v in Z[rows[y[rows] == digit], 1]],
                "name": str(digit),
                "marker": {"size": 5},
            }
            for digit in range(10)
        ],
        "layout": {
            "title": {"text": {"zh": "数字在前两个主成分上的位置", "en": "Digits on their first two components"}},
            "xaxis": {"title": {"text": "z₁"}},
            "yaxis": {"title": {"text": "z₂"}},
        },
    }


# ---- gates ----


@check("K4")
def same_twice(j: Judging) -> None:
    X = cloud(j)
    first, second = j.twice(lambda learner: learner.call("pca_fit", X, 3))
    j.same(first, second, what={"zh": "两个进程的 pca_fit", "en": "pca_fit of two processes"})


@check("K5")
def odd_sizes(j: Judging) -> None:
    for n, d, k in ((11, 7, 3), (13, 5, 5), (7, 17, 2)):
        X = cloud(j, n=n, d=d)
        m = fit(j, X, k)
        j.shape(j.learner.call("pca_transform", X, m), (n, k), f"pca_transform, n, d, k = {n}, {d}, {k}")


@check("K6")
def rows_independent(j: Judging) -> None:
    X = cloud(j, n=12)
    m = fit(j, X, 3)
    whole = j.array(j.learner.call("pca_transform", X, m), "pca_transform(X, m)", shape=(12, 3))
    order = j.rng.permutation(12)[:5]
    what = {"zh": "部分行换了次序后的投影", "en": "projection of some rows in another order"}
    j.close(j.learner.call("pca_transform", X[order], m), whole[order], rtol=1e-9, atol=1e-9, what=what, cause=OLD_MEAN)
