"""Tests of w08/batchnorm: the learner's layer beside torch's own, in float64 unless a test is about float32."""

import numpy as np
import torch

from workers.judge import Judging, LearnerError, Torch, check

NAMES = {"weight", "bias", "running_mean", "running_var", "num_batches_tracked"}


def t(x):
    return torch.from_numpy(np.ascontiguousarray(x))


def state_of(rng, channels, batches=4):
    """Parameters and running statistics that are nowhere near the defaults."""
    return {
        "weight": rng.uniform(0.5, 2.0, channels) * rng.choice([-1, 1], channels),
        "bias": rng.normal(size=channels),
        "running_mean": rng.normal(size=channels),
        "running_var": rng.uniform(0.3, 3.0, channels),
        "num_batches_tracked": np.array(batches),
    }


def pair(j, channels, eps=1e-5, momentum=0.1, mode="train", batches=4):
    """(their layer, torch's layer), float64, with the same state and mode."""
    theirs, ours = j.learner.new("BatchNorm2d", channels, eps, momentum), torch.nn.BatchNorm2d(channels, eps, momentum)
    state = state_of(j.rng, channels, batches)
    theirs.do("double")
    ours = ours.double()
    theirs.load_state(state)
    ours.load_state_dict({name: torch.as_tensor(value) for name, value in state.items()})
    theirs.do(mode)
    ours.train(mode == "train")
    return theirs, ours


def batch(j, n, c, h, w):
    """Channels of different mean and spread."""
    return j.rng.normal(size=(n, c, h, w)) * j.rng.uniform(0.2, 3, (1, c, 1, 1)) + j.rng.normal(size=(1, c, 1, 1)) * 2


@check("four_numbers")
def four_numbers(j: Judging) -> None:
    x = np.array([2.0, 4.0, 4.0, 6.0], dtype=np.float32)
    root = np.sqrt(2)
    for shape in ((4, 1, 1, 1), (1, 1, 2, 2), (2, 1, 1, 2)):
        layer = j.learner.new("BatchNorm2d", 1, 0.0, 0.5)
        layer.do("train")
        got = j.array(layer(Torch(x.reshape(shape))), "bn(x)", shape=shape)
        cause = {
            "zh": "均值 4，方差 (4+0+0+4)/4 = 2，除以 √2；统计量要合并 N、H、W 三个轴。",
            "en": "Mean 4, variance (4+0+0+4)/4 = 2, divide by √2; the statistics join the axes N, H and W.",
        }
        j.close(got.ravel(), np.array([-root, 0, 0, root]), rtol=1e-5, atol=1e-6, what="bn([2, 4, 4, 6])", cause=cause)
        j.close(layer.get("running_mean"), np.array([2.0]), rtol=1e-5, what="running_mean")
        j.close(layer.get("running_var"), np.array([11 / 6]), rtol=1e-5, what="running_var")
        layer.do("eval")
        one = layer(Torch(np.full((1, 1, 1, 1), 2.0, np.float32)))
        j.close(one, np.zeros((1, 1, 1, 1)), rtol=0, atol=1e-5, what={"zh": "评估时 bn(2)", "en": "bn(2) in evaluation"})


@check("state_names")
def state_names(j: Judging) -> None:
    layer = j.learner.new("BatchNorm2d", 7, 1e-5, 0.1)
    state = layer.state()
    j.equal(sorted(state), sorted(NAMES), what={"zh": "state_dict 的名字", "en": "the names in state_dict"})
    start = {"weight": 1.0, "bias": 0.0, "running_mean": 0.0, "running_var": 1.0}
    for name, value in start.items():
        j.close(state[name], np.full(7, value), rtol=0, what={"zh": f"{name} 的初值", "en": f"the initial {name}"})
    j.equal(int(state["num_batches_tracked"]), 0, what="num_batches_tracked")
    j.equal(
        layer.param_count(),
        14,
        what={"zh": "可训练参数的个数（weight 与 bias）", "en": "the number of trained parameters (weight and bias)"},
        cause={
            "zh": "滑动统计量用 register_buffer 登记，不是 Parameter。",
            "en": "Register running statistics with register_buffer; they are no Parameters.",
        },
    )
    layer.do("train")
    for _ in range(2):
        layer(Torch(j.rng.normal(size=(3, 7, 5, 2)).astype(np.float32), requires_grad=True))
    for name in ("running_mean", "running_var"):
        j.that(
            layer.get(f"{name}.requires_grad") is False,
            {
                "zh": f"训练一步之后，{name} 带着计算图。更新要放进 torch.no_grad() 或先 detach，否则每一批的图都留在内存里。",
                "en": f"After a training step {name} carries a graph. Update it in torch.no_grad() or detach first, "
                "or every batch's graph stays in memory.",
            },
        )


@check("train_parity")
def train_parity(j: Judging) -> None:
    for n, c, h, w, eps in ((5, 3, 7, 2, 1e-5), (2, 11, 3, 5, 0.3), (1, 4, 3, 13, 1e-3), (19, 2, 1, 1, 1e-5)):
        theirs, ours = pair(j, c, eps)
        x = batch(j, n, c, h, w)
        got = j.array(theirs(Torch(x)), "bn(x)", shape=x.shape)
        j.close(
            got,
            ours(t(x)).detach().numpy(),
            rtol=1e-9,
            atol=1e-9,
            what={"zh": f"训练模式的 bn(x)，eps={eps}", "en": f"bn(x) in training mode, eps={eps}"},
            cause={
                "zh": "方差除以 n，eps 在根号里面，统计量沿 N、H、W 求，最后乘 weight 加 bias。",
                "en": "The variance is over n, eps inside the root, statistics over N, H and W, then times weight plus bias.",
            },
        )


@check("eval_parity")
def eval_parity(j: Judging) -> None:
    for n, eps in ((6, 1e-5), (1, 0.2)):
        theirs, ours = pair(j, 5, eps, mode="eval")
        x = batch(j, n, 5, 3, 7)
        cause = {
            "zh": "评估时要用滑动统计量，而不是这一批的。",
            "en": "Evaluation takes the running statistics, not the batch's.",
        }
        got = j.array(theirs(Torch(x)), "bn(x)", shape=x.shape)
        j.close(
            got,
            ours(t(x)).detach().numpy(),
            rtol=1e-9,
            atol=1e-9,
            what={"zh": "评估模式的 bn(x)", "en": "bn(x) in evaluation"},
            cause=cause,
        )
        alone = j.array(theirs(Torch(x[:1])), "bn(x[:1])")
        j.close(
            alone, got[:1], rtol=1e-9, atol=1e-9, what={"zh": "同一张图单独算", "en": "the same image on its own"}, cause=cause
        )


@check("running_unbiased")
def running_unbiased(j: Judging) -> None:
    for momentum, batches in ((0.1, 0), (0.37, 4), (1.0, 2)):
        theirs, ours = pair(j, 3, momentum=momentum, batches=batches)
        for step, (n, h, w) in enumerate(((2, 1, 2), (5, 2, 3), (1, 3, 1)), 1):
            x = batch(j, n, 3, h, w)
            theirs.do("forward", Torch(x))
            ours(t(x))
            state = theirs.state()
            for name, cause in (
                (
                    "running_mean",
                    {
                        "zh": "新值 = (1 − momentum)·旧值 + momentum·这一批的均值。",
                        "en": "New = (1 − momentum)·old + momentum·mean of the batch.",
                    },
                ),
                (
                    "running_var",
                    {
                        "zh": "写进 running_var 的方差要除以 n − 1，n = N·H·W；归一化时才除以 n。",
                        "en": "The variance that enters running_var is divided by n − 1 with n = N·H·W; "
                        "only the normalisation divides by n.",
                    },
                ),
            ):
                want = getattr(ours, name).numpy()
                what = {"zh": f"第 {step} 批之后的 {name}", "en": f"{name} after batch {step}"}
                j.close(state[name], want, rtol=1e-9, atol=1e-12, what=what, cause=cause)
            j.equal(int(state["num_batches_tracked"]), batches + step, what="num_batches_tracked")


@check("eval_frozen")
def eval_frozen(j: Judging) -> None:
    theirs, _ = pair(j, 5, mode="eval")
    before = theirs.state()
    theirs.do("forward", Torch(batch(j, 4, 5, 3, 2)))
    after = theirs.state()
    for name in sorted(NAMES):
        j.close(after[name], before[name], rtol=0, what={"zh": f"评估之后的 {name}", "en": f"{name} after evaluation"})


@check("grad_parity")
def grad_parity(j: Judging) -> None:
    for mode in ("train", "eval"):
        theirs, ours = pair(j, 3, 1e-3, mode=mode)
        x, dout = batch(j, 4, 3, 5, 2), j.rng.normal(size=(4, 3, 5, 2))
        found = j.learner.grad(theirs, Torch(x), dout=Torch(dout), params=True)
        leaf = t(x).requires_grad_()
        ours(leaf).backward(t(dout))
        cause = {
            "zh": "均值与方差都是 x 的函数，梯度要从它们里面穿过：不要 detach，也不要放进 no_grad。",
            "en": "Mean and variance are functions of x, and gradients pass through them: no detach and no no_grad there.",
        }
        for name, got, want in (
            ("x", found.args.get(0), leaf.grad),
            ("weight", found.params.get("weight"), ours.weight.grad),
            ("bias", found.params.get("bias"), ours.bias.grad),
        ):
            what = {"zh": f"{mode} 模式下对 {name} 的梯度", "en": f"the gradient of {name} in {mode} mode"}
            j.that(got is not None, {"zh": f"{what['zh']}：没有梯度。", "en": f"{what['en']}: there is none."})
            j.close(got, want.numpy(), rtol=1e-7, atol=1e-8, what=what, cause=cause)


@check("large_offset")
def large_offset(j: Judging) -> None:
    x = (j.rng.normal(size=(8, 3, 5, 7)) + 4000).astype(np.float32)
    layer = j.learner.new("BatchNorm2d", 3, 1e-5, 0.1)
    layer.do("train")
    wide = x.astype(np.float64)
    mean, var = wide.mean((0, 2, 3), keepdims=True), wide.var((0, 2, 3), keepdims=True)
    j.close(
        j.array(layer(Torch(x)), "bn(x)", shape=x.shape),
        (wide - mean) / np.sqrt(var + 1e-5),
        rtol=0,
        atol=2e-2,
        what={"zh": "均值约 4,000 时的 bn(x)", "en": "bn(x) with a mean near 4,000"},
        cause={
            "zh": "E[x²] − E[x]² 让两个约一千六百万的数相减，float32 只剩一两位；先减均值再平方。",
            "en": "E[x²] − E[x]² subtracts two numbers of about sixteen million, and float32 keeps hardly a digit; "
            "centre first, then square.",
        },
    )


@check("single_value_raises")
def single_value_raises(j: Judging) -> None:
    def layer(mode):
        made = j.learner.new("BatchNorm2d", 3, 1e-5, 0.1)
        made.do(mode)
        return made

    one = Torch(j.rng.normal(size=(1, 3, 1, 1)).astype(np.float32))
    training = layer("train")
    j.raises(
        "ValueError",
        lambda: training(one),
        what={"zh": "训练模式、每个通道一个值", "en": "one value per channel in training mode"},
    )
    cases = (
        ("eval", one, {"zh": "评估模式、每个通道一个值", "en": "one value per channel in evaluation mode"}),
        (
            "train",
            Torch(j.rng.normal(size=(1, 3, 2, 1)).astype(np.float32)),
            {"zh": "一张图、每个通道两个像素", "en": "one image with two pixels per channel"},
        ),
    )
    for mode, x, what in cases:
        try:
            got = layer(mode)(x)
        except LearnerError as error:
            j.fail(
                {
                    "zh": f"{what['zh']}：不该报错，却抛出 {error.type}。",
                    "en": f"{what['en']} must not raise, but {error.type} came.",
                }
            )
        j.array(got, what, shape=x.array.shape)


@check("K4")
def same_result(j: Judging) -> None:
    x = j.rng.normal(size=(3, 5, 2, 7))

    def make(learner):
        layer = learner.new("BatchNorm2d", 5, 1e-5, 0.1)
        layer.do("double")
        return layer(Torch(x))

    first, second = j.twice(make)
    j.same(first, second, what="bn(x)")


@check("K5")
def odd_sizes(j: Judging) -> None:
    theirs, ours = pair(j, 5)
    x = np.ascontiguousarray(batch(j, 3, 5, 11, 7)).transpose(0, 1, 3, 2)  # a view: H and W swapped in memory
    j.close(theirs(Torch(np.ascontiguousarray(x))), ours(t(x)).detach().numpy(), rtol=1e-9, atol=1e-9, what="bn(x)")
