"""Judge of en-fr: the loss by contract, ten sentences by heart, then the learner's own training on 6,000 pairs."""

import math

import numpy as np
from findings import findings, strange_texts
from pictures import by_length, lengths
from translations import ask, bleu, checked, exact, labelled, thirds

from workers.judge import Judging, Torch, check

PADS = {
    "zh": "平均只在 y != pad 的位置上取：分子不含 PAD，分母也不含；pad 的编号由参数给出，不一定是 0。",
    "en": "The mean is over places with y != pad: PADs are in neither sum nor count; the id of pad is an argument, not always 0.",
}


def masked_reference(logits: np.ndarray, y: np.ndarray, pad: int) -> float:
    z = logits.astype(np.float64)
    z = z - z.max(axis=-1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    picked = np.take_along_axis(log_p, y[..., None], axis=-1)[..., 0]
    return float(-picked[y != pad].mean())


# ---- public ----


@check("masked_ce_hand")
def masked_ce_hand(j: Judging) -> None:
    half, quarter = [math.log(2.0), math.log(1.0), math.log(1.0), -50.0], [0.0, 0.0, 0.0, 0.0]
    logits = np.array([[half, half], [quarter, [9.0, -9.0, 0.0, 3.0]]], np.float32)
    y = np.array([[0, 0], [1, 3]])
    got = j.learner.call("masked_ce", Torch(logits), Torch(y), 3)
    j.close(got, (2 * math.log(2.0) + math.log(4.0)) / 3, rtol=1e-5, what="masked_ce(logits, y, pad)", cause=PADS)


@check("overfit10")
def overfit10(j: Judging) -> None:
    pairs, _ = labelled(j)
    short = [pair for pair in pairs if 5 <= len(pair[0].split()) <= 9]
    ten = [short[int(i)] for i in j.rng.permutation(len(short))[:10]]
    with j.train({"pairs": ten, "val_pairs": ten[:5]}, j.cfg(epochs=80)).load() as loaded:
        got = checked(j, loaded.predict("translate", [english for english, _ in ten]), 10)
    right = sum(a.split() == b.split() for a, (_, b) in zip(got, ten, strict=True))
    wrong = next(((a, b) for a, (_, b) in zip(got, ten, strict=True) if a.split() != b.split()), ("", ""))
    j.at_least(
        right,
        8,
        what={"zh": "十句里一字不差的句数", "en": "sentences of ten that come back word for word"},
        cause={
            "zh": f"比如 {wrong[0][:80]!r}，应是 {wrong[1][:80]!r}。解码器的输入要比标签晚一位，生成从 BOS 开始、到 EOS 为止。",
            "en": (
                f"For example {wrong[0][:80]!r} for {wrong[1][:80]!r}. "
                "Decoder input is one step behind the labels; generation goes from BOS to EOS."
            ),
        },
    )


# ---- hidden: the loss ----


@check("one_step_loss")
def one_step_loss(j: Judging) -> None:
    for batch, time, words, pad in ((5, 7, 11, 0), (3, 13, 17, 4), (7, 2, 5, 2)):
        logits = (2 * j.rng.normal(size=(batch, time, words))).astype(np.float32)
        y = (pad + j.rng.integers(1, words, size=(batch, time))) % words  # anything but pad
        for row, length in enumerate(j.rng.integers(1, time + 1, size=batch)):
            y[row, length:] = pad
        y[0, :] = np.where(y[0] == pad, (pad + 1) % words, y[0])  # one row without padding
        want = masked_reference(logits, y, pad)
        got = j.learner.call("masked_ce", Torch(logits), Torch(y), pad)
        j.close(got, want, rtol=1e-5, what="masked_ce(logits, y, pad)", cause=PADS)
        found = j.learner.grad("masked_ce", Torch(logits), Torch(y), pad)
        gradient = j.array(found.args[0], "the gradient", shape=logits.shape)
        leaked = float(np.abs(gradient[y == pad]).max(initial=0.0))
        j.at_most(leaked, 0.0, what={"zh": "PAD 位置上的梯度", "en": "the gradient at PADs"}, cause=PADS)
        more = np.concatenate([logits, np.full((batch, 3, words), 5.0, np.float32)], axis=1)
        y_more = np.concatenate([y, np.full((batch, 3), pad)], axis=1)
        again = j.learner.call("masked_ce", Torch(more), Torch(y_more), pad)
        j.close(
            again,
            want,
            rtol=1e-5,
            what={"zh": "再补三列 PAD 之后的 masked_ce", "en": "masked_ce with three more columns of PAD"},
            cause=PADS,
        )


# ---- hidden: what the trained model does ----


def differing(first: list[str], second: list[str]) -> int:
    return sum(a.split() != b.split() for a, b in zip(first, second, strict=True))


@check("batch_invariant")
def batch_invariant(j: Judging) -> None:
    found = findings(j)
    cause = {
        "zh": "填充渗进来了：末状态取在了 PAD 上，或者生成在批里最先（最后）结束时一起停。",
        "en": "Padding leaks in: the final state was taken at a PAD, or all rows of a batch stop together.",
    }
    what = {"zh": "与长句同批就变了的译文（共 30 句）", "en": "translations of 30 that change beside a long sentence"}
    j.at_most(differing(found.alone, found.beside), 1, what=what, cause=cause)
    what = {
        "zh": "同一句话在一批里出现两次、译文却不同的句数",
        "en": "sentences that occur twice in a batch and are translated differently",
    }
    j.equal(found.repeated[:3], found.repeated[3:], what=what, cause=cause)
    together = dict(zip((english for english, _ in found.pairs), found.output, strict=True))
    what = {"zh": "放在 500 句里就变了的译文（共 30 句）", "en": "translations of 30 that change among 500"}
    j.at_most(differing(found.alone, [together[text] for text in found.probe]), 1, what=what, cause=cause)


@check("terminates")
def terminates(j: Judging) -> None:
    pairs, _ = labelled(j)
    poor = j.train({"pairs": pairs[:64], "val_pairs": pairs[64:80]}, j.cfg(epochs=1))
    with poor.load() as loaded:
        checked(j, loaded.predict("translate", [english for english, _ in pairs[80:100]]), 20)
    found = findings(j)
    known = {word for _, french in pairs for word in french.split()}
    marks = sorted({word for text in found.output for word in text.split()} - known)
    shown = ", ".join(repr(word[:20]) for word in marks[:5])
    j.that(
        not marks,
        {
            "zh": f"译文里有法文里没有的词：{shown}。BOS、EOS、PAD、UNK 都不该出现在译文里。",
            "en": f"Words in the output that are no French words: {shown}. BOS, EOS, PAD and UNK do not belong there.",
        },
    )
    written = sum(len(text.split()) for text in found.output)
    wanted = sum(len(french.split()) for _, french in found.pairs)
    cause = {
        "zh": "目标句末没有 EOS，模型就学不会停；EOS 不能被 PAD 的掩码一起盖掉。",
        "en": "Without EOS at the end of the targets a model never learns to stop; the mask over PADs may not cover EOS.",
    }
    ratio = written / wanted
    j.metric("length_ratio", ratio)
    j.at_most(
        ratio, 1.3, what={"zh": "译文与参考译文的词数之比", "en": "tokens written per token of the references"}, cause=cause
    )
    j.at_least(
        ratio, 0.7, what={"zh": "译文与参考译文的词数之比", "en": "tokens written per token of the references"}, cause=cause
    )


@check("oov")
def oov(j: Judging) -> None:
    found = findings(j)
    cause = {
        "zh": "没见过的词也要有编号（UNK）；空句子至少还有 EOS。",
        "en": "Unknown words need an id (UNK); an empty sentence still has its EOS.",
    }
    j.equal(
        len(found.strange), len(strange_texts()) + 1, what={"zh": "译文的句数", "en": "the number of translations"}, cause=cause
    )
    j.equal(found.nothing, [], what={"zh": "空列表的译文", "en": "the translation of an empty list"}, cause=cause)
    what = {"zh": "排在陌生句子后面的一句的译文", "en": "the translation of a sentence behind strange ones"}
    j.equal(found.strange[-1].split(), found.alone[0].split(), what=what, cause=cause)
    j.that(
        bool(found.strange[0].strip()),
        {"zh": "含生词的句子不该译成空串。", "en": "A sentence with unknown words should not become an empty one."},
    )


def scores(j: Judging) -> dict[str, float]:
    """Measured once a run; figures and metrics are shown on the way."""

    def make() -> dict[str, float]:
        found = findings(j)
        references = [french for _, french in found.pairs]
        short, _, long = thirds(found.pairs)
        values = {
            "bleu": bleu(found.output, references),
            "em": exact(found.output, references),
            "em_short": exact([found.output[i] for i in short], [references[i] for i in short]),
            "bleu_long": bleu([found.output[i] for i in long], [references[i] for i in long]),
        }
        for name, value in values.items():
            j.metric(name, value)
        j.figure("by_length", by_length(found.pairs, found.output))
        j.figure("lengths", lengths(found.pairs, found.output))
        return values

    return j.once("scores", make)


@check("em")
def em(j: Judging) -> None:
    cause = {
        "zh": "loss 很低而译文全错，多半是解码器的输入没有错开一位：训练时它直接看到了答案。",
        "en": "A low loss and wrong translations usually mean that decoder inputs are not shifted: training showed the answer.",
    }
    what = {"zh": "最短三分之一里一字不差的比例", "en": "exact translations among the shortest third"}
    j.at_least(scores(j)["em_short"], j.threshold("em_short"), what=what, cause=cause)


@check("bleu")
def hidden_bleu(j: Judging) -> None:
    j.at_least(scores(j)["bleu"], j.threshold("bleu"), what="BLEU × 100")


# ---- gates ----


@check("K4")
def same_seed(j: Judging) -> None:
    pairs, _ = labelled(j)
    data = {"pairs": pairs[:200], "val_pairs": pairs[200:220]}
    probe = [english for english, _ in pairs[300:330]]

    def make() -> list[str]:
        with j.train(data, j.cfg(epochs=1)).load() as loaded:
            return ask(j, loaded.learner, loaded.model, probe)

    j.same(make(), make(), what={"zh": "同一种子训练两次的译文", "en": "translations after training twice with one seed"})
