"""Judge of titanic. It fits the learner's estimator in their process and scores what comes back against labels kept here."""

from typing import Any

import numpy as np
from passengers import Passengers, auc, companions, folds, noise, read, with_elders, with_gaps, with_strangers
from pictures import calibration, confusion, fold_chart, roc

from workers.judge import Handle, Judging, Learner, check

PROBA = {
    "zh": "predict_proba 给每一行一对概率（死亡, 获救），和为 1，一行也不能少。",
    "en": "predict_proba gives a pair (died, survived) for every row, summing to 1; no row may be left out.",
}
GAPS = {
    "zh": "预测时也会遇到缺失值：在流水线里填补，而不是删掉这些行。",
    "en": "Values are missing at prediction time too: impute within the pipeline instead of dropping rows.",
}
UNKNOWN = {
    "zh": '训练时没见过的类别：OneHotEncoder(handle_unknown="ignore") 或类似的办法。',
    "en": 'Categories unseen in training: OneHotEncoder(handle_unknown="ignore") or the like.',
}
ALONE = {
    "zh": "均值、标准差、类别、编码都要在 fit 时记住，预测时不能从当前这一批里算。",
    "en": "Means, deviations, categories and codes are learned in fit and remembered; never computed from the batch at hand.",
}
SEED = {"zh": "把 seed 传给每个有随机性的部件（random_state）。", "en": "Hand the seed to every part that draws (random_state)."}
CLONE = {
    "zh": "返回 scikit-learn 的估计器：__init__ 只存参数，能被 clone，cross_val_score 才用得了它。",
    "en": "Return a scikit-learn estimator: __init__ only stores parameters, so that clone and cross_val_score can use it.",
}
LEAK = {
    "zh": "标签是抽签抽的，谁也不可能猜对。凡是用到 y 或全部行的步骤，都要放进每一折的训练部分里。",
    "en": "The labels were drawn by lot: nobody can guess them. Whatever uses y or all rows belongs inside each fold's "
    "training part.",
}
SCORE = {
    "zh": "每一折用 predict_proba 的第二列在没参加训练的行上算 AUC，不要用 0/1 的预测。",
    "en": "In every fold, AUC from predict_proba's second column on rows that took no part in training; no 0/1 predictions.",
}


def train_rows(j: Judging) -> Passengers:
    people: Passengers = j.once("train", lambda: read(j.assets / "titanic" / "train.csv"))
    return people


def hidden_rows(j: Judging) -> Passengers:
    people: Passengers = j.once("hidden", lambda: read(j.assets_judge / "titanic" / "test.csv"))
    return people


def fit(learner: Learner, people: Passengers, seed: int) -> Handle:
    model = learner.new("build_model", seed)
    model.do("fit", people.frame(), people.survived)
    return model


def survival(j: Judging, model: Handle, people: Passengers, what: str, cause: dict[str, str] = PROBA) -> np.ndarray:
    """P(survived) f64[n], the pairs checked."""
    p = j.array(model.call("predict_proba", people.frame()), what, ndim=2)
    j.shape(p, (len(people), 2), what=what, cause=cause)
    j.finite(p, what=what, cause=cause)
    j.that(bool((p >= 0).all()), {"zh": f"{what} 里有负数。", "en": f"{what} has negative entries."}, PROBA)
    j.close(p.sum(axis=1), np.ones(len(people)), rtol=1e-6, what=f"{what}.sum(axis=1)", cause=PROBA)
    return p[:, 1].astype(float)


def model_of(j: Judging) -> Handle:
    """The model that most tests look at: fitted once on all training rows, in a process of its own."""

    def make() -> Handle:
        j.phase("train", {"zh": "在 981 名乘客上训练", "en": "Training on 981 passengers"})
        return fit(j.start_learner(), train_rows(j), j.seed)

    model: Handle = j.once("model", make)
    return model


def report(j: Judging, learner: Learner, people: Passengers, k: int, seed: int) -> tuple[float, float, np.ndarray]:
    """(auc_mean, auc_std, folds[k]) of cv_report."""
    got = learner.call("cv_report", people.frame(), people.survived, k, seed)
    wanted = {"auc_mean", "auc_std", "folds"}
    keys = {
        "zh": "cv_report 要返回键恰为 auc_mean、auc_std、folds 的 dict。",
        "en": "cv_report must return a dict with exactly the keys auc_mean, auc_std, folds.",
    }
    j.that(isinstance(got, dict) and set(got) == wanted, keys)
    scores = j.array(got["folds"], "cv_report → folds", shape=(k,)).astype(float)
    return j.number(got["auc_mean"], "cv_report → auc_mean"), j.number(got["auc_std"], "cv_report → auc_std"), scores


# ---- public ----


@check("sample_rows")
def sample_rows(j: Judging) -> None:
    people = train_rows(j)
    few = people.take(np.concatenate([np.flatnonzero(people.survived == label)[:10] for label in (0, 1)]))
    survival(j, fit(j.learner, few, 1), few, "predict_proba, 20 rows")


@check("cv_shape")
def cv_shape(j: Judging) -> None:
    people = train_rows(j).take(j.rng.permutation(981)[:240])
    for k in (3, 4):
        mean, std, scores = report(j, j.learner, people, k, 1)
        inside = {"zh": "folds 是 k 个 AUC，应当在 0 与 1 之间。", "en": "folds are k AUCs, between 0 and 1."}
        j.that(bool(((scores >= 0) & (scores <= 1)).all()), inside)
        j.close(mean, float(scores.mean()), rtol=1e-9, what="auc_mean", cause=inside)
        ddof = {"zh": "标准差除以 k（ddof=0）。", "en": "The standard deviation divides by k (ddof=0)."}
        j.close(std, float(scores.std()), rtol=1e-9, atol=1e-12, what="auc_std", cause=ddof)


# ---- the estimator ----


@check("estimator")
def estimator(j: Judging) -> None:
    people, hidden = train_rows(j), hidden_rows(j)
    part = people.take(j.rng.permutation(981)[:400])
    original = j.learner.new("build_model", 5)
    copied = j.learner.lib("sklearn.base.clone", original)
    for model in (original, copied):
        model.do("fit", part.frame(), part.survived)
    want = survival(j, original, hidden, "predict_proba")
    j.close(
        survival(j, copied, hidden, "clone(…).predict_proba"), want, rtol=0, atol=1e-7, what="clone(build_model(5))", cause=CLONE
    )
    classes = {
        "zh": "第二列应当是“获救”的概率（classes_ 为 [0, 1]）。",
        "en": "The second column is the probability of survival (classes_ is [0, 1]).",
    }
    j.at_least(
        auc(hidden.survived, want), 0.6, what={"zh": "400 行训练之后的 AUC", "en": "AUC after 400 training rows"}, cause=classes
    )


@check("nan_rows")
def nan_rows(j: Judging) -> None:
    model, hidden = model_of(j), hidden_rows(j)
    whole = survival(j, model, hidden, "predict_proba", GAPS)
    for share in (0.3, 1.0):
        what = f"predict_proba, {share:.0%} missing"
        gaps = with_gaps(hidden, j.rng, share)
        p = survival(j, model, gaps, what, GAPS)
        same = np.array([row == old for row, old in zip(gaps.rows, hidden.rows, strict=True)])
        if same.any():
            j.close(p[same], whole[same], rtol=0, atol=1e-7, what=f"{what}, rows left alone", cause=ALONE)
        j.at_least(
            auc(hidden.survived, p),
            0.68,
            what={"zh": f"{share:.0%} 缺失时的 AUC", "en": f"AUC with {share:.0%} missing"},
            cause=GAPS,
        )


@check("unseen_category")
def unseen_category(j: Judging) -> None:
    model, hidden = model_of(j), hidden_rows(j)
    p = survival(j, model, with_strangers(hidden, j.rng), "predict_proba, unseen categories", UNKNOWN)
    what = {"zh": "有新类别时的 AUC", "en": "AUC with unseen categories"}
    j.at_least(auc(hidden.survived, p), 0.68, what=what, cause=UNKNOWN)


@check("row_by_row")
def row_by_row(j: Judging) -> None:
    model = model_of(j)
    some = companions(hidden_rows(j), j.rng, 36)
    mixed = with_strangers(with_gaps(some, j.rng, 0.3), j.rng)
    for people in (some, mixed, with_elders(hidden_rows(j), j.rng)):
        together = survival(j, model, people, "predict_proba", ALONE)
        single = [survival(j, model, people.take(np.array([i])), "predict_proba, 1 row", ALONE)[0] for i in range(12)]
        j.close(np.array(single), together[:12], rtol=0, atol=1e-7, what="one row at a time", cause=ALONE)
        order = j.rng.permutation(36)[:11]
        j.close(
            survival(j, model, people.take(order), "predict_proba"),
            together[order],
            rtol=0,
            atol=1e-7,
            what="11 of 36 rows",
            cause=ALONE,
        )


@check("seeded")
def seeded(j: Judging) -> None:
    people, hidden = train_rows(j).take(j.rng.permutation(981)[:500]), hidden_rows(j)
    first, second = (survival(j, fit(j.learner, people, 11), hidden, "predict_proba") for _ in range(2))
    j.close(second, first, rtol=0, atol=1e-7, what="build_model(11), twice", cause=SEED)
    reports = [report(j, j.learner, people, 3, 4)[2] for _ in range(2)]
    j.close(reports[1], reports[0], rtol=0, atol=1e-7, what="cv_report(…, seed=4), twice", cause=SEED)


# ---- cross-validation ----


@check("cv_values")
def cv_values(j: Judging) -> None:
    """The mean agrees with a cross-validation that the judge runs itself, on other folds: these differ by about 0.005."""
    people, k = train_rows(j), 5
    own = []
    with j.fresh() as learner:
        mean, std, scores = report(j, learner, people, k, j.seed)
        for part in folds(people.survived, k, j.rng):
            rest = np.setdiff1d(np.arange(len(people)), part)
            model = fit(learner, people.take(rest), 3)
            own.append(auc(people.survived[part], survival(j, model, people.take(part), "predict_proba")))
    j.metric("cv_auc", mean)
    j.metric("cv_std", std)
    j.figure("cv", fold_chart(scores, np.array(own)))
    j.close(
        mean,
        float(np.mean(own)),
        rtol=0,
        atol=0.03,
        what={"zh": "auc_mean 与本机自己做的交叉验证", "en": "auc_mean against the judge's own cross-validation"},
        cause=SCORE,
    )


@check("no_leak")
def no_leak(j: Judging) -> None:
    people = train_rows(j)
    large = [report(j, j.learner, noise(people, j.rng, 700, 300), 5, j.seed + i)[0] for i in range(2)]
    small = [report(j, j.learner, noise(people, j.rng, 120, 40), 4, j.seed + i)[0] for i in range(6)]
    gap, gap_small = abs(float(np.mean(large)) - 0.5), float(np.mean(small)) - 0.5
    j.metric("noise_gap", gap)
    j.metric("noise_gap_small", gap_small)
    what = {
        "zh": "标签全靠抽签、票号有 300 种时，auc_mean 与 0.5 的距离",
        "en": "distance of auc_mean from 0.5, labels drawn by lot and 300 ticket numbers",
    }
    j.at_most(gap, j.threshold("noise_gap"), what=what, cause=LEAK)
    what = {"zh": "120 行抽签标签的 auc_mean 高出 0.5 多少", "en": "auc_mean above 0.5 on 120 rows with labels drawn by lot"}
    j.at_most(gap_small, j.threshold("noise_gap_small"), what=what, cause=LEAK)


# ---- the score ----


@check("auc_floor")
def auc_floor(j: Judging) -> None:
    hidden = hidden_rows(j)
    p = survival(j, model_of(j), hidden, "predict_proba")
    score = auc(hidden.survived, p)
    j.metric("auc", score)
    j.metric("accuracy", float(((p >= 0.5) == hidden.survived).mean()))
    for name, picture in (("roc", roc), ("calibration", calibration), ("confusion", confusion)):
        j.figure(name, picture(hidden.survived, p))
    what = {"zh": "328 名隐藏乘客上的 AUC", "en": "AUC on the 328 hidden passengers"}
    cause = {
        "zh": "只看性别就有 0.781；再加上舱位、年龄、票价与家庭人数。",
        "en": "Sex alone reaches 0.781; add class, age, fare and the size of the family.",
    }
    j.at_least(score, j.threshold("auc"), what=what, cause=cause)


# ---- gates ----


@check("K4")
def same_seed(j: Judging) -> None:
    people, hidden = train_rows(j).take(j.rng.permutation(981)[:256]), hidden_rows(j)
    first, second = j.twice(lambda learner: survival(j, fit(learner, people, 2), hidden, "predict_proba"))
    j.same(first, second, what={"zh": "两个进程里的预测", "en": "predictions of two processes"}, tol=1e-7)


@check("K6")
def rows_independent(j: Judging) -> None:
    hidden = hidden_rows(j)
    whole = survival(j, model_of(j), hidden, "predict_proba")
    rich = hidden.take(np.argsort([-float(row["fare"] or 0) for row in hidden.rows])[:40])
    alone: Any = survival(j, model_of(j), rich, "predict_proba")
    order = np.argsort([-float(row["fare"] or 0) for row in hidden.rows])[:40]
    j.close(
        alone,
        whole[order],
        rtol=0,
        atol=1e-7,
        what={"zh": "只有票价最高的 40 人时的预测", "en": "predictions of the 40 dearest tickets alone"},
        cause=ALONE,
    )
