"""Judge of metrics. Every number is compared with one made of exact fractions over counted pairs."""

from fractions import Fraction
from typing import Any

import numpy as np

from workers.judge import Judging, check

Y = np.array([1, 0, 1, 1, 0, 0, 1, 0, 0, 0])
P = np.array([0.9, 0.8, 0.7, 0.6, 0.55, 0.4, 0.35, 0.3, 0.2, 0.1])
NUMBERS = ("acc", "precision", "recall", "f1", "auc", "brier")

LAYOUT = {
    "zh": "confusion[真实][预测]：第一行是真实的 0，即 [[TN, FP], [FN, TP]]。",
    "en": "confusion[true][predicted]: the first row is the true 0s, [[TN, FP], [FN, TP]].",
}
FORMULAS = {
    "zh": "precision 除以预测为正的个数，recall 除以真正的个数；brier 是 (p − y)² 的平均。",
    "en": "precision divides by the predicted positives, recall by the true ones; brier is the mean of (p − y)².",
}
EDGE = {"zh": "p 恰好等于 thr 时算正类：p >= thr。", "en": "p equal to thr counts as positive: p >= thr."}
ZERO = {
    "zh": "分母为 0 时结果是 0，不是 NaN，也不抛异常。",
    "en": "Where the denominator is 0 the result is 0: no NaN, no exception.",
}
PAIRS = {
    "zh": "AUC 看所有（正, 负）对：正的分数高记 1，相等记 ½。用概率 p，不用 0/1 的预测。",
    "en": "AUC looks at all (positive, negative) pairs: 1 if the positive scores higher, ½ if equal. Use p, not 0/1 predictions.",
}
ALONE = {
    "zh": "只有一类时没有（正, 负）对，AUC 没有定义：返回 None。",
    "en": "With one class there are no pairs and no AUC: return None.",
}


def over(a: int, b: int) -> float:
    return float(Fraction(a, b)) if b else 0.0


def reference(y: np.ndarray, p: np.ndarray, thr: float = 0.5) -> dict[str, Any]:
    table = [[int(((y == true) & ((p >= thr) == bool(said))).sum()) for said in (0, 1)] for true in (0, 1)]
    (tn, fp), (fn, tp) = table
    return {
        "acc": over(tp + tn, len(y)),
        "precision": over(tp, tp + fp),
        "recall": over(tp, tp + fn),
        "f1": over(2 * tp, 2 * tp + fp + fn),
        "auc": pair_auc(y, p),
        "brier": float(np.mean((p - y) ** 2)),
        "confusion": table,
    }


def pair_auc(y: np.ndarray, p: np.ndarray) -> float | None:
    """Half-points over all pairs."""
    difference = p[y == 1][:, None] - p[y == 0][None, :]
    if difference.size == 0:
        return None
    return float(Fraction(int(2 * (difference > 0).sum() + (difference == 0).sum()), 2 * difference.size))


def asked(j: Judging, y: np.ndarray, p: np.ndarray, *thr: float) -> dict[str, Any]:
    got = j.learner.call("evaluate", y, p, *thr)
    j.that(
        isinstance(got, dict) and set(got) == {*NUMBERS, "confusion"},
        {"zh": "evaluate 要返回恰好有这七个键的 dict。", "en": "evaluate must return a dict with exactly these seven keys."},
        {"zh": ", ".join((*NUMBERS, "confusion")), "en": ", ".join((*NUMBERS, "confusion"))},
    )
    return got


def compare(
    j: Judging, y: np.ndarray, p: np.ndarray, *thr: float, keys: tuple[str, ...], cause: dict[str, str], when: str = ""
) -> None:
    got, want = asked(j, y, p, *thr), reference(y, p, *thr)
    for key in keys:
        what = key + when
        if key == "confusion":
            j.equal(j.array(got[key], what, shape=(2, 2)), want[key], what=what, cause=LAYOUT)
        elif want[key] is None:
            j.equal(got[key], None, what=what, cause=ALONE)
        else:
            j.close(j.number(got[key], what), want[key], rtol=1e-9, atol=1e-12, what=what, cause=cause)


def problem(j: Judging, n: int, share: float = 0.4) -> tuple[np.ndarray, np.ndarray]:
    """Labels of both classes and distinct, somewhat informative probabilities."""
    y = (j.rng.random(n) < share).astype(np.int64)
    first, second = j.rng.choice(n, size=2, replace=False)
    y[first], y[second] = 0, 1
    return y, np.clip(0.25 + 0.3 * y + 0.35 * j.rng.normal(size=n) * 0.6, 0.001, 0.999)


@check("confusion_ten")
def confusion_ten(j: Judging) -> None:
    compare(j, Y, P, keys=("confusion", "acc", "precision", "recall"), cause=FORMULAS)


@check("scores_ten")
def scores_ten(j: Judging) -> None:
    compare(j, Y, P, keys=("f1",), cause=FORMULAS)
    compare(j, Y, P, keys=("auc",), cause=PAIRS)
    compare(j, Y, P, keys=("brier",), cause=FORMULAS)


@check("values")
def values(j: Judging) -> None:
    for n, share, thr in ((23, 0.4, 0.5), (61, 0.1, 0.3), (47, 0.8, 0.62), (501, 0.3, 0.45)):
        y, p = problem(j, n, share)
        when = f", n = {n}, thr = {thr:g}"
        compare(j, y, p, thr, keys=("confusion", "acc", "precision", "recall", "f1", "brier"), cause=FORMULAS, when=when)
    j.figure("roc", roc_figure(*problem(j, 200)))


@check("thr_edge")
def thr_edge(j: Judging) -> None:
    keys = ("confusion", "acc", "precision", "recall", "f1")
    for thr in (0.3, 0.7):
        y, p = problem(j, 31)
        p[j.rng.choice(31, size=9, replace=False)] = thr
        compare(j, y, p, thr, keys=keys, cause=EDGE, when=f", thr = {thr:g}")
    y, p = problem(j, 31)
    p[:12] = 0.5
    compare(j, y, p, keys=keys, cause=EDGE)
    compare(j, y, p, 0.0, keys=keys, cause=EDGE, when=", thr = 0")


@check("zero_division")
def zero_division(j: Judging) -> None:
    keys = ("confusion", "acc", "precision", "recall", "f1")
    y, p = problem(j, 17)
    p = 0.9 * p
    compare(j, y, p, 0.95, keys=keys, cause=ZERO, when=", no predicted positive")
    none = np.zeros(11, dtype=np.int64)
    compare(j, none, p[:11], 0.3, keys=keys, cause=ZERO, when=", no true positive")
    compare(j, none, p[:11], 0.95, keys=keys, cause=ZERO, when=", neither")


@check("auc_ties")
def auc_ties(j: Judging) -> None:
    for n, levels in ((40, 5), (97, 3), (300, 11), (13, 2)):
        y, _ = problem(j, n)
        p = np.clip(np.round((j.rng.random(n) + 0.3 * y) * levels), 0, levels) / levels
        compare(j, y, p, keys=("auc",), cause=PAIRS, when=f", {levels + 1} distinct scores")
        order = j.rng.permutation(n)
        compare(j, y[order], p[order], keys=("auc",), cause=PAIRS, when=", shuffled")
    y, _ = problem(j, 29)
    compare(j, y, np.full(29, 0.37), keys=("auc",), cause=PAIRS, when=", all scores equal")


@check("auc_rank")
def auc_rank(j: Judging) -> None:
    """Depends on the order of the scores alone: neither on the threshold nor on their size."""
    y, p = problem(j, 83)
    compare(j, y, p, keys=("auc",), cause=PAIRS)
    want = pair_auc(y, p)
    for name, q in (("p³", p**3), ("p / 100", p / 100), ("0.9 + p / 10", 0.9 + p / 10)):
        for thr in (0.5, 0.92):
            j.close(asked(j, y, q, thr)["auc"], want, rtol=1e-9, what=f"auc, {name}, thr = {thr:g}", cause=PAIRS)
    j.close(asked(j, 1 - y, p)["auc"], 1 - float(want or 0), rtol=1e-9, what="auc, 1 − y", cause=PAIRS)


@check("one_class")
def one_class(j: Judging) -> None:
    for label in (0, 1):
        y, (_, p) = np.full(19, label, dtype=np.int64), problem(j, 19)
        compare(j, y, p, keys=(*NUMBERS, "confusion"), cause=ZERO, when=f", y = {label}")


@check("K5")
def odd_sizes(j: Judging) -> None:
    for n in (2, 3, 7, 1009):
        y, p = problem(j, n)
        compare(j, y, p, keys=(*NUMBERS, "confusion"), cause=FORMULAS, when=f", n = {n}")


def roc_figure(y: np.ndarray, p: np.ndarray) -> dict[str, Any]:
    cuts = np.concatenate([[np.inf], np.sort(np.unique(p))[::-1]])
    fpr = [float(np.mean(p[y == 0] >= cut).round(4)) for cut in cuts]
    tpr = [float(np.mean(p[y == 1] >= cut).round(4)) for cut in cuts]
    return {
        "data": [
            {"type": "scatter", "mode": "lines", "x": fpr, "y": tpr, "name": f"AUC = {pair_auc(y, p):.3f}"},
            {"type": "scatter", "mode": "lines", "x": [0, 1], "y": [0, 1], "name": {"zh": "随机", "en": "chance"}},
        ],
        "layout": {
            "title": {"text": {"zh": "一份隐藏数据的 ROC 曲线", "en": "The ROC curve of one hidden data set"}},
            "xaxis": {"title": {"text": {"zh": "假阳性率", "en": "false positive rate"}}},
            "yaxis": {"title": {"text": {"zh": "召回率", "en": "recall"}}},
        },
    }
