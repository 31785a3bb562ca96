"""Tests of w14/sort: eight rows by heart, an order that only the data tell, padding, then the whole training."""

import numpy as np
from rows import LENGTH, PAD, exact, full, rows, secret_order, training

from workers.judge import Judging, check

CAP = 400_000


def predicted(j, loaded, x):
    return j.array(loaded.predict("predict", x), "predict(model, x)", shape=x.shape)


def eight(j: Judging):
    """(model trained on eight rows, x, y)."""

    def make():
        rng = np.random.default_rng(j.seed)
        x, y = rows(rng, 8, 6)
        data = {"x_train": x, "y_train": y, "x_val": x, "y_val": y}
        return j.train(data, j.cfg(steps=120)), x, y

    return j.once("eight", make)


# ---- public ----


@check("output_contract")
def output_contract(j: Judging) -> None:
    model, x, _ = eight(j)
    with model.load() as loaded:
        got = j.array(loaded.predict("predict", x), "predict(model, x)", shape=x.shape, dtype="i64")
    j.that(
        bool(((got == PAD) == (x == PAD)).all()),
        {"zh": "x 是 PAD 的地方，结果必须是 0，别处不能是 0。", "en": "The result is 0 where x is PAD, and nowhere else."},
    )
    j.that(
        bool(((got >= 0) & (got <= 10)).all()),
        {"zh": "结果里有 0 到 10 以外的编号。", "en": "The result has ids outside 0 to 10."},
    )


@check("overfit8")
def overfit8(j: Judging) -> None:
    model, x, y = eight(j)
    value = exact(j.array(model.predict_rows("predict", x), "predict(model, x)", shape=x.shape), y)
    j.metric("em_overfit", value)
    j.at_least(
        value,
        1.0,
        what={"zh": "八个训练过的序列里完全正确的比例", "en": "the share of the eight training sequences that is right"},
        cause={
            "zh": "八个序列都记不住，说明实现有错：检查位置编码、掩码的正负、损失的轴与学习率。",
            "en": "If eight sequences cannot be memorised, the code is wrong: look at positions, mask, axes of the loss, rate.",
        },
    )


# ---- hidden ----


@check("param_cap")
def param_cap(j: Judging) -> None:
    model, _, _ = eight(j)
    with model.load() as loaded:
        count = loaded.model.param_count()
    j.metric("params", count)
    j.at_most(count, CAP, what={"zh": "模型的参数个数", "en": "the parameters of the model"})
    j.at_least(count, 1000, what={"zh": "模型的参数个数", "en": "the parameters of the model"})


@check("reports")
def reports(j: Judging) -> None:
    found = full(j).reports
    steps = [item["step"] for item in found]
    want = int(j.overrides["steps"])
    j.at_least(
        len(steps), want // 100, what={"zh": "report 的次数（每 100 步至少一次）", "en": "reports (at least one per 100 steps)"}
    )
    j.at_most(max(steps), want, what={"zh": "报告的最大步数", "en": "the largest step reported"})
    for name in ("loss", "val_em"):
        values = [item["values"][name] for item in found if name in item["values"]]
        j.that(
            len(values) >= want // 100 and bool(np.isfinite(values).all()),
            {
                "zh": f"report 里要有有限的 {name}，每 100 步至少一次。",
                "en": f"Reports need a finite {name} at least every 100 steps.",
            },
        )


@check("roundtrip")
def roundtrip(j: Judging) -> None:
    model = full(j)
    saved = model.tensors("model.safetensors")
    x, _ = rows(j.rng, 61)
    seen = []
    for _ in range(2):
        with model.load() as loaded:
            total = sum(value.size for value in saved.values())
            what = {"zh": "文件里的数的个数", "en": "the numbers in the file"}
            j.at_least(total, loaded.model.param_count(), what=what)
            seen.append(predicted(j, loaded, x))
    j.equal(seen[0], seen[1], what={"zh": "两个新进程里的预测", "en": "predictions in two fresh processes"})


@check("pad_invariant")
def pad_invariant(j: Judging) -> None:
    x, _ = rows(j.rng, 120, LENGTH - 3)
    with full(j).load() as loaded:
        base = predicted(j, loaded, x)
        wide = predicted(j, loaded, np.pad(x, ((0, 0), (0, 3))))
        alone = [predicted(j, loaded, row[None, row != PAD]) for row in x[:40]]
    moved = int((wide[:, : LENGTH - 3] != base).any(axis=1).sum())
    cause = {
        "zh": "注意力要遮住 PAD 的键：掩码写反或漏传，多补几个 PAD 结果就变了。",
        "en": "Attention must not see PAD keys: with the mask inverted or missing, more padding changes the result.",
    }
    what = {"zh": "末尾多补三个 PAD 就变了的行（共 120 行）", "en": "rows of 120 that change when three more PADs are appended"}
    j.at_most(moved, 1, what=what, cause=cause)
    j.equal(wide[:, LENGTH - 3 :], np.zeros((120, 3), dtype=np.int64), what={"zh": "补上的 PAD 处", "en": "at the appended PADs"})
    changed = sum(not np.array_equal(one[0], row[: one.shape[1]]) for one, row in zip(alone, base))
    what = {"zh": "去掉 PAD 就变了的行（共 40 行）", "en": "rows of 40 that change when their PADs are cut off"}
    j.at_most(changed, 1, what=what, cause=cause)


@check("weights_matter")
def weights_matter(j: Judging) -> None:
    x, y = rows(j.rng, 200)
    with full(j).load() as loaded:
        state = loaded.model.state()
        noise = {
            name: (j.rng.normal(size=value.shape) * 0.3).astype(value.dtype) if value.dtype.kind == "f" else value
            for name, value in state.items()
        }
        loaded.model.load_state(noise)
        value = exact(predicted(j, loaded, x), y)
    j.at_most(
        value,
        0.2,
        what={
            "zh": "把权重换成噪声之后仍旧排对的比例",
            "en": "the share still in order after the weights were replaced by noise",
        },
        cause={
            "zh": "排序的应当是模型：predict 里没有用到权重，或者另用代码排了序。",
            "en": "The model has to do the sorting: predict does not use the weights, or sorts by other code.",
        },
    )


@check("learns_order")
def learns_order(j: Judging) -> None:
    order = secret_order(np.random.default_rng(j.seed))
    model = training(j, "secret", 4000, int(j.overrides["secret_steps"]), order)
    x, y = rows(j.rng, 400, order=order)
    value = exact(j.array(model.predict_rows("predict", x), "predict(model, x)", shape=x.shape), y)
    j.metric("em_secret", value)
    j.at_least(
        value,
        j.threshold("em_secret"),
        what={"zh": "训练数据换了次序之后，完全正确的比例", "en": "the share that is right when the data have another order"},
        cause={
            "zh": "这次的 y_train 按另一种次序排列：次序要从数据里学，不能写死。",
            "en": "This time y_train follows another order: it has to be learned from the data, not written down.",
        },
    )


@check("sort_em")
def sort_em(j: Judging) -> None:
    x, y = rows(j.rng, 1000)
    got = j.array(full(j).predict_rows("predict", x), "predict(model, x)", shape=x.shape)
    value = exact(got, y)
    j.metric("sort_em", value)
    j.metric("token_acc", float((got == y)[x != PAD].mean()))
    lengths = (x != PAD).sum(axis=1)
    shares = [round(exact(got[lengths == n], y[lengths == n]), 4) if (lengths == n).any() else None for n in range(1, LENGTH + 1)]
    j.figure(
        "em-by-length",
        {
            "data": [{"type": "bar", "x": list(range(1, LENGTH + 1)), "y": shares}],
            "layout": {
                "title": {"text": {"zh": "各长度上完全正确的比例（隐藏序列）", "en": "Share right by length (hidden sequences)"}},
                "xaxis": {"title": {"text": {"zh": "长度", "en": "length"}}},
                "yaxis": {"range": [0, 1]},
            },
        },
    )
    what = {"zh": "隐藏序列里完全排对的比例", "en": "the share of hidden sequences in order"}
    j.at_least(value, j.threshold("sort_em"), what=what)


# ---- gates ----


@check("K4")
def same_seed(j: Judging) -> None:
    x, y = rows(j.rng, 256)
    data = {"x_train": x[:200], "y_train": y[:200], "x_val": x[200:], "y_val": y[200:]}
    cfg = j.cfg(steps=40)
    probe, _ = rows(j.rng, 101)
    seen = []
    for _ in range(2):
        with j.train(data, cfg).load() as loaded:
            seen.append(predicted(j, loaded, probe))
    j.same(seen[0], seen[1], what={"zh": "同一种子训练两次的预测", "en": "predictions after training twice with one seed"})


@check("K5")
def odd_sizes(j: Judging) -> None:
    model, _, _ = eight(j)
    with model.load() as loaded:
        for count, length in ((1, 1), (7, 5), (1, 10)):
            x, _ = rows(j.rng, count, length)
            predicted(j, loaded, x)
