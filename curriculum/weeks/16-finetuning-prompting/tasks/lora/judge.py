"""Tests of w16/lora. The reference is three lines of NumPy; torch only carries the learner's tensors."""

import numpy as np
from asking import CLASS, EXACT, ROUND, adapted, backward, base_of, forward, gradient, layer_of, parameters, shapes
from pictures import trainable_figure

from workers.judge import Handle, Judging, Torch, check

SIZES = ((7, 5, 2), (3, 11, 3), (13, 2, 1), (5, 5, 7))


@check("base_at_start")
def base_at_start(j: Judging) -> None:
    base, weight, bias = base_of(j, 6, 5)
    layer = layer_of(j, base, 2, 4.0)
    shapes(j, layer, 2, 6, 5)
    x = j.rng.normal(size=(4, 6))
    what = {"zh": "刚建好时的输出", "en": "the output right after construction"}
    cause = {"zh": "B 的初值是 0，所以一开始什么也没加。", "en": "B starts at 0, so nothing is added at first."}
    j.close(forward(j, layer, x, 5), x @ weight.T + bias, **EXACT, what=what, cause=cause)


@check("by_hand")
def by_hand(j: Judging) -> None:
    base, _, _ = base_of(j, 2, 2, bias=False)
    base.set("weight", Torch(np.eye(2)))
    layer = layer_of(j, base, 1, 2.0)
    layer.set("A", Torch(np.array([[1.0, 2.0]])))
    layer.set("B", Torch(np.array([[1.0], [-1.0]])))
    cause = {"zh": "Ax = 3，BAx = (3, −3)，乘 α/r = 2。", "en": "Ax = 3, BAx = (3, −3), times α/r = 2."}
    j.close(forward(j, layer, np.ones((1, 2)), 2), [[7.0, -5.0]], **EXACT, what="layer([[1, 1]])", cause=cause)
    merged = layer.new("merge")
    j.close(merged.get("weight"), [[3.0, 4.0], [-2.0, -3.0]], **EXACT, what="merge().weight", cause=cause)


@check("init_identity")
def init_identity(j: Judging) -> None:
    for (n_in, n_out, r), bias, lead in zip(SIZES, (True, False, True, False), ((3,), (2, 3), (), (2, 1, 3)), strict=True):
        base, weight, offset = base_of(j, n_in, n_out, bias)
        layer = j.learner.new(CLASS, base, r, 8.0)
        x = j.rng.normal(size=(*lead, n_in))
        want = x @ weight.T + (0.0 if offset is None else offset)
        cause = {
            "zh": "B 必须全是 0；x 前面可以有任意多个维；偏置仍由 base 加。",
            "en": "B must be all zeros; x may have any leading dimensions; the bias is still the base's.",
        }
        what = {"zh": f"r = {r} 时刚建好的输出", "en": f"the output at the start with r = {r}"}
        j.close(forward(j, layer, x, n_out), want, **EXACT, what=what, cause=cause)
        a, b = shapes(j, layer, r, n_in, n_out)
        j.close(b, np.zeros_like(b), rtol=0, atol=0, what={"zh": "B 的初值", "en": "B at the start"}, cause=cause)
        random_start(j, a)
        for array in (a, b):
            j.equal(array.dtype.name, "float64", what={"zh": "A 与 B 的类型", "en": "dtype of A and B"}, cause=SAME_TYPE)


SAME_TYPE = {"zh": "A、B 的类型与 base.weight 相同。", "en": "A and B have the dtype of base.weight."}


def random_start(j: Judging, a: np.ndarray) -> None:
    """A must differ from 0, and from row to row: equal rows get equal gradients and stay equal."""
    different = np.unique(np.round(a, 12)).size
    j.that(
        bool((a != 0).any()) and different > a.size / 2,
        {
            "zh": f"A 的初值里只有 {different} 个不同的数（共 {a.size} 个）。",
            "en": f"A starts with {different} different numbers among {a.size}.",
        },
        cause={
            "zh": "A 要随机：A、B 全是 0 时两边的梯度都是 0；各行相同时梯度也相同，秩永远是 1。",
            "en": "A is random: with A and B both 0 both gradients are 0; equal rows get equal gradients and the rank stays 1.",
        },
        anchor="w16.l1#start",
    )


@check("alpha_over_r")
def alpha_over_r(j: Judging) -> None:
    for (n_in, n_out, r), alpha, bias in zip(SIZES, (3.0, 16, 0.5, 5), (True, False, True, True), strict=True):
        case = adapted(j, n_in, n_out, r, alpha, bias)
        x = j.rng.normal(size=(4, 3, n_in))
        what = {"zh": f"r = {r}、α = {alpha} 的输出", "en": f"the output with r = {r}, α = {alpha}"}
        cause = {
            "zh": "系数是 α/r（真除法），乘在 BAx 上；每次调用都用当时的 A 与 B；没有 dropout，不降成 float32。",
            "en": "The factor is α/r (true division) on BAx; every call uses A and B as they are now; no dropout, no float32.",
        }
        j.close(forward(j, case.layer, x, n_out), case.output(x), **EXACT, what=what, cause=cause)


@check("only_AB_train")
def only_ab_train(j: Judging) -> None:
    case = adapted(j, 7, 5, 3, 6.0)
    found = parameters(case.layer)
    training = sorted(shape for trains, shape in found.values() if trains)
    j.equal(
        training,
        [(3, 7), (5, 3)],
        what={"zh": "可训练参数的形状", "en": "shapes of the parameters that train"},
        cause={
            "zh": "A 与 B 是 nn.Parameter；base 的权重和偏置都要 requires_grad_(False)。",
            "en": "A and B are nn.Parameters; the base's weight and bias both need requires_grad_(False).",
        },
    )
    x, dout = j.rng.normal(size=(4, 7)), j.rng.normal(size=(4, 5))
    backward(j, case.layer, x, dout)
    da, db = expected_gradients(case.a, case.b, case.scale, x, dout)
    optimiser = j.learner.lib("torch.optim.SGD", case.layer.new("parameters"), lr=0.05)
    optimiser.do("step")
    after = case._replace(a=case.a - 0.05 * da, b=case.b - 0.05 * db)
    what = {"zh": "走一步 SGD 之后的输出", "en": "the output after one SGD step"}
    cause = {
        "zh": "优化器拿到 layer.parameters()；只有 A、B 该动，base 一个数也不该变。",
        "en": "The optimiser gets layer.parameters(): A and B move, not one number of the base does.",
    }
    j.close(forward(j, case.layer, x, 5), after.output(x), **EXACT, what=what, cause=cause)


def expected_gradients(
    a: np.ndarray, b: np.ndarray, scale: float, x: np.ndarray, dout: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    return scale * b.T @ dout.T @ x, scale * dout.T @ x @ a.T


@check("gradients")
def gradients(j: Judging) -> None:
    for (n_in, n_out, r), alpha in zip(SIZES, (4.0, 6.0, 0.5, 3.0), strict=True):
        case = adapted(j, n_in, n_out, r, alpha)
        x, dout = j.rng.normal(size=(6, n_in)), j.rng.normal(size=(6, n_out))
        given = backward(j, case.layer, x, dout)
        da, db = expected_gradients(case.a, case.b, case.scale, x, dout)
        cause = {
            "zh": "前向里不要 no_grad、detach 或 .data：冻结的是 base 的参数，不是流过它的梯度。",
            "en": "No no_grad, detach, .data in forward: the base's parameters are frozen, not the gradient that flows through.",
        }
        owners: tuple[tuple[Handle, str, np.ndarray], ...] = (
            (case.layer, "A", da),
            (case.layer, "B", db),
            (given, "", dout @ case.dense()),
        )
        for owner, path, want in owners:
            what = {"zh": f"{path or 'x'} 的梯度", "en": f"the gradient of {path or 'x'}"}
            got = gradient(j, owner, path)
            j.that(got is not None, {"zh": f"{what['zh']}不存在。", "en": f"There is no {what['en'][4:]}."}, cause)
            j.close(got, want, **EXACT, what=what, cause=cause)


@check("merge_parity")
def merge_parity(j: Judging) -> None:
    for (n_in, n_out, r), bias in zip(SIZES, (True, False, True, True), strict=True):
        case = adapted(j, n_in, n_out, r, 5.0, bias)
        merged = case.layer.new("merge")
        cause = {
            "zh": "W′ = W + (α/r)·B A，偏置照抄；base 没有偏置时合并后也没有；类型不变。",
            "en": "W′ = W + (α/r)·B A and the same bias; no bias where the base has none; the same dtype.",
        }
        names = ["bias", "weight"] if bias else ["weight"]
        what = {"zh": "merge() 的 state_dict 的名字", "en": "the names in merge()'s state_dict"}
        state = merged.state()
        j.equal(sorted(state), names, what=what, cause=cause)
        j.equal(merged.get("in_features"), n_in, what="merge().in_features", cause=cause)
        j.close(state["weight"], case.dense(), **EXACT, what="merge().weight", cause=cause)
        x = j.rng.normal(size=(3, 2, n_in))
        what = {"zh": "merge() 的输出", "en": "the output of merge()"}
        j.close(forward(j, merged, x, n_out), case.output(x), **EXACT, what=what, cause=cause)


@check("merge_idempotent")
def merge_idempotent(j: Judging) -> None:
    case = adapted(j, 7, 5, 2, 3.0)
    x = j.rng.normal(size=(4, 7))
    first = case.layer.new("merge")
    second = case.layer.new("merge")
    cause = {
        "zh": "merge 只读不写：返回新的 nn.Linear，不把 BA 加进 base，也不留下“已合并”的标记。",
        "en": "merge only reads: it returns a new nn.Linear, adds nothing to the base and leaves no mark “merged”.",
    }
    j.close(second.get("weight"), case.dense(), **ROUND, what={"zh": "第二次合并", "en": "the second merge"}, cause=cause)
    what = {"zh": "合并之后这一层的输出", "en": "this layer's output after merging"}
    j.close(forward(j, case.layer, x, 5), case.output(x), **ROUND, what=what, cause=cause)
    for name, size in (("weight", (5, 7)), ("bias", (5,))):
        first.set(name, Torch(np.zeros(size)))
    what = {"zh": "改动合并结果之后，这一层的输出", "en": "this layer's output after the merged layer was changed"}
    share = {
        "zh": "合并结果要有自己的权重与偏置，不与 base 共用内存。",
        "en": "The merged layer owns its numbers; it shares no memory.",
    }
    j.close(forward(j, case.layer, x, 5), case.output(x), **ROUND, what=what, cause=share)
    a = j.rng.normal(size=(2, 7))
    case.layer.set("A", Torch(a))
    later = case._replace(a=a)
    what = {"zh": "A 又变了之后的合并", "en": "a merge after A has changed"}
    j.close(case.layer.new("merge").get("weight"), later.dense(), **ROUND, what=what, cause=cause)


@check("adapter_size")
def adapter_size(j: Judging) -> None:
    case = adapted(j, 11, 7, 3, 6.0)
    state = case.layer.call("adapter_state")
    cause = {
        "zh": "恰好两个键 A 与 B，存的是参数本身，不乘系数，也不带 base 的权重。",
        "en": "Exactly the keys A and B, the parameters themselves: no factor in them, nothing of the base.",
    }
    j.close(state, {"A": case.a, "B": case.b}, rtol=0, atol=0, what="adapter_state()", cause=cause)
    other = layer_of(j, case.base, 3, 6.0)
    other.set("A", state["A"])
    other.set("B", state["B"])
    x = j.rng.normal(size=(2, 11))
    what = {"zh": "把适配器装到另一层上的输出", "en": "the output of another layer given this adapter"}
    j.close(forward(j, other, x, 7), case.output(x), **EXACT, what=what, cause=cause)
    sizes(j)


def sizes(j: Judging) -> None:
    """What is stored for one 768 × 768 layer, for the bars beside the run."""
    base = j.learner.lib("torch.nn.Linear", 768, 768)
    found = {}
    for r in (1, 4, 16, 64):
        state = j.learner.new(CLASS, base, r, 8.0).call("adapter_state")
        found[r] = sum(int(np.prod(value.shape)) for value in state.values())
        what = {"zh": f"768×768、r = {r} 的适配器大小", "en": f"numbers in an adapter of 768×768, r = {r}"}
        j.equal(found[r], r * (768 + 768), what=what)
    j.metric("share_r16", found[16] / (768 * 768 + 768))
    j.figure("trainable", trainable_figure(768, 768, found))


@check("bad_rank")
def bad_rank(j: Judging) -> None:
    base, _, _ = base_of(j, 4, 3)
    for r in (0, -2):
        what = {"zh": f"r = {r}", "en": f"r = {r}"}
        j.raises("ValueError", lambda r=r: j.learner.new(CLASS, base, r, 1.0), what=what)


@check("K4")
def same_start(j: Judging) -> None:
    seed = j.seed

    def start(learner):  # type: ignore[no-untyped-def]
        learner.lib("torch.manual_seed", seed)
        base = learner.lib("torch.nn.Linear", 5, 3)
        return learner.new(CLASS, base, 2, 4.0).get("A")

    j.same(*j.twice(start), what={"zh": "同一种子下 A 的初值", "en": "A's start under one seed"})


@check("K5")
def primes(j: Judging) -> None:
    case = adapted(j, 31, 17, 5, 7.0)
    x = j.rng.normal(size=(11, 3, 31))
    j.close(forward(j, case.layer, x, 17), case.output(x), **EXACT, what="layer(x)")


@check("K6")
def alone(j: Judging) -> None:
    case = adapted(j, 7, 5, 2, 3.0)
    x = j.rng.normal(size=(6, 7))
    whole, one = forward(j, case.layer, x, 5), forward(j, case.layer, x[2:3], 5)
    j.close(one, whole[2:3], rtol=1e-10, atol=1e-12, what={"zh": "单独一行的输出", "en": "the output for one row alone"})
