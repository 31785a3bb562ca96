"""Tests of w06/mnist-mlp: contract tests on models of the judge's making, then the learner's own training."""

import numpy as np

from workers.judge import Judging, Torch, check

CLASSES = 10


def f32(x):
    return np.asarray(x, dtype=np.float32)


def images(j, n):
    """x u8[n,28,28], y i64[n] from the labelled part."""
    data = np.load(j.assets / "mnist5k" / "train.npz", allow_pickle=False)
    rows = j.rng.permutation(len(data["y"]))[:n]
    return data["x"][rows], data["y"][rows]


def scaled(x):
    return f32(x[:, None] / 255)


def log_softmax(z):
    z = z.astype(np.float64)
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def ce(z, y):
    return float(-log_softmax(z)[np.arange(len(y)), y].mean())


def linear_model(j, learner, w, b, *extra):
    """Flatten, whatever comes in `extra`, Linear(784, 10) with the judge's weights."""
    layer = learner.lib("torch.nn.Linear", 784, CLASSES)
    layer.load_state({"weight": w, "bias": b})
    return learner.lib("torch.nn.Sequential", learner.lib("torch.nn.Flatten"), *extra, layer)


def weights(j):
    return f32(j.rng.normal(size=(CLASSES, 784)) * 0.05), f32(j.rng.normal(size=CLASSES) * 0.1)


def sgd_step(w, b, x, y, lr):
    """One step of plain SGD on the mean cross-entropy, float64: (loss, w, b)."""
    flat = x.reshape(len(x), -1).astype(np.float64)
    z = flat @ w.T + b
    dz = np.exp(log_softmax(z))
    dz[np.arange(len(y)), y] -= 1
    dz /= len(y)
    return ce(z, y), w - lr * dz.T @ flat, b - lr * dz.sum(0)


def two_steps(j, stale):
    learner = j.learner
    w, b = weights(j)
    model = linear_model(j, learner, w, b)
    opt = learner.lib("torch.optim.SGD", model.new("parameters"), lr=0.1)
    if stale:
        layer = model.at("1")
        layer.set("weight.grad", Torch(np.ones_like(w)))
        layer.set("bias.grad", Torch(np.ones_like(b)))
    w, b = w.astype(np.float64), b.astype(np.float64)
    for step in range(2):
        x, y = images(j, 13)
        got = learner.call("training_step", model, opt, Torch(scaled(x)), Torch(y))
        j.that(
            not isinstance(got, Torch),
            {
                "zh": "training_step 应返回 Python 的 float（loss.item()），而不是张量。",
                "en": "training_step must return a Python float (loss.item()), not a tensor.",
            },
        )
        loss, w, b = sgd_step(w, b, scaled(x), y, 0.1)
        j.close(
            j.number(got, "training_step"),
            loss,
            rtol=1e-4,
            atol=1e-5,
            what={"zh": f"第 {step + 1} 步返回的 loss", "en": f"the loss returned by step {step + 1}"},
        )
        state = model.state()
        where = {"zh": f"第 {step + 1} 步之后的权重", "en": f"the weights after step {step + 1}"}
        cause = {
            "zh": "检查：每步清梯度、loss 是 logits 的平均交叉熵、只更新一次。",
            "en": "Check: clear the gradients each step, take the mean cross-entropy of the logits, update once.",
        }
        j.close(state["1.weight"], w, rtol=1e-3, atol=1e-5, what=where, cause=cause)
        j.close(state["1.bias"], b, rtol=1e-3, atol=1e-5, what=where, cause=cause)


@check("shape_and_cap")
def shape_and_cap(j: Judging) -> None:
    model = j.learner.new("build_model")
    x, _ = images(j, 7)
    model.do("eval")
    j.shape(model(Torch(scaled(x))), (7, CLASSES), what="model(x)")
    count = model.param_count()
    j.metric("params", count)
    j.at_most(count, 300_000, what={"zh": "可训练参数的个数", "en": "the number of trainable parameters"})
    j.at_least(count, 7850, what={"zh": "可训练参数的个数", "en": "the number of trainable parameters"})


def memorise(j, n, random_labels, steps):
    """(model, x, y) after `steps` calls of training_step on one batch."""
    learner = j.learner
    x, y = images(j, n)
    if random_labels:
        y = j.rng.integers(0, CLASSES, size=n)
    model = learner.new("build_model")
    opt = learner.lib("torch.optim.Adam", model.new("parameters"), lr=2e-3)
    batch, labels = Torch(scaled(x)), Torch(y)
    for _ in range(steps):
        learner.do("training_step", model, opt, batch, labels)
    return model, batch, labels


@check("overfit50")
def overfit50(j: Judging) -> None:
    model, x, y = memorise(j, 50, random_labels=False, steps=120)
    _, acc = j.learner.call("evaluate", model, x, y, 50)
    j.at_least(j.number(acc, "acc"), 1.0, what={"zh": "50 张图的准确率", "en": "accuracy on the 50 images"})


@check("overfit_batch")
def overfit_batch(j: Judging) -> None:
    model, x, y = memorise(j, 32, random_labels=True, steps=250)
    model.do("eval")
    z = j.array(model(x), "model(x)", shape=(32, CLASSES))
    j.at_most(ce(z, y.array), 0.1, what={"zh": "一批随机标签上的 loss", "en": "the loss on a batch with random labels"})


@check("step_exact")
def step_exact(j: Judging) -> None:
    two_steps(j, stale=False)


@check("grads_cleared")
def grads_cleared(j: Judging) -> None:
    two_steps(j, stale=True)


@check("returns_logits")
def returns_logits(j: Judging) -> None:
    x, y = images(j, 23)
    model = j.learner.new("build_model")
    # Louder weights, so that probabilities could not pass for logits.
    model.load_state({name: value * 3 for name, value in model.state().items()})
    model.do("eval")
    z = j.array(model(Torch(scaled(x))), "model(x)", shape=(23, CLASSES)).astype(np.float64)
    y[:9] = z.argmax(1)[:9]
    sums = np.abs(z.sum(axis=1) - 1)
    looks_like_probabilities = bool((sums < 1e-3).all() and (z >= 0).all())
    j.that(
        not looks_like_probabilities,
        {
            "zh": "输出的每一行都非负且和为 1：模型里多了一个 softmax。F.cross_entropy 需要的是 logits。",
            "en": "Every row of the output is non-negative and sums to 1: a softmax too many. F.cross_entropy wants logits.",
        },
    )
    loss, acc = j.learner.call("evaluate", model, Torch(scaled(x)), Torch(y), 23)
    j.close(j.number(loss, "loss"), ce(z, y), rtol=1e-4, atol=1e-5, what={"zh": "evaluate 的 loss", "en": "the loss of evaluate"})
    j.close(
        j.number(acc, "acc"),
        float((z.argmax(1) == y).mean()),
        rtol=0,
        atol=1e-6,
        what={"zh": "evaluate 的准确率", "en": "the accuracy of evaluate"},
    )


@check("eval_weighting")
def eval_weighting(j: Judging) -> None:
    w, b = weights(j)
    x, y = images(j, 29)
    y[-3:] = (y[-3:] + 5) % CLASSES  # the uneven last batch is unlike the others
    model = linear_model(j, j.learner, w * 4, b)
    z = scaled(x).reshape(29, -1) @ (w * 4).T + b
    y[:13] = z.argmax(1)[:13]  # some are right: an accuracy of 0 is the same in per cent
    for batch_size in (29, 13, 1, 100):
        loss, acc = j.learner.call("evaluate", model, Torch(scaled(x)), Torch(y), batch_size)
        j.close(
            j.number(loss, "loss"),
            ce(z, y),
            rtol=1e-4,
            atol=1e-5,
            what=f"evaluate(…, batch_size={batch_size})",
            cause={
                "zh": "各批的平均值要按批大小加权，最后一批往往更小。",
                "en": "Batch means must be weighted by the batch size; the last batch is often smaller.",
            },
        )
        j.close(
            j.number(acc, "acc"),
            float((z.argmax(1) == y).mean()),
            rtol=0,
            atol=1e-6,
            what=f"evaluate(…, batch_size={batch_size})",
        )


@check("eval_deterministic")
def eval_deterministic(j: Judging) -> None:
    w, b = weights(j)
    x, y = images(j, 15)  # three full batches of 5: how batches are averaged is the business of eval_weighting
    model = linear_model(j, j.learner, w * 4, b, j.learner.lib("torch.nn.Dropout", 0.5))
    z = scaled(x).reshape(15, -1) @ (w * 4).T + b
    model.do("train")
    for _ in range(2):
        loss, _ = j.learner.call("evaluate", model, Torch(scaled(x)), Torch(y), 5)
        j.close(
            j.number(loss, "loss"),
            ce(z, y),
            rtol=1e-4,
            atol=1e-5,
            what={"zh": "含 dropout 的模型的 loss", "en": "the loss of a model with dropout"},
            cause={"zh": "evaluate 里要先 model.eval()。", "en": "evaluate has to call model.eval() first."},
        )
    j.that(model.get("2.weight.grad") is None, {"zh": "evaluate 不该留下梯度。", "en": "evaluate must leave no gradients."})


@check("mode_restored")
def mode_restored(j: Judging) -> None:
    w, b = weights(j)
    x, y = images(j, 11)
    model = linear_model(j, j.learner, w, b)
    for mode in ("train", "eval"):
        model.do(mode)
        j.learner.do("evaluate", model, Torch(scaled(x)), Torch(y), 4)
        j.equal(
            model.get("training"),
            mode == "train",
            what={"zh": f"{mode} 模式下评估之后的 model.training", "en": f"model.training after evaluating in {mode} mode"},
        )


@check("no_graph_leak")
def no_graph_leak(j: Judging) -> None:
    with j.fresh() as learner:
        x, y = images(j, 64)
        model = learner.new("build_model")
        opt = learner.lib("torch.optim.SGD", model.new("parameters"), lr=0.01)
        grown = learner.rss_growth("training_step", model, opt, Torch(scaled(x)), Torch(y), times=300)
    j.metric("rss_growth_mib", grown)
    j.at_most(
        grown,
        24.0,
        what={"zh": "300 步增长的内存（MiB）", "en": "memory gained in 300 steps (MiB)"},
        cause={
            "zh": "存下了 loss 张量？它带着整张计算图；请存 loss.item()。",
            "en": "Did you keep loss tensors? Each carries its whole graph; keep loss.item().",
        },
    )


def trained(j: Judging):
    def make():
        data = np.load(j.assets / "mnist5k" / "train.npz", allow_pickle=False)
        x, y = data["x"], data["y"]
        order = np.random.default_rng(j.seed).permutation(len(y))
        train, val = order[400:], order[:400]
        return j.train({"x_train": x[train], "y_train": y[train], "x_val": x[val], "y_val": y[val]}, j.cfg())

    return j.once("model", make)


@check("roundtrip")
def roundtrip(j: Judging) -> None:
    model = trained(j)
    saved = model.tensors("model.safetensors")
    x, _ = images(j, 31)
    seen = []
    for _ in range(2):
        with model.load() as learner:
            state = learner.model.state()
            total = sum(value.size for value in saved.values())
            j.at_least(total, learner.model.param_count(), what={"zh": "文件里的数的个数", "en": "numbers in the file"})
            for name in set(saved) & set(state):
                j.close(state[name], saved[name], rtol=0, atol=0, what=name)
            seen.append(j.array(learner.predict("predict", x), "predict(model, x)", shape=(31,)))
    j.equal(seen[0], seen[1], what={"zh": "两个新进程里的预测", "en": "predictions in two fresh processes"})


@check("acc")
def acc(j: Judging) -> None:
    hidden = np.load(j.assets_judge / "mnist5k" / "test.npz", allow_pickle=False)
    got = j.array(trained(j).predict_rows("predict", hidden["x"]), "predict(model, x)", shape=(len(hidden["y"]),))
    y = hidden["y"]
    value = float((got == y).mean())
    j.metric("acc", value)
    table = np.zeros((CLASSES, CLASSES), dtype=int)
    np.add.at(table, (y, np.clip(got, 0, CLASSES - 1)), 1)
    names = [str(n) for n in range(CLASSES)]
    j.figure(
        "confusion",
        {
            "data": [
                {
                    "type": "heatmap",
                    "z": table.tolist(),
                    "x": names,
                    "y": names,
                    "colorscale": "Blues",
                    "showscale": False,
                    "texttemplate": "%{z}",
                }
            ],
            "layout": {
                "title": {"text": {"zh": "混淆矩阵（隐藏测试集）", "en": "Confusion matrix (hidden images)"}},
                "xaxis": {"title": {"text": {"zh": "预测", "en": "predicted"}}, "type": "category"},
                "yaxis": {"title": {"text": {"zh": "真实", "en": "true"}}, "type": "category", "autorange": "reversed"},
            },
        },
    )
    j.at_least(value, j.threshold("acc"), what={"zh": "隐藏测试集的准确率", "en": "accuracy on the hidden images"})


@check("K4")
def same_seed(j: Judging) -> None:
    x, y = images(j, 256)
    probe, _ = images(j, 101)
    data = {"x_train": x[:200], "y_train": y[:200], "x_val": x[200:], "y_val": y[200:]}
    cfg = j.cfg(epochs=1)
    first, second = (j.train(data, cfg).predict_rows("predict", probe) for _ in range(2))
    j.same(first, second, what={"zh": "同一种子训练两次的预测", "en": "predictions after training twice with one seed"})


@check("K5")
def odd_sizes(j: Judging) -> None:
    model = j.learner.new("build_model")
    x, y = images(j, 37)
    j.learner.do("evaluate", model, Torch(scaled(x)), Torch(y), 11)
    j.shape(j.learner.call("predict", model, x[:1]), (1,), what="predict(model, x)")


@check("K6")
def rows_independent(j: Judging) -> None:
    """Each of 40 images alone, before seven black and before seven white ones: whatever is taken from the batch moves far."""
    x, _ = images(j, 40)
    with trained(j).load() as learner:

        def labels(company):
            rows = [learner.predict("predict", np.concatenate([x[k : k + 1], company])) for k in range(len(x))]
            return np.array([j.array(row, "predict(model, x)")[0] for row in rows])

        alone, black, white = (labels(np.full((count, 28, 28), v, np.uint8)) for count, v in ((0, 0), (7, 0), (7, 255)))
    moved = int(((alone != black) | (alone != white)).sum())
    j.at_most(
        moved,
        1,  # a tie may fall either way in another batch size
        what={"zh": "换了同伴就变了标签的图（共 40 张）", "en": "images of 40 whose label changes with their company"},
        cause={
            "zh": "预测时用了当前这批的统计量，或者 dropout 还开着；归一化的常数应来自训练集。",
            "en": "Prediction uses statistics of the batch, or dropout is on; constants come from the training set.",
        },
    )
