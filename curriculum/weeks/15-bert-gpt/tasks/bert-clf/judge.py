"""Judge of bert-clf: contracts on a model of 16 sentences, the real training, and one from a folder without pretraining."""

import ast
from typing import Any

import numpy as np
from pictures import certainty_figure, confusion_figure
from scratch import folder, put
from sentences import CLASSES, PRETRAINED, balanced, hidden, public, short, training

from workers.judge import OUT, REPORT, Judging, LearnerError, Trained, check

SAME = 1e-3  # float32 sums of another padding
WORDS = 14
LABELS, FEW, ASKED, VALIDATED = 640, 64, 100, 60


def rng_of(j: Judging, part: int) -> np.random.Generator:
    """The same draws in every test of a run: what is trained in one is asked about in others."""
    return np.random.default_rng([j.once("seed", lambda: j.seed), part])


# ---- a model of sixteen sentences, asked everything in one process ----


def sixteen(j: Judging) -> Trained:
    def make() -> Trained:
        val = balanced(short(public(j, "val"), WORDS), 4, rng_of(j, 1))
        return j.train(training(own_texts(j), val, PRETRAINED), j.cfg(epochs=15))

    return j.once("sixteen", make)


def own_texts(j: Judging) -> tuple[list[str], np.ndarray]:
    """Short ones: what is asked of them does not depend on their length, and fifteen epochs of them do."""
    return balanced(short(public(j, "train"), WORDS), 16, rng_of(j, 0))


def long_text(j: Judging) -> str:
    return " ".join(public(j, "train")[0][:160])  # some 3,000 words: far beyond the 512 places of the encoder


def answers(j: Judging) -> dict[str, Any]:
    """What predict_proba gave for each batch: a value, or the LearnerError that it ended with."""

    def make() -> dict[str, Any]:
        texts, _ = own_texts(j)
        asked = {
            "together": texts,
            "again": texts,
            "among": [*texts[:4], long_text(j)],
            "long": [long_text(j), "", "   ", "…", "电影 très 🎬"],
            **{f"alone{k}": [texts[k]] for k in range(4)},
            **{f"n{n}": texts[:n] for n in (1, 3, 13)},
        }
        got: dict[str, Any] = {}
        with sixteen(j).load() as loaded:
            for name, batch in asked.items():
                try:
                    got[name] = loaded.predict("predict_proba", batch)
                except LearnerError as error:
                    got[name] = error
        return got

    return j.once("answers", make)


def rows(j: Judging, name: str, count: int) -> np.ndarray:
    got = answers(j)[name]
    if isinstance(got, LearnerError):
        raise got
    return j.array(got, "predict_proba(model, texts)", shape=(count, CLASSES))


def probabilities(j: Judging, p: np.ndarray) -> None:
    j.that(
        bool(np.isfinite(p).all()) and bool((p >= -1e-6).all()),
        {"zh": "概率里有负数、NaN 或无穷。", "en": "Among the probabilities are negative numbers, NaN or infinities."},
    )
    j.close(
        p.sum(axis=1),
        np.ones(len(p)),
        rtol=0,
        atol=1e-3,
        what={"zh": "每行概率之和", "en": "the sum of each row"},
        cause={"zh": "返回的是 logits，还没有过 softmax。", "en": "These are logits; softmax is missing."},
    )


@check("loads_offline")
def loads_offline(j: Judging) -> None:
    probabilities(j, rows(j, "together", 16))


@check("overfit16")
def overfit16(j: Judging) -> None:
    _, y = own_texts(j)
    right = int((rows(j, "together", 16).argmax(axis=1) == y).sum())
    cause = {
        "zh": "十五轮过后连 16 句都记不住：参数全冻住了、学习率差了几个数量级、标签或次序对不上，或存下来的不是训练后的权重。",
        "en": "After fifteen epochs not even 16 sentences are learnt: everything is frozen, the rate is off by orders of "
        "magnitude, labels or order do not match, or what was saved is not what was trained.",
    }
    j.at_least(right, 15, what={"zh": "16 句里答对的句数", "en": "sentences of 16 that are right"}, cause=cause)


@check("pad_invariant")
def pad_invariant(j: Judging) -> None:
    alone = np.concatenate([rows(j, f"alone{k}", 1) for k in range(4)])
    cause = {
        "zh": "填充位参与了注意力：把分词器给的 attention_mask 一起传给模型。",
        "en": "Attention looks at padding: hand the tokenizer's attention_mask to the model too.",
    }
    for name, count, what in (
        ("together", 16, {"zh": "与 16 句同批时的概率", "en": "probabilities in a batch of 16"}),
        ("among", 5, {"zh": "与很长的文本同批时的概率", "en": "probabilities beside a very long text"}),
    ):
        j.close(rows(j, name, count)[:4], alone, rtol=0, atol=SAME, what=what, cause=cause)


@check("truncates")
def truncates(j: Judging) -> None:
    probabilities(j, rows(j, "long", 5))


@check("eval_mode")
def eval_mode(j: Judging) -> None:
    what = {"zh": "同一批句子第二次的概率", "en": "probabilities of the same sentences asked again"}
    cause = {
        "zh": "预测时 dropout 还开着：先 model.eval()。",
        "en": "Dropout is still on while predicting: call model.eval() first.",
    }
    j.close(rows(j, "again", 16), rows(j, "together", 16), rtol=0, atol=1e-6, what=what, cause=cause)


# ---- 64 sentences from a folder without pretraining, gone when the model is loaded ----


def from_scratch(j: Judging) -> list[Trained]:
    """Two trainings with one seed, in one process."""

    def make() -> list[Trained]:
        rng = rng_of(j, 2)
        data = training(balanced(public(j, "train"), FEW, rng), balanced(public(j, "val"), 4, rng), None)
        files = folder(j, rng)
        j.phase("train")
        with j.fresh(quiet=True) as learner:
            given = {**data, "model_dir": put(learner, files)}
            written = [learner.collect("train", given, j.cfg(seed=7, epochs=2), REPORT, OUT)[1] for _ in range(2)]
        return [Trained(j, found, [], 0.0) for found in written]

    return j.once("scratch", make)


@check("offline")
def offline(j: Judging) -> None:
    for node in ast.walk(j.tree()):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "from_pretrained":
            given = {word.arg: word.value for word in node.keywords}
            value = given.get("local_files_only")
            j.that(
                isinstance(value, ast.Constant) and value.value is True,
                {
                    "zh": f"第 {node.lineno} 行的 from_pretrained 没有写 local_files_only=True。",
                    "en": f"from_pretrained in line {node.lineno} lacks local_files_only=True.",
                },
            )
    probabilities(j, scratch_rows(j)[0])


def scratch_rows(j: Judging) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities of some hidden sentences by the model without pretraining, and their labels."""

    def make() -> tuple[np.ndarray, np.ndarray]:
        texts, y = balanced(hidden(j), ASKED, rng_of(j, 3))
        with from_scratch(j)[0].load() as loaded:
            got = loaded.predict("predict_proba", texts)
        return j.array(got, "predict_proba(model, texts)", shape=(ASKED, CLASSES)), y

    return j.once("scratch-rows", make)


# ---- the real training ----


def accuracy(j: Judging) -> float:
    def make() -> float:
        rng = rng_of(j, 4)
        val = balanced(public(j, "val"), VALIDATED, rng)
        trained = j.train(training(balanced(public(j, "train"), LABELS, rng), val, PRETRAINED), j.cfg())
        texts, y = hidden(j)
        p = j.array(trained.predict_rows("predict_proba", texts), "predict_proba(model, texts)", shape=(len(y), CLASSES))
        probabilities(j, p)
        j.figure("confusion", confusion_figure(y, p.argmax(axis=1)))
        j.figure("certainty", certainty_figure(y, p))
        return float((p.argmax(axis=1) == y).mean())

    return j.once("accuracy", make)


@check("uses_pretrained")
def uses_pretrained(j: Judging) -> None:
    p, y = scratch_rows(j)
    scratch = float((p.argmax(axis=1) == y).mean())
    drop = accuracy(j) - scratch
    j.metric("acc_scratch", scratch)
    j.metric("drop", drop)
    cause = {
        "zh": "文件夹里的权重是随机的，结果却几乎一样：你没有用上预训练的权重（from_config 只取结构）。",
        "en": "With random weights in the folder the result is nearly the same: the pretrained weights are not in use "
        "(from_config takes the architecture only).",
    }
    what = {"zh": "换成随机权重后准确率的损失", "en": "accuracy lost with random weights"}
    j.at_least(drop, j.threshold("drop"), what=what, cause=cause)


@check("acc")
def acc(j: Judging) -> None:
    value = accuracy(j)
    j.metric("acc", value)
    cause = {
        "zh": "先看训练 loss 降了没有；再看学习率：微调通常在 2e-5 到 5e-4 之间，轮数只有一两轮时偏大一些。",
        "en": "See first whether the training loss falls; then the rate: fine-tuning usually takes 2e-5 to 5e-4, "
        "the larger the fewer epochs.",
    }
    j.at_least(value, j.threshold("acc"), what={"zh": "隐藏句子的准确率", "en": "accuracy on hidden sentences"}, cause=cause)


# ---- gates ----


@check("K4")
def same_seed(j: Judging) -> None:
    def tensors(trained: Trained) -> dict[str, Any]:
        return {path: trained.tensors(path) for path in sorted(trained.files) if path.endswith(".safetensors")}

    what = {"zh": "同一种子训练两次存下的权重", "en": "weights saved by two trainings with one seed"}
    j.same(*map(tensors, from_scratch(j)), what=what)


@check("K5")
def odd_sizes(j: Judging) -> None:
    for n in (1, 3, 13):
        rows(j, f"n{n}", n)
