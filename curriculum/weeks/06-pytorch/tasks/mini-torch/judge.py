"""Tests of w06/mini-torch. References are float64 formulas; torch.optim.SGD is the judge's own, in the judge's process."""

import numpy as np
import torch

from workers.judge import Judging, Torch, check


def f32(x):
    return np.asarray(x, dtype=np.float32)


def linear(learner, weight, bias):
    """The learner's Linear with the judge's weights, written in place: they must stay the leaves that parameters() gave."""
    out_dim, in_dim = weight.shape
    layer = learner.new("Linear", in_dim, out_dim)
    params = layer.new("parameters")
    for index, value in enumerate((weight, bias)):
        fill(learner, params, index, value)
    return layer


def fill(learner, params, index, value):
    """params[index].data[...] = value, whatever the list is."""
    params.new("__getitem__", index).at("data").do("copy_", Torch(f32(value)))


def softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


def ce(z, y):
    z = z.astype(np.float64)
    m = z.max(axis=1)
    lse = m + np.log(np.exp(z - m[:, None]).sum(axis=1))
    return float((lse - z[np.arange(len(y)), y]).mean())


@check("linear_by_hand")
def linear_by_hand(j: Judging) -> None:
    layer = linear(j.learner, np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([0.5, 0.0]))
    got = layer(Torch(f32([[1, 1], [2, 0]])))
    j.close(
        got,
        f32([[3.5, -1.0], [2.5, 0.0]]),
        rtol=1e-6,
        atol=1e-6,
        what="Linear(x)",
        cause={
            "zh": "公式是 x @ weight.T + bias，weight 的形状是 [out, in]。",
            "en": "The formula is x @ weight.T + bias with weight[out, in].",
        },
    )


@check("sgd_by_hand")
def sgd_by_hand(j: Judging) -> None:
    # w = 1, wd = 0.1, m = 0.5, lr = 0.1; gradients 2 then 1:
    # g = 2.1, v = 2.1, w = 0.79; g = 1.079, v = 2.129, w = 0.5771
    p = j.learner.lib("torch.tensor", [1.0], requires_grad=True)
    opt = j.learner.new("SGD", [p], lr=0.1, momentum=0.5, weight_decay=0.1)
    for gradient, want in ((2.0, 0.79), (1.0, 0.5771)):
        p.set("grad", Torch(f32([gradient])))
        opt.do("step")
        j.close(
            p.get("data"),
            f32([want]),
            rtol=0,
            atol=1e-6,
            what="w",
            cause={
                "zh": "先 g ← g + wd·w，再 v ← m·v + g（第一步 v = g），最后 w ← w − lr·v。",
                "en": "First g ← g + wd·w, then v ← m·v + g (v = g at the first step), then w ← w − lr·v.",
            },
        )


@check("linear_leaf")
def linear_leaf(j: Judging) -> None:
    layer = j.learner.new("Linear", 5, 3)
    params = layer.new("parameters")
    for index, (name, shape) in enumerate((("weight", (3, 5)), ("bias", (3,)))):
        j.shape(layer.get(name), shape, what=name)
        own = layer.at(name)
        j.that(
            own.get("is_leaf") is True and own.get("requires_grad") is True,
            {
                "zh": f"{name} 必须是 requires_grad=True 的叶子张量。",
                "en": f"{name} must be a leaf tensor with requires_grad=True.",
            },
        )
        listed = params.new("__getitem__", index)
        j.equal(listed.call("data_ptr"), own.call("data_ptr"), what=f"parameters()[{index}]")
    weight = j.array(layer.get("weight"), "weight")
    j.that(float(np.ptp(weight)) > 0, {"zh": "初始权重不能全都相同。", "en": "The initial weights must not all be equal."})


@check("linear_values")
def linear_values(j: Judging) -> None:
    for n, d_in, d_out in ((1, 7, 3), (13, 5, 11)):
        w, b = f32(j.rng.normal(size=(d_out, d_in))), f32(j.rng.normal(size=d_out))
        x, dout = f32(j.rng.normal(size=(n, d_in))), f32(j.rng.normal(size=(n, d_out)))
        layer = linear(j.learner, w, b)
        want = x.astype(np.float64) @ w.T.astype(np.float64) + b
        j.close(layer(Torch(x)), want, rtol=1e-5, scaled=True, what="Linear(x)")
        out = layer.new("__call__", Torch(x))
        out.do("backward", Torch(dout))
        j.close(layer.at("weight").get("grad"), dout.T.astype(np.float64) @ x, rtol=1e-5, scaled=True, what="weight.grad")
        j.close(layer.at("bias").get("grad"), dout.sum(0, dtype=np.float64), rtol=1e-5, scaled=True, what="bias.grad")


@check("relu_values")
def relu_values(j: Judging) -> None:
    relu = j.learner.new("ReLU")
    x = f32(j.rng.normal(size=(5, 7)))
    x[0, 0] = x[2, 3] = 0.0
    j.close(relu(Torch(x)), np.maximum(x, 0), rtol=0, atol=0, what="ReLU(x)")
    held = j.learner.lib("torch.tensor", x.tolist(), requires_grad=True)
    relu.new("__call__", held).call("sum")
    total = relu.new("__call__", held).new("sum")
    total.do("backward")
    j.close(
        held.get("grad"),
        f32(x > 0),
        rtol=0,
        atol=0,
        what={"zh": "ReLU 的梯度", "en": "the gradient of ReLU"},
        cause={"zh": "约定 ReLU′(0) = 0。", "en": "By convention ReLU′(0) = 0."},
    )
    j.close(
        held.get("data"),
        x,
        rtol=0,
        atol=0,
        what={"zh": "ReLU 之后的输入", "en": "the input after ReLU"},
        cause={"zh": "不要就地修改输入。", "en": "Do not change the input in place."},
    )
    j.equal(relu.new("parameters").call("__len__"), 0, what="len(ReLU().parameters())")


@check("sequential")
def sequential(j: Judging) -> None:
    w = [f32(j.rng.normal(size=s)) for s in ((5, 3), (7, 5), (2, 7))]
    b = [f32(j.rng.normal(size=len(m))) for m in w]
    layers = [linear(j.learner, weight, bias) for weight, bias in zip(w, b)]
    inner = j.learner.new("Sequential", layers[1], j.learner.new("ReLU"))
    net = j.learner.new("Sequential", layers[0], j.learner.new("ReLU"), inner, layers[2])
    x = f32(j.rng.normal(size=(11, 3)))
    h = np.maximum(x.astype(np.float64) @ w[0].T + b[0], 0)
    h = np.maximum(h @ w[1].T + b[1], 0)
    j.close(
        net(Torch(x)),
        h @ w[2].T + b[2],
        rtol=1e-5,
        scaled=True,
        what="Sequential(x)",
        cause={"zh": "按给出的顺序依次调用各层。", "en": "Call the layers one after the other, in the order given."},
    )
    params = net.new("parameters")
    j.equal(params.call("__len__"), 6, what="len(parameters())")
    want = [layer.at(name).call("data_ptr") for layer in layers for name in ("weight", "bias")]
    got = [params.new("__getitem__", index).call("data_ptr") for index in range(6)]
    j.equal(sorted(got), sorted(want), what="parameters()")
    empty = j.learner.new("Sequential")
    j.close(empty(Torch(x)), x, rtol=0, atol=0, what="Sequential()(x)")


@check("ce_value")
def ce_value(j: Judging) -> None:
    for n, c in ((1, 3), (13, 7)):
        z = f32(j.rng.normal(size=(n, c)) * 3)
        y = j.rng.integers(0, c, size=n)
        got = j.learner.call("cross_entropy", Torch(z), Torch(y))
        j.close(
            got,
            np.float64(ce(z, y)),
            rtol=1e-5,
            atol=1e-6,
            what="cross_entropy",
            cause={"zh": "对整批取平均，而不是求和。", "en": "Take the mean over the batch, not the sum."},
        )


@check("ce_large")
def ce_large(j: Judging) -> None:
    z = f32(j.rng.uniform(-1e4, 1e4, size=(11, 5)))
    y = j.rng.integers(0, 5, size=11)
    got = j.learner.call("cross_entropy", Torch(z), Torch(y))
    j.close(
        got,
        np.float64(ce(z, y)),
        rtol=1e-5,
        atol=1e-3,
        what="cross_entropy",
        cause={"zh": "先减去每行的最大值（log-sum-exp）。", "en": "Subtract each row's maximum first (log-sum-exp)."},
    )


@check("ce_grad")
def ce_grad(j: Judging) -> None:
    for scale in (2.0, 500.0):
        z = f32(j.rng.normal(size=(7, 5)) * scale)
        y = j.rng.integers(0, 5, size=7)
        gradient = j.learner.grad("cross_entropy", Torch(z), Torch(y))
        want = softmax(z.astype(np.float64))
        want[np.arange(7), y] -= 1
        j.close(
            gradient.args[0], want / 7, rtol=1e-4, atol=1e-6, what={"zh": "交叉熵的梯度", "en": "the gradient of cross_entropy"}
        )


@check("sgd_parity")
def sgd_parity(j: Judging) -> None:
    for momentum, decay in ((0.0, 0.0), (0.9, 0.0), (0.0, 0.01), (0.9, 0.05)):
        start = [f32(j.rng.normal(size=s)) for s in ((3, 5), (3,), (2,))]
        mine = [torch.tensor(value, requires_grad=True) for value in start]
        theirs = [j.learner.lib("torch.tensor", value.tolist(), requires_grad=True) for value in start]
        reference = torch.optim.SGD(mine, lr=0.05, momentum=momentum, weight_decay=decay)
        opt = j.learner.new("SGD", theirs, lr=0.05, momentum=momentum, weight_decay=decay)
        for _ in range(5):
            for p, q in zip(mine[:2], theirs[:2]):  # the third never gets a gradient
                gradient = f32(j.rng.normal(size=tuple(p.shape)))
                p.grad = torch.tensor(gradient)
                q.set("grad", Torch(gradient))
            reference.step()
            opt.do("step")
        for index, (p, q) in enumerate(zip(mine, theirs)):
            j.close(
                q.get("data"),
                p.detach().numpy(),
                rtol=1e-6,
                atol=1e-6,
                what={
                    "zh": f"五步之后的参数 {index}（momentum={momentum}，weight_decay={decay}）",
                    "en": f"parameter {index} after five steps (momentum={momentum}, weight_decay={decay})",
                },
            )
    real_loop(j)


def real_loop(j):
    """Three steps with gradients of a real loss and zero_grad in between: only here does working on .grad in place show."""
    start, pull = f32(j.rng.normal(size=(3, 5))), f32(j.rng.normal(size=(3, 5)))
    for decay in (0.0, 0.1):
        mine = torch.tensor(start, requires_grad=True)
        theirs = j.learner.lib("torch.tensor", start.tolist(), requires_grad=True)
        reference = torch.optim.SGD([mine], lr=0.05, momentum=0.9, weight_decay=decay)
        opt = j.learner.new("SGD", [theirs], lr=0.05, momentum=0.9, weight_decay=decay)
        for _ in range(3):
            reference.zero_grad()
            opt.do("zero_grad")
            (mine.square() * torch.tensor(pull)).sum().backward()
            theirs.new("square").new("mul", Torch(pull)).new("sum").do("backward")
            reference.step()
            opt.do("step")
            j.close(
                theirs.get("grad"),
                mine.grad.numpy(),
                rtol=1e-4,
                atol=1e-5,
                what={"zh": "step 之后的 .grad", "en": ".grad after step"},
                cause={
                    "zh": "step 不应改动 .grad：衰减加在一个新张量上。",
                    "en": "step must leave .grad alone: add the decay to a new tensor.",
                },
            )
        j.close(
            theirs.get("data"),
            mine.detach().numpy(),
            rtol=1e-5,
            atol=1e-5,
            what={"zh": "真实循环三步之后的参数", "en": "the parameter after three steps of a real loop"},
            cause={
                "zh": "动量缓冲不能就是 .grad 本身：zero_grad 会把它一起清掉，请先 clone。",
                "en": "The momentum buffer must not be .grad itself: zero_grad would clear it too, so clone first.",
            },
        )


@check("zero_grad")
def zero_grad(j: Judging) -> None:
    layer = linear(j.learner, j.rng.normal(size=(3, 5)), j.rng.normal(size=3))
    opt = j.learner.new("SGD", layer.new("parameters"), lr=0.1)
    x = f32(j.rng.normal(size=(7, 5)))
    for _ in range(2):
        opt.do("zero_grad")
        layer.new("__call__", Torch(x)).new("sum").do("backward")
    want = np.tile(x.sum(0, dtype=np.float64), (3, 1))
    j.close(
        layer.at("weight").get("grad"),
        want,
        rtol=1e-5,
        scaled=True,
        what="weight.grad",
        cause={"zh": ".grad 是累加的，zero_grad 要把它清掉。", "en": ".grad accumulates; zero_grad has to clear it."},
    )


@check("K4")
def same_seed(j: Judging) -> None:
    seed = j.seed

    def weights(learner):
        learner.lib("torch.manual_seed", seed)
        return learner.new("Linear", 7, 3).get("weight")

    first, second = j.twice(weights)
    j.same(first, second, what={"zh": "同一种子下的初始权重", "en": "the initial weights under one seed"})


@check("K5")
def odd_sizes(j: Judging) -> None:
    layer = j.learner.new("Linear", 7, 11)
    j.shape(layer(Torch(f32(j.rng.normal(size=(13, 7))))), (13, 11), what="Linear(x)")
