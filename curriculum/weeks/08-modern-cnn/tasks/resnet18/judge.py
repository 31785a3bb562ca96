"""Tests of w08/resnet18: structure first (parity with the judge's own network on the judge's weights), then training."""

import numpy as np
import torch
import torch.nn.functional as F
from network import Net, images, inception_parts, logits, pair, same_names
from pictures import confusion, norm_figure
from training import small, trained

from workers.judge import Judging, Torch, check

CLASSES = 10
COUNTS = ((1000, "imagenet", 64, 11_689_512), (10, "imagenet", 64, 11_181_642), (10, "cifar", 64, 11_173_962))
WIDTH_16 = 701_466


@check("block_shapes")
def block_shapes(j: Judging) -> None:
    for cin, cout, stride, want in (
        (6, 6, 1, (2, 6, 9, 7)),
        (6, 10, 2, (2, 10, 5, 4)),
        (6, 10, 1, (2, 10, 9, 7)),
        (6, 6, 2, (2, 6, 5, 4)),
    ):
        block = j.learner.new("BasicBlock", cin, cout, stride)
        x = j.rng.normal(size=(2, cin, 9, 7)).astype(np.float32)
        j.shape(block(Torch(x)), want, what=f"BasicBlock({cin}, {cout}, {stride})(x)")


@check("model_shapes")
def model_shapes(j: Judging) -> None:
    for stem, h, w in (("cifar", 32, 32), ("cifar", 64, 64), ("imagenet", 32, 32), ("imagenet", 64, 64), ("cifar", 37, 29)):
        model = j.learner.new("resnet18", 7, stem, 4)
        model.do("eval")
        j.shape(model(Torch(images(j, 3, h, w))), (3, 7), what=f"resnet18(7, '{stem}', 4), {h}×{w}")


@check("params16")
def params16(j: Judging) -> None:
    count = j.learner.new("resnet18", CLASSES, "cifar", 16).param_count()
    j.metric("params", count)
    j.equal(
        count,
        WIDTH_16,
        what={"zh": "resnet18(10, 'cifar', 16) 的参数个数", "en": "the parameters of resnet18(10, 'cifar', 16)"},
        cause={
            "zh": "卷积不带偏置；捷径只在形状改变处才有 1×1 卷积与 BatchNorm。",
            "en": "Convolutions have no bias; only a shortcut that changes the shape has a 1×1 convolution and BatchNorm.",
        },
    )


@check("params")
def params(j: Judging) -> None:
    for classes, stem, width, want in COUNTS:
        with j.fresh() as learner:
            count = learner.new("resnet18", classes, stem, width).param_count()
        what = {
            "zh": f"resnet18({classes}, '{stem}', {width}) 的参数",
            "en": f"the parameters of resnet18({classes}, '{stem}', {width})",
        }
        j.equal(count, want, what=what)


@check("stage_shapes")
def stage_shapes(j: Judging) -> None:
    model = j.learner.new("resnet18", 7, "cifar", 5)
    model.do("eval")
    j.shape(model.at("conv1")(Torch(images(j, 2, 19, 13))), (2, 5, 19, 13), what={"zh": "cifar 的 conv1", "en": "conv1 of cifar"})
    x = j.rng.normal(size=(2, 5, 19, 13)).astype(np.float32)
    for layer, channels, side in ((1, 5, (19, 13)), (2, 10, (10, 7)), (3, 20, (5, 4)), (4, 40, (3, 2))):
        for number in (0, 1):
            name = f"layer{layer}.{number}"
            x = j.array(model.at(name)(Torch(x)), name, shape=(2, channels, *side))
    big = j.learner.new("resnet18", 7, "imagenet", 5)
    j.shape(
        big.at("conv1")(Torch(images(j, 2, 37, 30))), (2, 5, 19, 15), what={"zh": "imagenet 的 conv1", "en": "conv1 of imagenet"}
    )


@check("inception_shapes")
def inception_shapes(j: Judging) -> None:
    cin, c1, c3, c5, cp = 6, 4, (5, 9), (3, 7), 8
    block = j.learner.new("InceptionBlock", cin, c1, c3, c5, cp)
    block.do("eval")
    x = j.rng.normal(size=(2, cin, 9, 11)).astype(np.float32)
    j.shape(block(Torch(x)), (2, 28, 9, 11), what="InceptionBlock(6, 4, (5, 9), (3, 7), 8)(x)")
    parts = inception_parts(j, block, cin, c1, c3, c5, cp)
    got = j.array(block(Torch(x)), "block(x)", shape=(2, 28, 9, 11))

    def conv(v, k):
        weight, bias, padding = parts[k]
        return F.relu(F.conv2d(v, weight, bias, padding=padding))

    v = torch.from_numpy(x)
    branches = {
        "1×1": conv(v, 0),
        "3×3": conv(conv(v, 1), 2),
        "5×5": conv(conv(v, 3), 4),
        "pool": conv(F.max_pool2d(v, 3, 1, 1), 5),
    }
    start = 0
    for name, want in branches.items():
        stop = start + want.shape[1]
        j.close(
            got[:, start:stop],
            want.numpy(),
            rtol=1e-4,
            scaled=True,
            what={"zh": f"通道 {start}–{stop - 1}（{name} 支路）", "en": f"channels {start}–{stop - 1} (branch {name})"},
            cause={
                "zh": "次序是 1×1、3×3、5×5、池化；每个卷积后面都有 ReLU，包括降维的 1×1；池化是 3×3、步幅 1 的最大池化。",
                "en": "The order is 1×1, 3×3, 5×5, pool; a ReLU follows every convolution, the reducing 1×1 too; "
                "the pool is max, 3×3, stride 1.",
            },
        )
        start = stop


@check("weights_parity")
def weights_parity(j: Judging) -> None:
    for classes, stem, width, h, w in ((10, "cifar", 8, 32, 32), (7, "imagenet", 6, 71, 64)):
        theirs, ours = pair(j, classes, stem, width)
        x = images(j, 5, h, w)
        with torch.no_grad():
            want = ours(torch.from_numpy(x)).numpy()
        j.close(
            logits(j, theirs, x, classes),
            want,
            rtol=1e-4,
            scaled=True,
            what={"zh": f"用评测程序的权重算出的 logits（{stem}）", "en": f"the logits on the judge's weights ({stem})"},
            cause={
                "zh": "形状与参数都对、数值却不同：步幅应在 conv1 上，相加之前不过 ReLU、相加之后过，"
                "cifar 的入口没有池化，eps 用默认值。",
                "en": "Shapes and counts agree but values do not: the stride belongs to conv1, "
                "no ReLU before the addition but one after, no pooling in the cifar stem, the default eps.",
            },
        )


@check("identity_block")
def identity_block(j: Judging) -> None:
    block = j.learner.new("BasicBlock", 5, 5, 1)
    x = j.rng.normal(size=(3, 5, 7, 11)).astype(np.float32)
    for name in ("bn2.weight", "bn2.bias"):
        block.set(name, Torch(np.zeros(5, np.float32)))
    for mode in ("train", "eval"):
        block.do(mode)
        j.close(
            j.array(block(Torch(x)), "block(x)", shape=x.shape),
            np.maximum(x, 0),
            rtol=1e-6,
            atol=1e-6,
            what={"zh": f"残差支路为 0 时的输出（{mode}）", "en": f"the output with a residual branch of 0 ({mode})"},
            cause={
                "zh": "支路为 0 时，一个块应是 relu(x)：捷径原样相加，相加之后再过 ReLU。",
                "en": "With a branch of 0 a block is relu(x): the shortcut is added as it is, and ReLU comes after the addition.",
            },
        )


@check("distinct_blocks")
def distinct_blocks(j: Judging) -> None:
    model = j.learner.new("resnet18", 7, "cifar", 4)
    names = sorted(name for name, value in model.state().items() if value.ndim == 4)
    for number, name in enumerate(names):
        shape = model.get(f"{name}").array.shape
        model.set(name, Torch(np.full(shape, float(number + 1), np.float32)))
    state = model.state()
    for number, name in enumerate(names):
        j.close(
            state[name],
            np.full(state[name].shape, float(number + 1)),
            rtol=0,
            what=name,
            cause={
                "zh": "写进一个卷积的数出现在另一个里：同一个块对象被用了两次。每个块都要新建。",
                "en": "What was written into one convolution shows in another: one block object is used twice. "
                "Build each block anew.",
            },
        )


@check("grad_flow")
def grad_flow(j: Judging) -> None:
    theirs, ours = pair(j, CLASSES, "cifar", 6, mode="train")
    x, dout = images(j, 6, 19, 16), j.rng.normal(size=(6, CLASSES)).astype(np.float32)
    found = j.learner.grad(theirs, Torch(x), dout=Torch(dout), params=True).params
    ours(torch.from_numpy(x)).backward(torch.from_numpy(dout))
    wanted = {name: p.grad.numpy() for name, p in ours.named_parameters()}
    for name in ("layer4.1.conv2.weight", "layer3.0.downsample.0.weight", "layer1.0.conv1.weight", "conv1.weight"):
        got = found.get(name)
        j.that(got is not None, {"zh": f"{name} 没有梯度。", "en": f"{name} has no gradient."})
        j.close(
            got,
            wanted[name],
            rtol=2e-3,
            scaled=True,
            what={"zh": f"{name} 的梯度", "en": f"the gradient of {name}"},
            cause={
                "zh": "梯度应同时走残差支路与捷径：捷径上不要 detach，也不要 no_grad。",
                "en": "Gradients flow through the branch and the shortcut alike: no detach and no no_grad on the shortcut.",
            },
        )
    own = j.learner.new("resnet18", CLASSES, "cifar", 8)
    own.do("train")
    grads = j.learner.grad(
        own, Torch(images(j, 8, 32, 32)), dout=Torch(j.rng.normal(size=(8, CLASSES)).astype(np.float32)), params=True
    ).params
    norms = {name: float(np.linalg.norm(grad)) for name, grad in grads.items() if grad is not None and grad.ndim == 4}
    j.figure("grad-norm", norm_figure(norms))
    ratio = norms.get("layer1.0.conv1.weight", 0.0) / max(norms.get("layer4.1.conv2.weight", 0.0), 1e-30)
    j.metric("grad_ratio", ratio)
    what = {
        "zh": "刚初始化时第一段与最后一段的梯度范数之比",
        "en": "the ratio of gradient norms, first stage to last, at the start",
    }
    j.at_least(ratio, 0.02, what=what)
    j.at_most(ratio, 50.0, what=what)


@check("bn_eval")
def bn_eval(j: Judging) -> None:
    theirs, ours = pair(j, 7, "cifar", 5, mode="train")
    x = images(j, 9, 20, 16)
    with torch.no_grad():
        want = ours(torch.from_numpy(x)).numpy()
    cause = {
        "zh": "训练模式用这一批的统计量，momentum 与 eps 用默认值。",
        "en": "Training mode uses the batch's statistics, with the default momentum and eps.",
    }
    got = logits(j, theirs, x, 7)
    j.close(got, want, rtol=2e-3, scaled=True, what={"zh": "训练模式的 logits", "en": "the logits in training mode"}, cause=cause)
    state = theirs.state()
    for name in ("bn1.running_mean", "layer2.0.downsample.1.running_var", "layer4.1.bn2.running_mean"):
        j.close(state[name], ours.state_dict()[name].numpy(), rtol=2e-3, scaled=True, what=name, cause=cause)
    theirs.do("eval")
    ours.eval()
    with torch.no_grad():
        want = ours(torch.from_numpy(x)).numpy()
    got = logits(j, theirs, x, 7)
    what = {"zh": "评估模式的 logits", "en": "the logits in evaluation mode"}
    cause = {"zh": "评估时用滑动统计量。", "en": "Evaluation uses the running statistics."}
    j.close(got, want, rtol=2e-3, scaled=True, what=what, cause=cause)
    alone = logits(j, theirs, x[:1], 7)
    what = {"zh": "同一张图单独算的 logits", "en": "the logits of the same image on its own"}
    j.close(alone, got[:1], rtol=1e-4, scaled=True, what=what, cause=cause)
    after = theirs.state()
    for name, value in state.items():
        j.close(after[name], value, rtol=0, what={"zh": f"评估之后的 {name}", "en": f"{name} after evaluation"})


@check("acc")
def acc(j: Judging) -> None:
    model = trained(j)
    with model.load() as learner:
        state = learner.model.state()
        count = learner.model.param_count()
    wanted = Net(CLASSES, "cifar", 16).state_dict()
    same_names(j, {name: value for name, value in state.items() if name in wanted}, wanted)
    what = {"zh": "训练好的模型的参数个数", "en": "the parameters of the trained model"}
    j.equal(count, WIDTH_16, what=what)
    hidden = np.load(j.assets_judge / "mnist-m" / "test.npz", allow_pickle=False)
    y = hidden["y"]
    got = j.array(model.predict_rows("predict", hidden["x"]), "predict(model, x)", shape=(len(y),))
    value = float((got == y).mean())
    j.metric("acc", value)
    j.figure("confusion", confusion(y, got, CLASSES))
    j.at_least(value, j.threshold("acc"), what={"zh": "隐藏测试集的准确率", "en": "accuracy on the hidden images"})


@check("K4")
def same_seed(j: Judging) -> None:
    (one, x), (two, _) = small(j, "small"), small(j, "small again")
    first, second = one.predict_rows("predict", x), two.predict_rows("predict", x)
    j.same(first, second, what={"zh": "同一种子训练两次的预测", "en": "predictions after training twice with one seed"})


@check("K5")
def odd_sizes(j: Judging) -> None:
    model = j.learner.new("resnet18", 3, "imagenet", 5)
    j.shape(model(Torch(images(j, 2, 59, 41))), (2, 3), what="model(x)")


@check("K6")
def rows_independent(j: Judging) -> None:
    """Each of 30 images alone, before seven black and before seven white ones."""
    model, x = small(j, "small")
    x = x[:30]
    with model.load() as learner:

        def labels(company):
            rows = [learner.predict("predict", np.concatenate([x[k : k + 1], company])) for k in range(len(x))]
            return np.array([j.array(row, "predict(model, x)")[0] for row in rows])

        alone, black, white = (labels(np.full((count, 3, 32, 32), v, np.uint8)) for count, v in ((0, 0), (7, 0), (7, 255)))
    moved = int(((alone != black) | (alone != white)).sum())
    j.at_most(
        moved,
        1,  # a tie may fall either way in another batch size
        what={"zh": "换了同伴就变了标签的图（共 30 张）", "en": "images of 30 whose label changes with their company"},
        cause={
            "zh": "预测时 BatchNorm 用了当前这批的统计量：预测前要 model.eval()。",
            "en": "In prediction BatchNorm used the statistics of the batch: call model.eval() first.",
        },
    )
