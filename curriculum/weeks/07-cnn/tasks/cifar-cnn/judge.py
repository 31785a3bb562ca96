"""Judge of cifar-cnn: contracts of the model, of augmentation and of the maps, then the learner's own training."""

import numpy as np
from images import CLASSES, flat_colours, flat_greys, hidden, scaled, some
from inspection import Findings, findings, stub, trained
from pictures import confusion_figure, errors_figure, filters_figure, maps_figure

from workers.judge import Judging, Torch, check

CAP = 1_500_000


# ---- public ----


@check("model_shape")
def model_shape(j: Judging) -> None:
    model = j.learner.new("build_model")
    x, _ = some(j, 7)
    model.do("eval")
    z = j.array(model(Torch(scaled(x))), "model(x)", shape=(7, CLASSES))
    probabilities = bool((z >= 0).all() and np.abs(z.sum(axis=1) - 1).max() < 1e-3)
    j.that(
        not probabilities,
        {
            "zh": "输出每行非负且和为 1：模型末尾多了一个 softmax。交叉熵要的是 logits。",
            "en": "Rows are non-negative and sum to 1: a softmax too many at the end. Cross-entropy wants logits.",
        },
    )
    count = model.param_count()
    j.metric("params", count)
    j.at_most(count, CAP, what={"zh": "可训练参数的个数", "en": "the number of trainable parameters"})


@check("augment_shape")
def augment_shape(j: Judging) -> None:
    x, _ = some(j, 13)
    first, again, other = (j.learner.call("augment", x, seed) for seed in (j.seed, j.seed, j.seed + 1))
    for got in (first, again, other):
        j.array(got, "augment(x, seed)", shape=x.shape, dtype="u8")
    j.equal(again, first, what={"zh": "同一个种子的 augment", "en": "augment with the same seed"})
    j.that(
        not np.array_equal(first, other),
        {
            "zh": "两个不同的种子给出了同样的结果：augment 不随机。",
            "en": "Two different seeds gave one result: augment is not random.",
        },
    )


# ---- hidden: contracts that need no training ----

WRAP = {
    "zh": "u8 加减会回绕（250 + 20 = 14）：先转成更宽的整数或浮点数，clip 到 0…255，再转回 u8。",
    "en": "u8 wraps round (250 + 20 = 14): go to a wider integer or a float, clip to 0…255, then go back.",
}


@check("augment_keeps_range")
def augment_keeps_range(j: Judging) -> None:
    shape = (60, 3, 32, 32)
    bright, dark = j.rng.integers(236, 256, shape, dtype=np.uint8), j.rng.integers(0, 20, shape, dtype=np.uint8)
    for x, name in ((bright, {"zh": "很亮的图", "en": "bright images"}), (dark, {"zh": "很暗的图", "en": "dark images"})):
        got = j.array(j.learner.call("augment", x, j.seed), "augment(x, seed)", shape=shape, dtype="u8")
        lost = (got > 0) & (got < 80) if x is bright else (got > 175) & (got < 255)  # 0 and 255 may be a fill colour
        what = {"zh": f"{name['zh']}增广后跑到另一端的像素", "en": f"pixels of {name['en']} that end up at the other end"}
        j.at_most(float(lost.mean()), 0.1, what=what, cause=WRAP)
        middle = np.median(got.reshape(60, -1), axis=1)
        moved = np.abs(middle - np.median(x)).max()
        what = {"zh": f"{name['zh']}的中位数移动的距离", "en": f"how far the median of {name['en']} moved"}
        j.at_most(float(moved), 60, what=what, cause=WRAP)
    x = flat_greys(j)
    got = j.array(j.learner.call("augment", x, j.seed), "augment(x, seed)", shape=x.shape, dtype="u8")
    after, before = (np.median(images.reshape(4, -1), axis=1) for images in (got, x))
    nearest = np.abs(after[:, None] - before).argmin(axis=1)
    j.equal(
        nearest,
        np.arange(4),
        what={"zh": "增广后每一行最像原来的第几行", "en": "the original row that each augmented row resembles"},
    )


@check("hook_maps")
def hook_maps(j: Judging) -> None:
    learner = j.learner
    model = learner.new("build_model")
    names = stub(learner, "convolutions", model)
    j.that(bool(names), {"zh": "模型里没有一个 Conv2d。", "en": "There is no Conv2d in the model."})
    model.do("train")
    x, _ = some(j, 5)
    batch = Torch(scaled(x))
    want = stub(learner, "maps_of", model, batch)
    got = learner.call("feature_maps", model, batch)
    j.equal(sorted(got), names, what={"zh": "feature_maps 的键", "en": "the keys of feature_maps"})
    cause = {
        "zh": "键对应每个 Conv2d 自己的输出，评估模式；存下来的张量要 clone，后面的原地 ReLU 会改写它。",
        "en": "Each key gives its Conv2d's own output in evaluation mode; clone what you keep, an in-place ReLU overwrites it.",
    }
    for name in names:
        j.close(got[name], want[name].array, rtol=1e-4, scaled=True, what=f"feature_maps(model, x)[{name!r}]", cause=cause)
    left = {"zh": "返回后还挂着的 hook 个数", "en": "hooks still attached afterwards"}
    j.at_most(stub(learner, "hooks_left", model), 0, what=left)


# ---- hidden: training ----


@check("overfit_small")
def overfit_small(j: Judging) -> None:
    x, y = some(j, 64)
    data = {"x_train": x, "y_train": y, "x_val": x[:16], "y_val": y[:16]}
    got = j.train(data, j.cfg(epochs=60)).predict_rows("predict", x)
    acc = float((j.array(got, "predict(model, x)", shape=(64,)) == y).mean())
    j.metric("acc_overfit", acc)
    j.at_least(
        acc,
        j.threshold("acc_overfit"),
        what={"zh": "64 张训练图上的准确率", "en": "accuracy on the 64 training images"},
        cause={
            "zh": "图片与标签错位了，或者预测时的处理与训练时不同。",
            "en": "Images and labels are out of step, or prediction prepares its input differently.",
        },
    )


@check("param_cap")
def param_cap(j: Judging) -> None:
    found = findings(j)
    what = {"zh": "训练出来的模型的参数个数（含冻结的）", "en": "parameters of the trained model, frozen ones included"}
    j.at_most(found.parameters, CAP, what=what)
    j.that(bool(found.convolutions), {"zh": "训练出来的模型里没有 Conv2d。", "en": "The trained model has no Conv2d."})


@check("nchw")
def nchw(j: Judging) -> None:
    x = flat_colours(j)
    got = j.array(j.learner.call("augment", x, j.seed), "augment(x, seed)", shape=x.shape, dtype="u8")
    order = np.median(got.reshape(5, 3, -1), axis=2).argsort(axis=1)
    cause = {
        "zh": "用 reshape / view 换轴会把像素打散；图片已经是 [B, 3, 32, 32]，要换轴也得用 permute / transpose。",
        "en": "A reshape or view scrambles pixels. Images are [B, 3, 32, 32] already; axes are moved by permute / transpose.",
    }
    what = {"zh": "增广后三个通道由暗到亮的次序", "en": "the channels from dark to bright after augmentation"}
    j.equal(order, x[:, :, 0, 0].argsort(axis=1), what=what, cause=cause)
    found = findings(j)
    differ = int((found.tinted_labels != found.tinted_logits.argmax(axis=1)).sum())
    what = {
        "zh": "predict 与 model(x / 255) 不同的标签（共 200 张）",
        "en": "labels of 200 where predict differs from model(x / 255)",
    }
    j.at_most(differ, 2, what=what, cause=cause)  # a tie may fall either way in another batch size


@check("augment_train_only")
def augment_train_only(j: Judging) -> None:
    found = findings(j)
    first, second = found.labels
    cause = {
        "zh": "predict 里还有增广（或 dropout）：预测只看 model(x / 255) 的最大值。",
        "en": "predict still augments (or drops out): prediction is the largest of model(x / 255), nothing else.",
    }
    what = {"zh": "两次预测不同的图", "en": "images that two predictions label differently"}
    j.at_most(int((first != second).sum()), 0, what=what, cause=cause)
    what = {"zh": "predict 与 model(x / 255) 不同的图", "en": "images where predict differs from model(x / 255)"}
    j.at_most(int((first != found.logits.argmax(axis=1)).sum()), 5, what=what, cause=cause)


@check("roundtrip")
def roundtrip(j: Judging) -> None:
    saved = trained(j).tensors("model.safetensors")
    found = findings(j)
    for name in set(saved) & set(found.state):
        j.close(found.state[name], saved[name], rtol=0, atol=0, what=name)
    total = sum(value.size for value in saved.values())
    j.at_least(total, found.parameters, what={"zh": "文件里的数的个数", "en": "numbers in the file"})
    x, _ = hidden(j)
    with trained(j).load() as loaded:
        again = j.array(loaded.predict("predict", x[:200]), "predict(model, x)", shape=(200,))
    differ = int((again != found.labels[0][:200]).sum())
    j.at_most(
        differ,
        2,
        what={"zh": "两个新进程预测不同的图（共 200 张）", "en": "images of 200 that two fresh processes label differently"},
    )


def hidden_accuracy(j: Judging) -> float:
    """Measured once a run on shuffled rows in random chunks; the figures are drawn on the way."""

    def make() -> float:
        x, y = hidden(j)
        got = j.array(trained(j).predict_rows("predict", x), "predict(model, x)", shape=(len(y),))
        j.figure("confusion", confusion_figure(y, got, CLASSES))
        show(j, findings(j), x, y, got)
        return float((got == y).mean())

    return j.once("accuracy", make)


def show(j: Judging, found: Findings, x: np.ndarray, y: np.ndarray, got: np.ndarray) -> None:
    """Worst mistakes; kernels and maps where the model has a convolution to show."""
    top = np.exp(found.logits - found.logits.max(axis=1, keepdims=True))
    j.figure("errors", errors_figure(x, y, got, (top / top.sum(axis=1, keepdims=True)).max(axis=1)))
    for name, maps in list(found.maps.items())[:1]:
        j.figure("filters", filters_figure(found.state[f"{name}.weight"]))
        j.figure("maps", maps_figure(maps.array[0], name))


@check("beats_mlp")
def beats_mlp(j: Judging) -> None:
    what = {"zh": "隐藏测试集的准确率，对 MLP 的准确率", "en": "accuracy on the hidden images against that of an MLP"}
    cause = {
        "zh": "不比全连接网络好，多半是像素的次序被打乱了，或者根本没有训练。",
        "en": "No better than a fully connected network: pixels out of order, or nothing trained.",
    }
    j.at_least(hidden_accuracy(j), j.threshold("acc"), what=what, cause=cause)


@check("acc")
def acc(j: Judging) -> None:
    value = hidden_accuracy(j)
    j.metric("acc", value)
    j.at_least(value, j.threshold("acc"), what={"zh": "隐藏测试集的准确率", "en": "accuracy on the hidden images"})


# ---- gates ----


@check("K4")
def same_seed(j: Judging) -> None:
    x, y = some(j, 256)
    probe, _ = some(j, 101)
    data = {"x_train": x[:200], "y_train": y[:200], "x_val": x[200:], "y_val": y[200:]}
    first, second = (j.train(data, j.cfg(epochs=1)).predict_rows("predict", probe) for _ in range(2))
    j.same(first, second, what={"zh": "同一种子训练两次的预测", "en": "predictions after training twice with one seed"})


@check("K5")
def odd_sizes(j: Judging) -> None:
    model = j.learner.new("build_model")
    for n in (1, 3, 17):
        x, _ = some(j, n)
        j.shape(j.learner.call("predict", model, x), (n,), what="predict(model, x)")
        j.shape(j.learner.call("augment", x, 5), (n, 3, 32, 32), what="augment(x, seed)")


@check("K6")
def rows_independent(j: Judging) -> None:
    cause = {
        "zh": "预测时忘了 model.eval()，批量归一化用了这一批的统计量；或者自己按批归一化。",
        "en": "model.eval() is missing at prediction, so batch normalisation uses this batch; or you normalise by the batch.",
    }
    what = {"zh": "换了同伴就变了标签的图（共 40 张）", "en": "images of 40 whose label changes with their company"}
    j.at_most(findings(j).moved_by_company, 1, what=what, cause=cause)
