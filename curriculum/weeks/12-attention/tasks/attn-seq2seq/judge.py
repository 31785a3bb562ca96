"""Judge of attn-seq2seq: small contracts, then the learner's own training twice on 6,000 pairs, with and without attention."""

import math

import numpy as np
from findings import ABLATED, findings, plain_output, scores, strange_texts, trained
from pictures import by_length, heat_map, losses
from translations import Array, bleu, checked, labelled, thirds, with_maps

from workers.judge import Judging, Torch, check

PADS = {
    "zh": "平均只在 y != pad 的位置上取：分子不含 PAD，分母也不含；pad 的编号由参数给出，不一定是 0。",
    "en": "The mean is over places with y != pad: PADs are in neither sum nor count; the id of pad is an argument, not always 0.",
}
LEAST_PLAIN = 5.0  # BLEU × 100 that the model without attention has to reach for a comparison to mean anything
LEAST_EXACT = 50  # sentences translated exactly, below which an alignment is not measured


# ---- public ----


@check("masked_ce_hand")
def masked_ce_hand(j: Judging) -> None:
    half, quarter = [math.log(2.0), math.log(1.0), math.log(1.0), -50.0], [0.0, 0.0, 0.0, 0.0]
    logits = np.array([[half, half], [quarter, [9.0, -9.0, 0.0, 3.0]]], np.float32)
    got = j.learner.call("masked_ce", Torch(logits), Torch(np.array([[0, 0], [1, 3]])), 3)
    j.close(got, (2 * math.log(2.0) + math.log(4.0)) / 3, rtol=1e-5, what="masked_ce(logits, y, pad)", cause=PADS)


def by_heart(j: Judging) -> tuple[list[list[str]], list[str], list[Array]]:
    """Ten pairs, what a model trained on nothing else makes of them, and where it looked."""

    def make() -> tuple[list[list[str]], list[str], list[Array]]:
        pairs, _ = labelled(j)
        short = [pair for pair in pairs if 5 <= len(pair[0].split()) <= 9]
        ten = [short[int(i)] for i in j.rng.permutation(len(short))[:10]]
        texts = [english for english, _ in ten]
        with j.train({"pairs": ten, "val_pairs": ten[:5]}, j.cfg(epochs=80, attention=True)).load() as loaded:
            got = loaded.predict("translate", texts, return_attention=True)
            return ten, *with_maps(j, got, texts)

    return j.once("ten", make)


@check("overfit10")
def overfit10(j: Judging) -> None:
    ten, got, _ = by_heart(j)
    right = sum(a.split() == b.split() for a, (_, b) in zip(got, ten, strict=True))
    wrong = next(((a, b) for a, (_, b) in zip(got, ten, strict=True) if a.split() != b.split()), ("", ""))
    cause = {
        "zh": f"比如 {wrong[0][:80]!r}，应是 {wrong[1][:80]!r}。解码器的输入要比标签晚一位，生成从 BOS 开始、到 EOS 为止。",
        "en": (
            f"For example {wrong[0][:80]!r} for {wrong[1][:80]!r}. "
            "Decoder input is one step behind the labels; generation goes from BOS to EOS."
        ),
    }
    what = {"zh": "十句里一字不差的句数", "en": "sentences of ten that come back word for word"}
    j.at_least(right, 8, what=what, cause=cause)


@check("heat_map")
def first_heat_map(j: Judging) -> None:
    ten, got, maps = by_heart(j)
    rows_are_weights(j, maps)
    j.figure("heat_map", heat_map([(ten[i][0], got[i], maps[i]) for i in range(3)]))


def rows_are_weights(j: Judging, maps: list[Array]) -> None:
    """Not negative; each row sums to at most 1, and to half of that on the average (marks may take the rest)."""
    cause = {
        "zh": "权重来自沿原句那一维的 softmax；填充与记号所占的列不算在内，所以一行之和至多是 1。",
        "en": "Weights come from a softmax along the source; without the columns of padding and marks a row sums to at most 1.",
    }
    rows = [row for weights in maps if weights.size for row in weights]
    j.that(bool(rows), {"zh": "没有一个译文有词，无从看权重。", "en": "No translation has a word: there is nothing to look at."})
    lowest, highest = min(float(row.min()) for row in rows), max(float(row.sum()) for row in rows)
    j.at_least(lowest, 0.0, what={"zh": "最小的权重", "en": "the smallest weight"}, cause=cause)
    j.at_most(highest, 1.0 + 1e-4, what={"zh": "一行权重之和的最大值", "en": "the largest sum of a row"}, cause=cause)
    mean = float(np.mean([row.sum() for row in rows]))
    j.at_least(mean, 0.5, what={"zh": "一行权重之和的平均", "en": "the mean sum of a row"}, cause=cause)


# ---- hidden: contracts ----


@check("one_step_loss")
def one_step_loss(j: Judging) -> None:
    for batch, time, words, pad in ((5, 7, 11, 0), (3, 13, 17, 4), (7, 2, 5, 2)):
        logits = (2 * j.rng.normal(size=(batch, time, words))).astype(np.float32)
        y = (pad + j.rng.integers(1, words, size=(batch, time))) % words  # anything but pad
        for row, length in enumerate(j.rng.integers(1, time + 1, size=batch)):
            y[row, length:] = pad
        z = logits.astype(np.float64)
        log_p = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
        want = -np.take_along_axis(log_p, y[..., None], axis=-1)[..., 0][y != pad].mean()
        j.close(j.learner.call("masked_ce", Torch(logits), Torch(y), pad), want, rtol=1e-5, what="masked_ce", cause=PADS)
        gradient = j.array(j.learner.grad("masked_ce", Torch(logits), Torch(y), pad).args[0], "gradient", shape=logits.shape)
        leaked = float(np.abs(gradient[y == pad]).max(initial=0.0))
        j.at_most(leaked, 0.0, what={"zh": "PAD 位置上的梯度", "en": "the gradient at PADs"}, cause=PADS)


@check("oov")
def oov(j: Judging) -> None:
    found = findings(j)
    cause = {
        "zh": "没见过的词也要有编号（UNK）；空句子没有可看的词，整行权重都被屏蔽。",
        "en": "Unknown words need an id (UNK); an empty sentence has no word to look at: its whole row is masked.",
    }
    j.equal(len(found.strange), len(strange_texts()) + 1, what={"zh": "译文的句数", "en": "translations"}, cause=cause)
    j.equal(found.nothing, [], what={"zh": "空列表的译文", "en": "the translation of an empty list"}, cause=cause)
    what = {"zh": "排在陌生句子后面的一句的译文", "en": "the translation of a sentence behind strange ones"}
    j.equal(found.strange[-1].split(), found.alone[0][0].split(), what=what, cause=cause)


@check("attn_rows")
def attn_rows(j: Judging) -> None:
    found = findings(j)
    rows_are_weights(j, found.maps)
    what = {"zh": "要不要矩阵就变了的译文（共 60 句）", "en": "translations of 60 that change when matrices are asked for"}
    j.at_most(differing(found.without_maps, found.output[:ABLATED]), 1, what=what)
    longest = sorted(range(len(found.pairs)), key=lambda i: len(found.pairs[i][0].split()))
    shown = [longest[len(longest) // 3], longest[2 * len(longest) // 3], longest[-1]]
    j.figure("heat_maps", heat_map([(found.pairs[i][0], found.output[i], found.maps[i]) for i in shown]))


def differing(first: list[str], second: list[str]) -> int:
    return sum(a.split() != b.split() for a, b in zip(first, second, strict=True))


@check("pad_invariant")
def pad_invariant(j: Judging) -> None:
    found = findings(j)
    cause = {
        "zh": "填充渗进来了：注意力没有屏蔽 PAD，反向的编码器先读了 PAD，或者末状态取在了 PAD 上。",
        "en": "Padding leaks in: attention without a mask, a backward encoder that starts with PADs, or a state taken at a PAD.",
    }
    (alone, maps), (beside, other_maps) = found.alone, found.beside
    what = {"zh": "与长句同批就变了的译文（共 30 句）", "en": "translations of 30 that change beside a long sentence"}
    j.at_most(differing(alone, beside), 1, what=what, cause=cause)
    moved = [
        float(np.abs(one - two).max(initial=0.0)) for one, two in zip(maps, other_maps, strict=True) if one.shape == two.shape
    ]
    j.at_most(
        max(moved, default=0.0), 1e-3, what={"zh": "同一句的权重的变化", "en": "how weights of one sentence move"}, cause=cause
    )


@check("uses_ctx")
def uses_ctx(j: Judging) -> None:
    found = findings(j)
    cause = {
        "zh": "把上下文换成零，译文几乎不变：它算出来了，却没有接进解码器。",
        "en": "With zeros for contexts translations hardly change: they are computed and never reach the decoder.",
    }
    changed = differing(found.ablated, found.output[:ABLATED]) / ABLATED
    what = {"zh": "上下文换成零之后变了的译文所占的比例", "en": "the share of translations that change with contexts of zeros"}
    j.at_least(changed, 0.5, what=what, cause=cause)


# ---- hidden: what the trained models are worth ----


@check("em")
def em(j: Judging) -> None:
    cause = {
        "zh": "loss 很低而译文全错，多半是解码器的输入没有错开一位：训练时它直接看到了答案。",
        "en": "A low loss and wrong translations usually mean that decoder inputs are not shifted: training showed the answer.",
    }
    what = {"zh": "一字不差的比例", "en": "the share of exact translations"}
    j.at_least(scores(j)["em"], j.threshold("em"), what=what, cause=cause)


@check("bleu")
def hidden_bleu(j: Judging) -> None:
    cause = {
        "zh": "六十分以下，多半是编码器只读了一个方向，或者上下文没有进入预测那一层。",
        "en": "Below sixty the encoder usually reads one way only, or the context never reaches the layer that predicts.",
    }
    j.at_least(scores(j)["bleu"], j.threshold("bleu"), what="BLEU × 100", cause=cause)


@check("align")
def align(j: Judging) -> None:
    values = scores(j)
    few = {"zh": "一字不差、可以查对齐的句数", "en": "exact translations whose alignment can be looked at"}
    j.at_least(values["align_sentences"], LEAST_EXACT, what=few)
    cause = {
        "zh": "按位置猜对角线也有 0.60。偏低时先看热图：是不是整体错开了一格，或者用了写出这个词之后的状态。",
        "en": "Guessing the diagonal gives 0.60. Look at a heat-map: is all of it off by one, or from the state after the word?",
    }
    what = {"zh": "每个词权重最大处对真实对齐的 F1", "en": "F1 of each word's largest weight against the true alignment"}
    j.at_least(values["align"], j.threshold("align"), what=what, cause=cause)


@check("gain_long")
def gain_long(j: Judging) -> None:
    found, plain = findings(j), plain_output(j)
    references = [french for _, french in found.pairs]
    long = thirds(found.pairs)[2]
    whole = bleu(plain, references)
    plain_long = bleu([plain[i] for i in long], [references[i] for i in long])
    gain = scores(j)["bleu_long"] - plain_long
    for name, value in (("bleu_plain", whole), ("bleu_plain_long", plain_long), ("gain_long", gain)):
        j.metric(name, value)
    j.figure("by_length", by_length(found.pairs, found.output, plain))
    j.figure("losses", losses([trained(j, attention=attention).reports for attention in (True, False)]))
    what = {"zh": "没有注意力的模型的 BLEU × 100", "en": "BLEU × 100 of the model without attention"}
    j.at_least(
        whole,
        LEAST_PLAIN,
        what=what,
        cause={"zh": "对照组也要认真训练。", "en": "The model to compare with has to be trained too."},
    )
    cause = {
        "zh": '两次训练只差 cfg["attention"]，轮数、学习率都要一样。',
        "en": 'The two trainings differ in cfg["attention"] only: epochs and learning rate are the same.',
    }
    what = {"zh": "最长三分之一上多出的 BLEU × 100", "en": "BLEU × 100 gained on the longest third"}
    j.at_least(gain, j.threshold("gain_long"), what=what, cause=cause)


# ---- gates ----


@check("K4")
def same_seed(j: Judging) -> None:
    pairs, _ = labelled(j)
    data = {"pairs": pairs[:200], "val_pairs": pairs[200:220]}
    probe = [english for english, _ in pairs[300:330]]

    def make() -> list[str]:
        with j.train(data, j.cfg(epochs=1, attention=True)).load() as loaded:
            return checked(j, loaded.predict("translate", probe), len(probe))

    j.same(make(), make(), what={"zh": "同一种子训练两次的译文", "en": "translations after training twice with one seed"})
