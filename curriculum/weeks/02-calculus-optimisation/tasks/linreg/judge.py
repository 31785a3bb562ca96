"""Judge of linreg. Hidden data come from `j.rng`; the diabetes rows of a test split stay in this process."""

from typing import Any

import numpy as np
from model import Fitted, conditioned, descend, fitted, history, objective, problem
from pictures import line_figure, path_figure

from workers.judge import Judging, Learner, LearnerError, check

MEAN = {
    "zh": "loss 是 n 行的平均：梯度是 2/n·Xᵀr，别忘了 2，也别忘了 n。",
    "en": "The loss is a mean over n rows: the gradient is 2/n·Xᵀr, with its 2 and its n.",
}
L2 = {"zh": "l2·‖w‖²：没有 ½，不含 b；对 w 的梯度是 2·l2·w。", "en": "l2·‖w‖²: no ½, no b; its gradient is 2·l2·w."}
ORDER = {
    "zh": "从零出发；先算完 dw 与 db，再一起更新。",
    "en": "Start from zeros; compute dw and db first, then update both.",
}
MOMENTUM = {
    "zh": "v = m·v + g，w −= lr·v；b 也有自己的 v，每批、每轮都不清零。",
    "en": "v = m·v + g, w −= lr·v; b has a v of its own, and no batch or epoch resets them.",
}
COLUMN = {
    "zh": "(n,) 减 (n, 1) 会广播成 (n, n)。先 reshape(-1)，或者抛出 ValueError。",
    "en": "(n,) minus (n, 1) broadcasts to (n, n). Call reshape(-1) first, or raise ValueError.",
}


# ---- public ----


@check("hand_three")
def hand_three(j: Judging) -> None:
    X, y, w = np.array([[1.0], [2.0], [3.0]]), np.array([3.0, 5.0, 10.0]), np.array([2.0])
    for l2, want in ((0.0, (3.0, [-6.0], -2.0)), (0.5, (5.0, [-4.0], -2.0))):
        loss, dw, db = j.learner.call("mse_and_grad", X, y, w, 1.0, l2)
        j.close(loss, want[0], what=f"loss, l2 = {l2}", cause=MEAN)
        j.close(dw, np.array(want[1]), what=f"dw, l2 = {l2}", cause=MEAN)
        j.close(db, want[2], what=f"db, l2 = {l2}", cause=MEAN)


@check("history_falls")
def history_falls(j: Judging) -> None:
    X = j.rng.normal(size=(30, 3))
    y = X @ np.array([1.0, -2.0, 0.5]) + 3 + 0.1 * j.rng.normal(size=30)
    model = fitted(j, X, y, lr=0.1, epochs=25)
    losses = history(j, model, 25)
    falling = {"zh": "history 应当一路下降。", "en": "history should fall all the way."}
    j.that(bool((np.diff(losses) < 0).all()), falling)
    for epoch, loss in enumerate(losses, start=1):
        j.metric("loss", float(loss), step=epoch)


# ---- hidden: loss and gradients ----


@check("grad_fd")
def grad_fd(j: Judging) -> None:
    X, y, w, b = problem(j, n=11, d=5)
    l2 = float(j.rng.uniform(0.1, 0.5))
    _, dw, db = j.learner.call("mse_and_grad", X, y, w, b, l2)

    def loss_at(w: np.ndarray, b: float) -> float:
        return j.number(j.learner.call("mse_and_grad", X, y, w, b, l2)[0], "loss")

    h = 1e-3  # the objective is quadratic: a central difference is exact at any step, and a large one rounds less
    steps = h * np.eye(len(w))
    numeric = np.array([(loss_at(w + s, b) - loss_at(w - s, b)) / (2 * h) for s in steps])
    j.close(dw, numeric, rtol=1e-7, atol=1e-9, what="dw", cause=MEAN)
    j.close(db, (loss_at(w, b + h) - loss_at(w, b - h)) / (2 * h), rtol=1e-7, atol=1e-9, what="db", cause=MEAN)
    j.close(loss_at(w, b), objective(X, y, w, b, l2)[0], what="loss", cause=MEAN)


@check("n_scale")
def n_scale(j: Judging) -> None:
    X, y, w, b = problem(j)
    once = j.learner.call("mse_and_grad", X, y, w, b, 0.3)
    thrice = j.learner.call("mse_and_grad", np.tile(X, (3, 1)), np.tile(y, 3), w, b, 0.3)
    for name, first, second in zip(("loss", "dw", "db"), once, thrice, strict=True):
        j.close(second, first, rtol=1e-9, atol=1e-12, what=f"{name}, 3 copies", cause=MEAN)


@check("bias_unregularised")
def bias_unregularised(j: Judging) -> None:
    X, y, w, b = problem(j)
    b += 5.0  # far from 0: a penalty on it could not hide
    l2 = float(j.rng.uniform(0.2, 0.9))
    loss, dw, db = j.learner.call("mse_and_grad", X, y, w, b, l2)
    want = objective(X, y, w, b, l2)
    j.close(loss, want[0], what={"zh": "带 l2 的 loss", "en": "loss with l2"}, cause=L2)
    j.close(dw, want[1], rtol=1e-9, atol=1e-12, what={"zh": "带 l2 的 dw", "en": "dw with l2"}, cause=L2)
    j.close(db, want[2], rtol=1e-9, atol=1e-12, what={"zh": "带 l2 的 db", "en": "db with l2"}, cause=L2)
    model = fitted(j, X, y, lr=0.1, epochs=3, l2=l2)
    want_w, want_b = descend(X, y, lr=0.1, steps=3, l2=l2)
    j.close(
        model.w, want_w, rtol=1e-9, atol=1e-12, what={"zh": "带 l2 走三步的 .w", "en": ".w after three steps with l2"}, cause=L2
    )
    j.close(
        model.b, want_b, rtol=1e-9, atol=1e-12, what={"zh": "带 l2 走三步的 .b", "en": ".b after three steps with l2"}, cause=L2
    )


@check("y_column")
def y_column(j: Judging) -> None:
    X, y, w, b = problem(j)
    got = or_value_error(lambda: j.learner.call("mse_and_grad", X, y[:, None], w, b, 0.1))
    if got is not None:
        want = objective(X, y, w, b, 0.1)
        for name, value, expected in zip(("loss", "dw", "db"), got, want, strict=True):
            j.close(value, expected, rtol=1e-9, atol=1e-12, what=f"{name}, y (n, 1)", cause=COLUMN)
    model = or_value_error(lambda: fitted(j, X, y[:, None], lr=0.05, epochs=4))
    if model is not None:
        want_w, want_b = descend(X, y, lr=0.05, steps=4)
        j.close(model.w, want_w, rtol=1e-9, atol=1e-12, what=".w, y (n, 1)", cause=COLUMN)
        j.close(model.b, want_b, rtol=1e-9, atol=1e-12, what=".b, y (n, 1)", cause=COLUMN)


def or_value_error(call: Any) -> Any:
    """What the call gives, or None where it refuses by ValueError."""
    try:
        return call()
    except LearnerError as error:
        if error.type != "ValueError":
            raise
        return None


# ---- hidden: steps ----


@check("one_step")
def one_step(j: Judging) -> None:
    X, y, _, _ = problem(j, n=17, d=3)
    y = y + 4.0
    want = descend(X, y, lr=0.07, steps=1)
    model = fitted(j, X, y, lr=0.07, epochs=1)
    same_parameters(j, model, want, {"zh": "走一步", "en": "one step"}, ORDER)
    model.handle.do("fit", X, y)
    again = Fitted(
        model.handle, j.array(model.handle.get("w"), ".w", shape=(3,)), j.number(model.handle.get("b"), ".b"), finite=True
    )
    fresh = {"zh": "每次 fit 都从零开始，history 也重新记。", "en": "Every fit starts from zeros, with a new history."}
    same_parameters(j, again, want, {"zh": "再 fit 一次", "en": "fitting again"}, fresh)
    history(j, again, 1)


def same_parameters(
    j: Judging, model: Fitted, want: tuple[np.ndarray, float], when: dict[str, str], cause: dict[str, str]
) -> None:
    j.close(model.w, want[0], rtol=1e-9, atol=1e-12, what={k: f".w — {v}" for k, v in when.items()}, cause=cause)
    j.close(model.b, want[1], rtol=1e-9, atol=1e-12, what={k: f".b — {v}" for k, v in when.items()}, cause=cause)


@check("predict_value")
def predict_value(j: Judging) -> None:
    X, y, w, b = problem(j)
    model = fitted(j, X, y, lr=0.01, epochs=1)
    model.handle.set("w", w)
    model.handle.set("b", b)
    new = j.rng.normal(size=(7, 5))
    cause = {"zh": "predict 应读取 self.w 与 self.b。", "en": "predict should read self.w and self.b."}
    j.close(model.handle.call("predict", new), new @ w + b, rtol=1e-9, atol=1e-12, what="predict(X)", cause=cause)


@check("history_full")
def history_full(j: Judging) -> None:
    X, y, _, _ = problem(j, n=17, d=3)
    settings = {"lr": 0.03, "batch_size": 5, "l2": 0.2, "seed": j.seed}
    three = history(j, fitted(j, X, y, epochs=3, **settings), 3)
    cause = {
        "zh": "一轮结束之后，用全部的行、连同 L2 一起算；不是小批量的平均，也不是更新之前的值。",
        "en": "After the epoch, on all rows and with L2; neither a mean over batches nor the value before the update.",
    }
    for epochs in (1, 2, 3):
        model = fitted(j, X, y, epochs=epochs, **settings)
        want = objective(X, y, model.w, model.b, 0.2)[0]
        j.close(float(three[epochs - 1]), want, rtol=1e-9, atol=1e-12, what=f".history[{epochs - 1}]", cause=cause)


@check("momentum_step")
def momentum_step(j: Judging) -> None:
    X, y, _, _ = problem(j, n=11, d=4)
    y = y + 2.0
    three = {"zh": "动量 0.9 的三步", "en": "three steps with momentum 0.9"}
    same_parameters(
        j, fitted(j, X, y, lr=0.05, epochs=3, momentum=0.9), descend(X, y, lr=0.05, steps=3, momentum=0.9), three, MOMENTUM
    )
    row, target = j.rng.normal(size=(1, 4)), np.array([3.0])  # equal rows: the order of batches cannot matter
    X, y = np.repeat(row, 6, axis=0), np.repeat(target, 6)
    across = {"zh": "动量跨越小批量", "en": "momentum across mini-batches"}
    model = fitted(j, X, y, lr=0.02, epochs=2, batch_size=2, momentum=0.8)
    same_parameters(j, model, descend(row, target, lr=0.02, steps=6, momentum=0.8), across, MOMENTUM)


# ---- hidden: batches ----


@check("remainder")
def remainder(j: Judging) -> None:
    """One-hot rows at a tiny learning rate: w_i moves if and only if row i was used, by 2·lr·y_i / (rows of its batch)."""
    n, batch, lr = 11, 4, 1e-7
    y = j.rng.uniform(1, 2, size=n) * j.rng.choice([-1.0, 1.0], size=n)
    model = fitted(j, np.eye(n), y, lr=lr, epochs=1, batch_size=batch, seed=j.seed)
    share = np.sort(model.w / (2 * lr * y))
    j.close(
        share,
        np.sort(np.array([1 / 4] * 8 + [1 / 3] * 3)),
        rtol=1e-3,
        what={"zh": "每一行在一轮里的权重（升序）", "en": "weight of every row in one epoch (ascending)"},
        cause={
            "zh": "11 行、每批 4 行：4 + 4 + 3。最后 3 行也要用，除以 3。",
            "en": "11 rows in batches of 4: 4 + 4 + 3. The last 3 are used too, and divided by 3.",
        },
    )


@check("seeded")
def seeded(j: Judging) -> None:
    X, y, _, _ = problem(j, n=16)
    first, second = (fitted(j, X, y, lr=0.1, epochs=2, batch_size=3, seed=j.seed + k).w for k in (0, 1))
    unmoved = {
        "zh": "种子没有影响：小批量时，每轮应按种子打乱行的次序。",
        "en": "The seed has no effect: with mini-batches every epoch should shuffle the rows by it.",
    }
    j.that(not np.array_equal(first, second), unmoved)


@check("n1d1")
def n1d1(j: Judging) -> None:
    X, y, w, b = problem(j, n=1, d=1)
    got, want = j.learner.call("mse_and_grad", X, y, w, b, 0.1), objective(X, y, w, b, 0.1)
    for name, value, expected in zip(("loss", "dw", "db"), got, want, strict=True):
        j.close(value, expected, rtol=1e-9, atol=1e-12, what=f"{name}, n = d = 1", cause=MEAN)
    model = fitted(j, X, y, lr=0.05, epochs=3, batch_size=8)
    same_parameters(j, model, descend(X, y, lr=0.05, steps=3), {"zh": "n = d = 1", "en": "n = d = 1"}, ORDER)


# ---- hidden: the whole descent ----


@check("closed_form")
def closed_form(j: Judging) -> None:
    X = conditioned(j.rng, 60, 4, kappa=10.0)
    y = X @ j.rng.normal(size=4) + 2.0 + 0.3 * j.rng.normal(size=60)
    model = fitted(j, X, y, lr=0.08, epochs=400)
    want, *_ = np.linalg.lstsq(np.column_stack([X, np.ones(60)]), y, rcond=None)
    gap = float(np.abs(np.append(model.w, model.b) - want).max())
    j.metric("gap", gap)
    what = {"zh": "与最小二乘解的最大差", "en": "largest difference to the least-squares solution"}
    j.at_most(gap, j.threshold("gap"), what=what, cause=ORDER)
    j.figure("path", path_figure(j))


@check("diverge")
def diverge(j: Judging) -> None:
    X, y, _, _ = problem(j, n=20, d=3)
    cause = {
        "zh": "每轮检查目标值是否有限；不是有限数就停下并把 finite 设为 False。",
        "en": "Check every epoch whether the objective is finite; if not, stop and set finite to False.",
    }
    wild = j.learner.new("LinearRegressionGD", lr=50.0, epochs=2000)
    wild.do("fit", X, y)
    j.equal(bool(wild.get("finite")), False, what=".finite, lr = 50", cause=cause)
    calm = j.learner.new("LinearRegressionGD", lr=0.05, epochs=20)
    calm.do("fit", X, y)
    j.equal(bool(calm.get("finite")), True, what=".finite, lr = 0.05", cause=cause)


@check("speed")
def speed(j: Judging) -> None:
    lines = []
    for n in (100, 50_000):
        X, y, w, b = problem(j, n=n, d=7)
        handle = j.learner.new("LinearRegressionGD", lr=0.01, epochs=3)
        lines.append(j.learner.line_count("mse_and_grad", X, y, w, b, 0.1) + j.learner.line_count((handle, "fit"), X, y))
    j.at_most(
        lines[1],
        lines[0] + 30,
        what={"zh": "n = 50,000 时执行的 Python 行数", "en": "Python lines executed at n = 50,000"},
        cause={"zh": "对样本逐行循环；改用 X @ w 与 X.T @ r。", "en": "A loop over the samples; use X @ w and X.T @ r."},
    )


@check("r2")
def r2(j: Judging) -> None:
    j.phase("train", {"zh": "在糖尿病数据上训练", "en": "Training on the diabetes data"})
    scores = [diabetes_split(j, first=split == 0) for split in range(5)]
    mean = float(np.mean(scores))
    j.metric("r2", mean)
    j.at_least(mean, j.threshold("r2"), what={"zh": "五次划分的平均测试 R²", "en": "mean test R² of five splits"}, cause=MEAN)


def diabetes_split(j: Judging, *, first: bool) -> float:
    """R² on a random quarter; features are standardised by the training rows."""
    data = np.load(j.assets / "diabetes" / "diabetes.npz", allow_pickle=False)
    order = j.rng.permutation(len(data["y"]))
    cut = len(order) // 4
    test, train = order[:cut], order[cut:]
    mean, scale = data["x"][train].mean(axis=0), data["x"][train].std(axis=0)
    X, y = (data["x"] - mean) / scale, data["y"]
    model = fitted(j, X[train], y[train], lr=0.02, epochs=60, batch_size=32, momentum=0.5, seed=j.seed)
    got = j.array(model.handle.call("predict", X[test]), "predict(X)", shape=(cut,))
    if first:
        j.figure("fit-line", line_figure(data["x"][test, 2], y[test], got))
    return float(1 - ((y[test] - got) ** 2).sum() / ((y[test] - y[test].mean()) ** 2).sum())


# ---- gates ----


@check("K4")
def same_seed(j: Judging) -> None:
    X, y, _, _ = problem(j, n=50, d=7)
    seed = j.seed

    def train(learner: Learner) -> dict[str, Any]:
        model = fitted(j, X, y, learner, lr=0.05, epochs=5, batch_size=8, momentum=0.9, seed=seed)
        return {"w": model.w, "b": model.b}

    first, second = j.twice(train)
    j.same(first, second, what={"zh": "两个进程训练出的 w 与 b", "en": "w and b trained in two processes"})


@check("K5")
def odd_sizes(j: Judging) -> None:
    for n, d in ((2, 3), (13, 11), (3, 17)):
        X, y, w, b = problem(j, n=n, d=d)
        got, want = j.learner.call("mse_and_grad", X, y, w, b, 0.1), objective(X, y, w, b, 0.1)
        for name, value, expected in zip(("loss", "dw", "db"), got, want, strict=True):
            j.close(value, expected, rtol=1e-9, atol=1e-12, what=f"{name}, n, d = {n}, {d}", cause=MEAN)


@check("K6")
def rows_independent(j: Judging) -> None:
    X, y, _, _ = problem(j, n=12)
    model = fitted(j, X, y, lr=0.05, epochs=3)
    whole = j.array(model.handle.call("predict", X), "predict(X)", shape=(12,))
    order = j.rng.permutation(12)[:7]
    what = {"zh": "部分行换了次序后的 predict(X)", "en": "predict(X) of some rows in another order"}
    j.close(model.handle.call("predict", X[order]), whole[order], rtol=1e-9, atol=1e-12, what=what)
