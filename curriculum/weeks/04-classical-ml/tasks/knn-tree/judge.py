"""Judge of knn-tree. Ties are made of small integers, so that no rounding can make or break them."""

import numpy as np
from reference_values import best, gini, knn, splits

from workers.judge import Judging, check

VOTE = {
    "zh": "k 个最近的点投票；票数相同时取较小的标签。",
    "en": "The k nearest points vote; with equal votes the smaller label wins.",
}
DISTANCE = {
    "zh": '距离相同时，训练集中序号小的优先：用稳定排序（kind="stable"）。',
    "en": 'At equal distance the lower training index comes first: sort with kind="stable".',
}
GAIN = {
    "zh": "增益 = 父结点的基尼 − 两边基尼按样本数的加权平均；阈值是相邻两个不同取值的中点，x ≤ 阈值去左边。",
    "en": "Gain = Gini of the parent − mean of both sides weighted by their sizes; thresholds are midpoints of neighbouring "
    "distinct values, and x ≤ threshold goes left.",
}
TIES = {
    "zh": "增益相同时取较小的特征，再取较小的阈值：只在严格更大时才更新。",
    "en": "With equal gains the smallest feature wins, then the smallest threshold: update only when strictly larger.",
}
NONE = {
    "zh": "没有能分成两边的划分时返回 (0, None, 0.0)。",
    "en": "Where nothing can be split into two sides, return (0, None, 0.0).",
}
LABELS = {
    "zh": "标签可以是任何非负整数，不一定从 0 开始、也不一定连续。",
    "en": "Labels are any non-negative integers, neither from 0 nor consecutive.",
}


def same_labels(
    j: Judging, Xtr: np.ndarray, ytr: np.ndarray, Xq: np.ndarray, k: int, cause: dict[str, str], when: str = ""
) -> None:
    what = f"knn_predict, k = {k}{when}"
    got = j.array(j.learner.call("knn_predict", Xtr, ytr, Xq, k), what, shape=(len(Xq),))
    j.equal(got, knn(Xtr, ytr, Xq, k), what=what, cause=cause)


def same_split(j: Judging, X: np.ndarray, y: np.ndarray, cause: dict[str, str], when: str = "") -> None:
    feature, threshold, gain = best(X, y)
    got = j.learner.call("best_split", X, y)
    what = f"best_split{when}"
    three = {
        "zh": "best_split 返回三个值的 tuple：(特征, 阈值, 增益)。",
        "en": "best_split returns a tuple of three: (feature, threshold, gain).",
    }
    j.that(isinstance(got, tuple | list) and len(got) == 3, three)
    j.equal(got[0], feature, what=f"{what} → feature", cause=cause)
    if threshold is None:
        j.equal(got[1], None, what=f"{what} → threshold", cause=cause)
    else:
        j.close(got[1], float(threshold), rtol=1e-12, what=f"{what} → threshold", cause=cause)
    j.close(got[2], float(gain), rtol=1e-9, atol=1e-12, what=f"{what} → gain", cause=cause)


# ---- public ----


@check("knn_five")
def knn_five(j: Judging) -> None:
    X = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 2.0], [4.0, 3.0], [5.0, 5.0]])
    y, queries = np.array([0, 0, 1, 1, 1]), np.array([[0.5, 0.5], [3.0, 3.0]])
    for k in (1, 3, 5):
        same_labels(j, X, y, queries, k, VOTE)


@check("split_six")
def split_six(j: Judging) -> None:
    X = np.array([[1.0, 7.0], [2.0, 3.0], [3.0, 5.0], [4.0, 6.0], [5.0, 2.0], [6.0, 4.0]])
    same_split(j, X, np.array([0, 0, 1, 1, 1, 1]), GAIN)


# ---- neighbours ----


@check("knn_values")
def knn_values(j: Judging) -> None:
    for n, m, d, k in ((31, 11, 3, 1), (53, 17, 5, 7), (29, 13, 2, 29), (97, 5, 11, 12)):
        Xtr, Xq = j.rng.normal(size=(n, d)), j.rng.normal(size=(m, d))
        ytr = j.rng.integers(0, 4, size=n)
        same_labels(j, Xtr, ytr, Xq, k, VOTE, f", n, m, d = {n}, {m}, {d}")
    Xtr, Xq = np.array([[0.0, 0.0], [3.0, 3.0], [0.0, 5.0]]), np.zeros((1, 2))
    order = j.rng.permutation(3)  # (3, 3) is nearer than (0, 5), but not by the sum of absolute differences
    same_labels(j, Xtr[[1, 2]], np.array([1, 0]), Xq, 1, VOTE, ", Euclid")
    same_labels(j, Xtr[order], order, Xq, 1, VOTE, ", Euclid")


@check("knn_tie")
def knn_tie(j: Judging) -> None:
    corners = np.array([[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]])
    middle = np.zeros((1, 2))
    for _ in range(6):  # four neighbours at the same distance: only the order of training rows decides
        labels = j.rng.permutation(np.array([0, 1, 2, 3]))
        for k in (1, 2, 3, 4):
            same_labels(j, corners, labels, middle, k, DISTANCE if k == 1 else VOTE, ", four corners")
    many = np.tile(corners, (40, 1)) * j.rng.integers(1, 3, size=(160, 1))
    for k in (1, 5, 8, 33):  # sorting that is not stable shows from about twenty equal distances on
        labels = j.rng.integers(0, 3, size=160)
        same_labels(j, many, labels, np.array([[0.0, 0.0], [1.0, 1.0]]), k, DISTANCE, ", 160 points")
    grid = j.rng.integers(-3, 4, size=(60, 3)).astype(float)
    for k in (2, 4, 6):
        same_labels(j, grid, j.rng.integers(0, 3, size=60), grid[:20] + 0.0, k, VOTE, ", grid")


@check("labels")
def labels(j: Judging) -> None:
    names = np.array([7, 2, 40])
    Xtr, Xq = j.rng.normal(size=(37, 3)), j.rng.normal(size=(11, 3))
    chosen = j.rng.integers(0, 3, size=37)
    for k in (1, 4):
        same_labels(j, Xtr, names[chosen], Xq, k, LABELS, ", labels 2, 7, 40")
    same_split(j, *distinct(j, 17, 3, names), LABELS, ", labels 2, 7, 40")


@check("knn_speed")
def knn_speed(j: Judging) -> None:
    """At most a loop over the queries: the lines that run may not grow with the training set."""
    lines = []
    Xq = j.rng.normal(size=(20, 13))
    for n in (60, 3000):
        Xtr, ytr = j.rng.normal(size=(n, 13)), j.rng.integers(0, 3, size=n)
        lines.append(j.learner.line_count("knn_predict", Xtr, ytr, Xq, 5))
    j.at_most(
        lines[1],
        lines[0] + 400,
        what={"zh": "n = 3,000 时执行的 Python 行数", "en": "Python lines executed at n = 3,000"},
        cause={
            "zh": "对训练点逐个循环；用 ((Xtr - q) ** 2).sum(axis=1) 一次算完一个查询的所有距离。",
            "en": "A loop over training points; ((Xtr - q) ** 2).sum(axis=1) gives all distances of a query at once.",
        },
    )
    Xtr, Xq = j.rng.normal(size=(3000, 13)), j.rng.normal(size=(200, 13))
    same_labels(j, Xtr, j.rng.integers(0, 3, size=3000), Xq, 9, VOTE, ", n = 3,000")


# ---- splits ----


def distinct(j: Judging, n: int, d: int, names: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A problem whose best split is the best by far more than rounding."""
    while True:
        X = np.round(j.rng.normal(size=(n, d)), 1)
        y = names[j.rng.integers(0, len(names), size=n)]
        gains = sorted((split[2] for split in splits(X, y)), reverse=True)
        if len(gains) > 1 and gains[0] - gains[1] > 1e-6:
            return X, y


@check("split_bruteforce")
def split_bruteforce(j: Judging) -> None:
    for n, d, classes in ((7, 2, 2), (23, 3, 2), (31, 5, 3), (19, 1, 4), (41, 2, 2)):
        X, y = distinct(j, n, d, np.arange(classes))
        same_split(j, X, y, GAIN, f", n, d = {n}, {d}")
    X, y = distinct(j, 29, 3, np.arange(3))
    same_split(j, 1e6 + 1e3 * X, y, GAIN, ", large values")
    j.figure("gains", gains_figure(X, y))


@check("split_ties")
def split_ties(j: Judging) -> None:
    X, y = distinct(j, 21, 2, np.arange(2))
    winner = best(X, y)[0]
    twins = np.column_stack([X[:, 1 - winner], X[:, winner], X[:, winner]])
    same_split(j, twins, y, TIES, ", equal columns")
    for y in (np.array([0, 1, 1, 0]), np.array([1, 0, 0, 0, 1])):  # cutting off either end gains the same
        X = np.arange(len(y))[:, None] * 2.0 + float(j.rng.integers(0, 5))
        same_split(j, X, y, TIES, ", either end")
    X = np.array([[1.0], [1.0], [2.0], [2.0], [2.0], [4.0]])  # repeated values: only two places to cut
    same_split(j, X, np.array([0, 0, 0, 0, 1, 1]), GAIN, ", repeated values")


@check("constant_feature")
def constant_feature(j: Judging) -> None:
    X, y = distinct(j, 13, 2, np.arange(2))
    same_split(j, np.column_stack([np.full(13, 3.0), X]), y, NONE, ", first column constant")
    same_split(j, np.full((9, 3), 0.5), j.rng.integers(0, 2, size=9), NONE, ", all constant")
    same_split(j, np.array([[2.0, 3.0]]), np.array([1]), NONE, ", n = 1")
    pure = j.learner.call("best_split", X, np.ones(13, dtype=np.int64))
    j.that(isinstance(pure, tuple | list) and len(pure) == 3, NONE)
    j.close(pure[2], 0.0, atol=1e-12, what={"zh": "全是一类时的增益", "en": "gain where all labels are equal"}, cause=GAIN)


# ---- gates ----


@check("K5")
def odd_sizes(j: Judging) -> None:
    for n, m, d in ((2, 3, 5), (13, 7, 1), (11, 17, 3)):
        Xtr, Xq = j.rng.normal(size=(n, d)), j.rng.normal(size=(m, d))
        same_labels(j, Xtr, j.rng.integers(0, 2, size=n), Xq, min(n, 3), VOTE, f", n, m, d = {n}, {m}, {d}")


@check("K6")
def rows_independent(j: Judging) -> None:
    Xtr, ytr = j.rng.normal(size=(43, 3)), j.rng.integers(0, 3, size=43)
    Xq = j.rng.normal(size=(19, 3)) * np.array([1.0, 50.0, 0.1])
    whole = j.array(j.learner.call("knn_predict", Xtr, ytr, Xq, 5), "knn_predict", shape=(19,))
    order = j.rng.permutation(19)[:4]
    part = j.learner.call("knn_predict", Xtr, ytr, Xq[order], 5)
    j.equal(part, whole[order], what={"zh": "一部分查询的预测", "en": "predictions of some of the queries"})


def gains_figure(X: np.ndarray, y: np.ndarray) -> dict[str, object]:
    """The gain of every split of a hidden problem."""
    found = splits(X, y)
    names = [{"zh": f"特征 {f}", "en": f"feature {f}"} for f in range(X.shape[1])]
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines+markers",
                "x": [round(float(t or 0), 4) for g, t, _ in found if g == f],
                "y": [round(float(gain), 4) for g, _, gain in found if g == f],
                "name": name,
            }
            for f, name in enumerate(names)
        ],
        "layout": {
            "title": {
                "text": {
                    "zh": f"一份隐藏数据上每个划分的增益（父结点基尼 {float(gini(y.tolist())):.3f}）",
                    "en": f"The gain of every split of one hidden data set (Gini of the parent {float(gini(y.tolist())):.3f})",
                }
            },
            "xaxis": {"title": {"text": {"zh": "阈值", "en": "threshold"}}},
            "yaxis": {"title": {"text": {"zh": "基尼增益", "en": "Gini gain"}}},
        },
    }
