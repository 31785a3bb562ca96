"""Judge of two-layer-net. Every hidden array is drawn from `j.rng`; test labels stay in this process."""

from collections.abc import Callable
from typing import Any

import causes
import numpy as np
from network import (
    NAMES,
    autograd_ref,
    draw_params,
    dz_ref,
    fit,
    grads_of,
    logits_ref,
    loss_rows,
    params_of,
    planted,
    problem,
    softmax_ref,
)
from training import digits_accuracy, spiral_accuracy

from workers.judge import Judging, Learner, check

# ---- public ----


@check("softmax_ln")
def softmax_ln(j: Judging) -> None:
    z = np.log(np.array([[1.0, 2.0, 3.0], [4.0, 4.0, 8.0]]))
    y = np.array([2, 0])
    j.close(j.learner.call("softmax", z), np.array([[1 / 6, 1 / 3, 1 / 2], [1 / 4, 1 / 4, 1 / 2]]), what="softmax(z)")
    got = j.learner.call("cross_entropy", z, y)
    want_dz = np.array([[1 / 12, 1 / 6, -1 / 4], [-3 / 8, 1 / 8, 1 / 4]])
    j.close(got[0], (np.log(2) + np.log(4)) / 2, what="loss", cause=causes.MEAN)
    j.close(got[1], want_dz, what="dz", cause=causes.MEAN)


@check("hand_222")
def hand_222(j: Judging) -> None:
    p = {
        "W1": np.array([[1.0, 1.0], [1.0, -1.0]]),
        "b1": np.array([-1.0, 0.0]),
        "W2": np.array([[1.0, 2.0], [3.0, -1.0]]),
        "b2": np.array([2.0, np.log(3.0)]),
    }
    loss, grads = grads_of(j, planted(j.learner, p), np.array([[1.0, 2.0]]), np.array([0]))
    want = {
        "W2": np.array([[-1.5, 1.5], [0.0, 0.0]]),
        "b2": np.array([-0.75, 0.75]),
        "W1": np.array([[0.75, 0.0], [1.5, 0.0]]),
        "b1": np.array([0.75, 0.0]),
    }
    j.close(loss, float(np.log(4)), what="loss")
    for name, value in want.items():  # backwards through the network: the first difference is nearest to the fault
        j.close(grads[name], value, rtol=1e-9, atol=1e-9, what=f"grads[{name!r}]", cause=causes.CHAIN)


@check("loss_falls")
def loss_falls(j: Judging) -> None:
    rng = np.random.default_rng(11)
    X = rng.normal(size=(20, 2))
    y = (X[:, 0] * X[:, 1] > 0).astype(np.int64)
    net = j.learner.new("TwoLayerNet", 2, 16, 2, seed=3)
    before, _ = grads_of(j, net, X, y)
    fit(net, X, y, epochs=200, batch=5, lr=0.1, seed=4)
    after, _ = grads_of(j, net, X, y)
    j.at_most(after, 0.6 * before, what={"zh": "训练后的 loss", "en": "loss after training"})


# ---- hidden: shapes and values ----


@check("square_trap")
def square_trap(j: Judging) -> None:
    n, d, h, c = (int(size) for size in j.rng.permutation([5, 7, 11, 13]))
    net = j.learner.new("TwoLayerNet", d, h, c, j.seed)
    shapes = {"W1": (d, h), "b1": (h,), "W2": (h, c), "b2": (c,)}
    params = params_of(j, net)
    X, y = j.rng.normal(size=(n, d)), j.rng.integers(0, c, n)
    _, grads = grads_of(j, net, X, y)
    for name, shape in shapes.items():
        j.shape(params[name], shape, f"params[{name!r}]")
        j.array(params[name], f"params[{name!r}]", dtype="f64")
        j.shape(grads[name], shape, f"grads[{name!r}]")
    j.shape(net.call("forward", X), (n, c), "forward(X)")
    j.shape(net.call("predict", X), (n,), "predict(X)")


@check("n1")
def n1(j: Judging) -> None:
    p, X, y = problem(j, n=1)
    net = planted(j.learner, p)
    j.close(net.call("forward", X), logits_ref(p, X), atol=1e-12, what="forward(X), n = 1")
    want_loss, want = autograd_ref(p, X, y)
    loss, grads = grads_of(j, net, X, y)
    j.close(loss, want_loss, what="loss, n = 1")
    for name in NAMES:
        j.close(grads[name], want[name], rtol=1e-6, atol=1e-10, what=f"grads[{name!r}], n = 1")
    j.shape(net.call("predict", X), (1,), "predict(X), n = 1")


@check("logits_f64")
def logits_f64(j: Judging) -> None:
    p, X, y = problem(j, n=17)
    net = planted(j.learner, p)
    want = logits_ref(p, X)
    j.close(net.call("forward", X), want, rtol=1e-9, atol=1e-12, what="forward(X)", cause=causes.PLANTED)
    loss, _ = grads_of(j, net, X, y)
    j.close(loss, float(loss_rows(want, y).mean()), what="loss", cause=causes.MEAN)
    j.equal(net.call("predict", X), want.argmax(axis=1), what="predict(X)")
    tied = {**p, "W2": np.zeros_like(p["W2"]), "b2": np.array([0.0, 1.0, 1.0])}
    net.set("params", tied)
    j.equal(net.call("predict", X[:3]), np.array([1, 1, 1]), what={"zh": "并列时的 predict(X)", "en": "predict(X) on ties"})


@check("stable")
def stable(j: Judging) -> None:
    z = np.vstack([j.rng.normal(size=(7, 5)) * 1e4, [[1e4, -1e4, 0, 1e4, -1e4]], -1e4 - j.rng.random((3, 5))])
    y = j.rng.integers(0, 5, len(z))
    y[0] = z[0].argmin()  # a true class whose probability underflows: the loss is large, not infinite
    j.close(j.learner.call("softmax", z), softmax_ref(z), rtol=1e-9, atol=1e-300, what="softmax(z)", cause=causes.SHIFT)
    got = j.learner.call("cross_entropy", z, y)
    j.close(got[0], float(loss_rows(z, y).mean()), what="loss", cause=causes.LOG)
    j.close(got[1], dz_ref(z, y), rtol=1e-9, atol=1e-300, what="dz", cause=causes.SHIFT)


@check("shift_invariant")
def shift_invariant(j: Judging) -> None:
    z, y = 2 * j.rng.normal(size=(7, 5)), j.rng.integers(0, 5, 7)
    moved = z + j.rng.integers(-200, 200, size=(7, 1))
    here, there = j.learner.call("softmax", z), j.learner.call("softmax", moved)
    j.close(here, softmax_ref(z), what="softmax(z)", cause=causes.AXIS)
    j.close(there, softmax_ref(z), rtol=1e-9, atol=1e-10, what="softmax(z + c)", cause=causes.AXIS)
    got = j.learner.call("cross_entropy", moved, y)
    j.close(got[0], float(loss_rows(z, y).mean()), rtol=1e-9, atol=1e-10, what="loss(z + c)", cause=causes.AXIS)


# ---- hidden: gradients ----


@check("mean_not_sum")
def mean_not_sum(j: Judging) -> None:
    p, X, y = problem(j, n=5)
    net = planted(j.learner, p)
    loss, grads = grads_of(j, net, X, y)
    loss3, grads3 = grads_of(j, net, np.tile(X, (3, 1)), np.tile(y, 3))
    j.close(loss3, loss, what={"zh": "三份数据的 loss", "en": "loss of three copies"}, cause=causes.MEAN)
    for name in NAMES:
        j.close(grads3[name], grads[name], atol=1e-12, what=f"grads[{name!r}], 3 copies", cause=causes.MEAN)
    z = logits_ref(p, X)
    got = j.learner.call("cross_entropy", z, y)
    j.close(got[1], dz_ref(z, y), rtol=1e-9, atol=1e-12, what="dz", cause=causes.MEAN)


@check("grad_fd")
def grad_fd(j: Judging) -> None:
    p, X, y = problem(j, n=6, d=4, h=5, c=3)
    net = planted(j.learner, p)
    _, grads = grads_of(j, net, X, y)

    def loss_at(name: str, value: np.ndarray) -> float:
        net.set("params", {**p, name: value})
        return j.number(net.call("loss_and_grads", X, y)[0], "loss")

    for name in ("W2", "b2", "W1", "b1"):
        numeric = central(lambda value, name=name: loss_at(name, value), p[name])
        j.close(grads[name], numeric, rtol=1e-6, atol=1e-9, what=f"grads[{name!r}]", cause=causes.CHAIN)
    z, labels = 2 * j.rng.normal(size=(4, 3)), j.rng.integers(0, 3, 4)
    dz = j.array(j.learner.call("cross_entropy", z, labels)[1], "dz")
    numeric = central(lambda value: j.number(j.learner.call("cross_entropy", value, labels)[0], "loss"), z)
    j.close(dz, numeric, rtol=1e-6, atol=1e-9, what="dz", cause=causes.MEAN)


def central(f: Callable[[np.ndarray], float], at: np.ndarray, step: float = 1e-5) -> np.ndarray:
    """Central differences of a scalar function of an array, the array's own shape."""
    out = np.empty_like(at)
    for index in np.ndindex(at.shape):
        up, down = at.copy(), at.copy()
        up[index] += step
        down[index] -= step
        out[index] = (f(up) - f(down)) / (2 * step)
    return out


@check("grad_autograd")
def grad_autograd(j: Judging) -> None:
    p, X, y = problem(j, n=13)
    want_loss, want = autograd_ref(p, X, y)
    net = planted(j.learner, p)
    loss, grads = grads_of(j, net, X, y)
    j.close(loss, want_loss, what="loss")
    for name in ("W2", "b2", "W1", "b1"):
        j.close(grads[name], want[name], rtol=1e-6, atol=1e-10, what=f"grads[{name!r}]", cause=causes.CHAIN)
    lr = 0.5
    fit(net, X, y, epochs=1, batch=len(X), lr=lr, seed=j.seed)
    after = params_of(j, net)
    for name in ("W2", "b2", "W1", "b1"):
        want_after = p[name] - lr * want[name]
        j.close(after[name], want_after, rtol=1e-6, atol=1e-10, what=f"params[{name!r}] after one step", cause=causes.ORDER)


@check("l2_weights_only")
def l2_weights_only(j: Judging) -> None:
    p, X, y = problem(j)
    net = planted(j.learner, p)
    l2 = float(j.rng.uniform(0.05, 0.5))
    loss0, grads0 = grads_of(j, net, X, y)
    loss, grads = grads_of(j, net, X, y, l2)
    squares = float((p["W1"] ** 2).sum() + (p["W2"] ** 2).sum())
    j.close(loss, loss0 + l2 * squares, what={"zh": "带 l2 的 loss", "en": "loss with l2"}, cause=causes.L2)
    for name in NAMES:
        extra = 2 * l2 * p[name] if name.startswith("W") else 0.0
        j.close(grads[name], grads0[name] + extra, rtol=1e-9, atol=1e-12, what=f"grads[{name!r}] with l2", cause=causes.L2)


# ---- hidden: properties ----


@check("pure")
def pure(j: Judging) -> None:
    p, X, y = problem(j)
    net = planted(j.learner, p)
    j.shape(net.call("forward", X), (len(X), 3), "forward(X)")  # doing nothing at all is not purity
    grads_of(j, net, X, y)
    net.set("params", p)
    for method, args in (("forward", (X,)), ("loss_and_grads", (X, y)), ("loss_and_grads", (X, y, 0.1)), ("predict", (X,))):
        net.do(method, *args)
        for name, value in params_of(j, net).items():
            what = {"zh": f"{method} 之后的 params[{name!r}]", "en": f"params[{name!r}] after {method}"}
            j.close(value, p[name], rtol=0, atol=0, what=what, cause=causes.PURE)


@check("all_rows")
def all_rows(j: Judging) -> None:
    """One-hot rows and open ReLUs: row i of W1 moves if and only if sample i was used, by lr / (rows of its batch)."""
    n, batch, h, c, lr = 11, 4, 5, 3, 1e-6
    p = draw_params(j.rng, n, h, c)
    p["b1"] = np.full(h, 4.0)
    p["W2"] *= 0.3  # no confident rows: each must move by a measurable amount
    X, y = np.eye(n), j.rng.integers(0, c, n)
    dz = softmax_ref(logits_ref(p, X))
    dz[np.arange(n), y] -= 1
    unit = np.linalg.norm(dz @ p["W2"].T, axis=1)  # movement of row i at lr 1 and a batch of one
    net = planted(j.learner, p)
    fit(net, X, y, epochs=1, batch=batch, lr=lr, seed=j.seed)
    moved = np.linalg.norm(j.array(params_of(j, net)["W1"], "params['W1']", shape=(n, h)) - p["W1"], axis=1)
    share = np.sort(moved / (lr * unit))
    want = np.sort(np.array([1 / 4] * 8 + [1 / 3] * 3))  # batches of 4, 4 and 3
    j.close(
        share,
        want,
        rtol=1e-3,
        what={"zh": "每一行在一轮里的权重（升序）", "en": "weight of every row in one epoch (ascending)"},
        cause=causes.ROWS,
    )


@check("seeded")
def seeded(j: Judging) -> None:
    nets = [j.learner.new("TwoLayerNet", 7, 5, 3, seed=j.seed + k) for k in (0, 1)]
    first, second = (params_of(j, net) for net in nets)
    for name in ("W1", "W2"):
        j.that(
            not np.array_equal(first[name], second[name]),
            {"zh": f"两个不同的种子给出了同样的 {name}。", "en": f"Two different seeds gave the same {name}."},
        )
    p, X, y = problem(j, n=16)
    after = []
    for k in (0, 1):
        net = planted(j.learner, p)
        fit(net, X, y, epochs=2, batch=3, lr=0.2, seed=j.seed + k)
        after.append(params_of(j, net)["W1"])
    j.that(
        not np.array_equal(after[0], after[1]),
        {
            "zh": "fit 的种子没有影响：每轮应按种子打乱行的次序。",
            "en": "The seed of fit has no effect: every epoch should shuffle the rows by it.",
        },
    )


@check("overfit32")
def overfit32(j: Judging) -> None:
    X, y = j.rng.normal(size=(32, 24)), j.rng.integers(0, 4, 32)
    net = j.learner.new("TwoLayerNet", 24, 64, 4, seed=j.seed)
    fit(net, X, y, epochs=500, batch=32, lr=0.5, seed=j.seed)
    z = j.array(net.call("forward", X), "forward(X)", shape=(32, 4))
    loss = float(loss_rows(z, y).mean())
    j.metric("loss_overfit32", loss)
    j.at_most(loss, j.threshold("loss"), what={"zh": "32 个样本上的 loss", "en": "loss on 32 samples"}, cause=causes.INIT)


# ---- hidden: training ----


@check("acc")
def acc(j: Judging) -> None:
    j.phase("train", {"zh": "训练螺旋与数字", "en": "Training on spiral and digits"})
    on_spiral = spiral_accuracy(j)
    on_digits = digits_accuracy(j)
    j.metric("acc_spiral", on_spiral)
    j.metric("acc_digits", on_digits)
    j.at_least(
        on_spiral,
        j.threshold("acc_spiral"),
        what={"zh": "螺旋的测试准确率", "en": "test accuracy on the spiral"},
        cause=causes.INIT,
    )
    j.at_least(
        on_digits,
        j.threshold("acc_digits"),
        what={"zh": "数字的测试准确率", "en": "test accuracy on the digits"},
        cause=causes.INIT,
    )


# ---- gates ----


@check("K4")
def same_seed(j: Judging) -> None:
    X, y, seed = j.rng.normal(size=(50, 7)), j.rng.integers(0, 3, 50), j.seed

    def train(learner: Learner) -> dict[str, Any]:
        net = learner.new("TwoLayerNet", 7, 11, 3, seed=seed)
        fit(net, X, y, epochs=3, batch=8, lr=0.1, seed=seed)
        trained: dict[str, Any] = net.get("params")
        return trained

    first, second = j.twice(train)
    j.same(first, second, what={"zh": "两个进程训练出的 params", "en": "params trained in two processes"})


@check("K5")
def odd_sizes(j: Judging) -> None:
    for n, d, h, c in ((2, 3, 5, 7), (13, 11, 2, 3), (3, 2, 17, 5)):
        p = draw_params(j.rng, d, h, c)
        X, y = j.rng.normal(size=(n, d)), j.rng.integers(0, c, n)
        net = planted(j.learner, p)
        j.close(net.call("forward", X), logits_ref(p, X), atol=1e-12, what=f"forward(X), n, d, h, c = {n}, {d}, {h}, {c}")
        grads_of(j, net, X, y)


@check("K6")
def rows_independent(j: Judging) -> None:
    p, X, _ = problem(j, n=12)
    net = planted(j.learner, p)
    whole = j.array(net.call("forward", X), "forward(X)", shape=(12, 3))
    order = j.rng.permutation(12)[:7]
    what = {"zh": "部分行换了次序后的 forward(X)", "en": "forward(X) of some rows in another order"}
    j.close(net.call("forward", X[order]), whole[order], rtol=1e-9, atol=1e-12, what=what)
    z = 2 * j.rng.normal(size=(12, 5))
    p_whole = j.array(j.learner.call("softmax", z), "softmax(z)", shape=(12, 5))
    j.close(j.learner.call("softmax", z[order]), p_whole[order], rtol=1e-9, atol=1e-15, what="softmax(z[rows])")


@check("K8")
def growth(j: Judging) -> None:
    p = draw_params(j.rng, 5, 7, 3)
    net = planted(j.learner, p)
    lines = []
    for n in (10, 400):
        X, y = j.rng.normal(size=(n, 5)), j.rng.integers(0, 3, n)
        lines.append(j.learner.line_count((net, "loss_and_grads"), X, y) + j.learner.line_count("softmax", X))
    j.at_most(
        lines[1],
        lines[0] + 20,
        what={"zh": "n = 400 时执行的 Python 行数", "en": "Python lines executed at n = 400"},
        cause={"zh": "对样本逐行循环；改用数组运算。", "en": "A loop over the samples; use array operations."},
    )
