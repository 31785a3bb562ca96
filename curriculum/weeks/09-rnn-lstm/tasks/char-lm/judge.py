"""Judge of char-lm: a language model's contract, asked of the trained model, and its bits on text that it has never seen."""

import numpy as np
from asking import LOGPROBS, PROBES, asked, reading, small, stub, trained
from drawing import goodness, mask, tempered, z_of_surprise
from pictures import samples_figure, surprise_figure
from texts import UNKNOWN, alphabet, data, ids, passage, read

from workers.judge import Judging, check

FAR = 12  # tables of counts do not reach that far; whatever carries a state does

SUM = {
    "zh": "logprobs 是自然对数概率：最后一步用 log_softmax，对词表那一维。",
    "en": "logprobs are natural log-probabilities: end with log_softmax over the vocabulary.",
}
NEVER = {"zh": "生成的文本里有 U+FFFD", "en": "U+FFFD in generated text"}


# ---- public ----


@check("probs_sum")
def probs_sum(j: Judging) -> None:
    some, model = small(j)
    chars = alphabet(some["text"])
    with model.load() as loaded:
        j.equal(loaded.predict("vocab"), chars, what="vocab(model)")
        for prefix in ("\n", some["text"][:25]):
            row = j.array(loaded.predict("logprobs", prefix), LOGPROBS, shape=(len(chars),)).astype(float)
            what = {
                "zh": f"exp(logprobs(model, {prefix[:8]!r}…)) 的和",
                "en": f"the sum of exp(logprobs(model, {prefix[:8]!r}…))",
            }
            j.close(np.exp(row).sum(), 1.0, rtol=1e-4, what=what, cause=SUM)


@check("loss_falls")
def loss_falls(j: Judging) -> None:
    some, model = small(j)
    chars = alphabet(some["text"])
    text = passage(j, some["text"], 160)
    prefixes = [text[:k] for k in range(40, 160)]
    with model.load() as loaded:
        rows = asked(j, loaded.learner, loaded.model, prefixes, len(chars))
    bits = float(-rows[np.arange(120), ids(text[40:], chars)].mean() / np.log(2))
    j.metric("bpc_small", bits)
    j.at_most(
        bits,
        j.threshold("bpc_small"),
        what={"zh": "在训练过的文本上的每字符比特数", "en": "bits per character on text that it was trained on"},
        cause={
            "zh": "目标要错开一位（y[t] = x[t+1]），并且每一步都更新参数。",
            "en": "Targets are shifted by one (y[t] = x[t+1]), and every step must update the weights.",
        },
    )


# ---- hidden ----


@check("flat_rss")
def flat_rss(j: Judging) -> None:
    short, long = data(j, 20_000), data(j, 80_000)
    with j.fresh(quiet=True) as learner:
        first = j.number(stub(learner, "peak_of_training", short, j.cfg(epochs=1)), "RSS")
        then = j.number(stub(learner, "peak_of_training", long, j.cfg(epochs=1)), "RSS")
    j.metric("rss_growth", then - first)
    j.at_most(
        then - first,
        j.threshold("rss_growth"),
        what={"zh": "文本长四倍时内存峰值的增长（MiB）", "en": "growth of peak memory when the text is four times as long (MiB)"},
        cause={
            "zh": "隐状态带到下一段之前要 detach()，否则计算图越接越长。",
            "en": "detach() the state before it goes into the next chunk, or the graph grows without end.",
        },
    )


@check("normalised")
def normalised(j: Judging) -> None:
    size = len(alphabet(read(j, "train")))
    text = read(j, "test")
    prefixes = [*PROBES, *(passage(j, text, int(n)) for n in j.rng.integers(1, 400, 20))]
    with trained(j).load() as loaded:
        j.array(loaded.predict("logprobs", prefixes[-1]), LOGPROBS, shape=(size,), dtype="f32")
        rows = asked(j, loaded.learner, loaded.model, prefixes, size)
    what = {"zh": "logsumexp(logprobs(model, prefix))", "en": "logsumexp(logprobs(model, prefix))"}
    j.close(np.logaddexp.reduce(rows, axis=1), np.zeros(len(rows)), rtol=0, atol=1e-4, what=what, cause=SUM)
    what = {"zh": "logprobs(model, '') 与 logprobs(model, '\\n')", "en": "logprobs(model, '') against logprobs(model, '\\n')"}
    j.close(rows[0], rows[1], rtol=0, atol=1e-5, what=what)


@check("streaming_bpc")
def streaming_bpc(j: Judging) -> None:
    found = reading(j)
    bpc = float(found.bits.mean())
    j.metric("bpc", bpc)
    j.metric("bpc_bigram", found.bigram)
    j.figure("surprise", surprise_figure(found.texts[0], found.bits[0], found.bits))
    j.at_most(found.off, 1e-3, what={"zh": "|logsumexp| 的最大值", "en": "the largest |logsumexp|"}, cause=SUM)
    what = {"zh": "没见过的文本上的每字符比特数", "en": "bits per character on unseen text"}
    cause = {
        "zh": "目标没有错开一位、训练时看到了后文、存下来的不是训练完的权重，或者训练得不够。",
        "en": "Targets not shifted, a model that saw what follows, weights saved before training, or too little training.",
    }
    j.at_most(bpc, j.threshold("bpc"), what=what, cause=cause)
    j.that(
        bpc < found.bigram,
        {
            "zh": f"每字符 {bpc:.3f} 比特，不比只看前一个字符的 bigram（{found.bigram:.3f}）好。",
            "en": f"{bpc:.3f} bits per character is no better than a bigram that sees one character ({found.bigram:.3f}).",
        },
    )


@check("causal")
def causal(j: Judging) -> None:
    cause = {
        "zh": "logprobs 只由 prefix 决定：每次从空状态开始，评估模式，不在预测时学习。",
        "en": "The prefix alone decides: start from an empty state, in evaluation mode, and never learn while predicting.",
    }
    what = {
        "zh": "同一个前缀，在读隐藏文本之前与之后的答案之差",
        "en": "how far answers to the same prefixes moved while the hidden text was read",
    }
    j.at_most(reading(j).drift, 1e-4, what=what, cause=cause)
    text = read(j, "test")
    size = len(alphabet(read(j, "train")))
    prefix, other = passage(j, text, 83), passage(j, text, 47)
    with trained(j).load() as loaded:
        learner, model = loaded.learner, loaded.model
        alone = asked(j, learner, model, [prefix], size)[0]
        among = asked(j, learner, model, [other, prefix, prefix + other, prefix, "", prefix], size)
        loaded.predict("generate", other, 5, 1.0, j.seed)
        last = asked(j, learner, model, [prefix], size)[0]
        near = [passage(j, text, 60) for _ in range(9)]
        rows = asked(j, learner, model, [*near, *(changed_far_back(one) for one in near)], size)
    for row in (among[1], among[3], among[5], last):
        j.close(
            row, alone, rtol=0, atol=1e-4, what={"zh": f"同一个前缀的 {LOGPROBS}", "en": f"{LOGPROBS} of one prefix"}, cause=cause
        )
    what = {
        "zh": f"改动倒数第 {FAR} 个字符之后 logprobs 的变化（九个前缀的中位数）",
        "en": f"how far logprobs move when the character {FAR} places back changes (median of nine prefixes)",
    }
    recurrent = {
        "zh": "循环网络读完整个前缀；这个模型只看最后几个字符。",
        "en": "A recurrent network reads the whole prefix; this model sees the last few characters only.",
    }
    moved = np.abs(rows[: len(near)] - rows[len(near) :]).max(axis=1)
    j.at_least(float(np.median(moved)), 1e-4, what=what, cause=recurrent)


def changed_far_back(prefix: str) -> str:
    """The prefix with another letter FAR places from its end."""
    return prefix[:-FAR] + ("e" if prefix[-FAR] != "e" else "x") + prefix[1 - FAR :]


@check("temp_zero")
def temp_zero(j: Judging) -> None:
    chars = alphabet(read(j, "train"))
    n = 40
    with trained(j).load() as loaded:
        for length in (1, 30, 90):
            prefix = passage(j, read(j, "test"), length)
            got, again = (loaded.predict("generate", prefix, n, 0.0, seed) for seed in (j.seed, j.seed + 1))
            j.equal(again, got, what={"zh": "温度 0、另一个种子的文本", "en": "the text at temperature 0 with another seed"})
            written(j, got, n, chars)
            rows = asked(j, loaded.learner, loaded.model, [prefix + got[:k] for k in range(n)], len(chars)) + mask(len(chars))
            short = rows.max(axis=1) - rows[np.arange(n), ids(got, chars)]
            j.at_most(
                float(short.max()),
                1e-3,
                what={
                    "zh": "选中的字符比最可能的字符低多少（奈特）",
                    "en": "how far the chosen character is below the likeliest (nats)",
                },
                cause={
                    "zh": "温度 0 就是每一步取 argmax；状态要从前缀一路带下去。",
                    "en": "Temperature 0 is the argmax of every step; the state is carried on from the prefix.",
                },
            )


@check("temp_freq")
def temp_freq(j: Judging) -> None:
    chars = alphabet(read(j, "train"))
    cause = {
        "zh": "温度是除数：softmax(logprobs / T)；去掉 U+FFFD 之后重新归一化，不截断，不加别的。",
        "en": "Temperature divides: softmax(logprobs / T), renormalised without U+FFFD, nothing cut off, nothing added.",
    }
    with trained(j).load() as loaded:
        for temperature in (0.6, 1.5):
            prefix = passage(j, read(j, "test"), 50)
            p = tempered(asked(j, loaded.learner, loaded.model, [prefix], len(chars))[0], temperature)
            seeds = [int(seed) for seed in j.rng.integers(0, 2**31 - 1, 1000)]
            drawn = stub(loaded.learner, "many_generated", loaded.model, prefix, 1, temperature, seeds)
            written(j, "".join(drawn), 1000, chars)
            counts = np.bincount(ids("".join(drawn), chars), minlength=len(chars))
            what = {
                "zh": f"温度 {temperature} 的 χ² 检验的 p 值",
                "en": f"the p-value of the χ² test at temperature {temperature}",
            }
            j.at_least(goodness(counts, p), 1e-6, what=what, cause=cause)
            text = loaded.predict("generate", prefix, 250, temperature, j.seed)
            written(j, text, 250, chars)
            rows = asked(j, loaded.learner, loaded.model, [prefix + text[:k] for k in range(250)], len(chars))
            what = {
                "zh": f"温度 {temperature} 下 250 个字符的意外程度，离期望几个标准差",
                "en": f"how many deviations the surprise of 250 characters at temperature {temperature} is off",
            }
            j.at_most(abs(z_of_surprise(rows, ids(text, chars), temperature)), 5.0, what=what, cause=cause)
        j.figure("samples", samples_figure({t: loaded.predict("generate", "\n", 240, t, 1) for t in (0.2, 0.8, 1.5)}))


def written(j: Judging, text: object, n: int, chars: list[str]) -> None:
    """A text of n characters of the vocabulary, without U+FFFD."""
    j.that(
        isinstance(text, str) and len(text) == n,
        {
            "zh": f"generate 应当只返回 {n} 个新字符的 str。",
            "en": f"generate must return a str of the {n} new characters and nothing else.",
        },
    )
    strange = sorted(set(str(text)) - set(chars[:-1]))
    j.equal(
        strange, [], what=NEVER if strange == [UNKNOWN] else {"zh": "词表之外的字符", "en": "characters outside the vocabulary"}
    )


@check("unknown_char")
def unknown_char(j: Judging) -> None:
    chars = alphabet(read(j, "train"))
    a, b = passage(j, read(j, "test"), 20), passage(j, read(j, "test"), 9)
    with trained(j).load() as loaded:
        j.equal(loaded.predict("vocab"), chars, what="vocab(model)")
        prefixes = [a + mark + b for mark in ("鲸", "Ω", UNKNOWN, "")]
        rows = asked(j, loaded.learner, loaded.model, [*prefixes, "鲸", "Ω"], len(chars))
        text = loaded.predict("generate", "鲸" + b, 60, 1.3, j.seed)
    cause = {
        "zh": "词表里没有的字符都当作 U+FFFD：占一个位置，既不报错也不丢掉。",
        "en": "Any character outside the vocabulary counts as U+FFFD: it takes a place, raises nothing and is not dropped.",
    }
    for row in (rows[1], rows[2]):
        what = {"zh": "把一个未知字符换成另一个之后的 logprobs", "en": "logprobs with one unknown character in another's place"}
        j.close(row, rows[0], rtol=0, atol=1e-5, what=what, cause=cause)
    j.close(rows[5], rows[4], rtol=0, atol=1e-5, what="logprobs(model, 'Ω')", cause=cause)
    moved = {
        "zh": "丢掉未知字符与保留它，logprobs 的最大差",
        "en": "the largest change of logprobs when the unknown character is dropped",
    }
    j.at_least(float(np.abs(rows[3] - rows[0]).max()), 1e-6, what=moved, cause=cause)
    written(j, text, 60, chars)


@check("seeded")
def seeded(j: Judging) -> None:
    prefix = passage(j, read(j, "test"), 12)

    def texts(order: tuple[int, ...]) -> dict[int, str]:
        with trained(j).load() as loaded:
            return {k: loaded.predict("generate", prefix, 80, 1.0, j.seed + k) for k in order}

    first, again = texts((0, 1, 2)), texts((2, 0))
    cause = {
        "zh": "用 seed 新建一个生成器，每个随机数都来自它；不要依赖全局状态。",
        "en": "Make a generator from the seed and draw everything from it; do not lean on global state.",
    }
    for k in (0, 2):
        what = {"zh": "另一个进程里同一个种子的文本", "en": "the text of the same seed in another process"}
        j.equal(again[k], first[k], what=what, cause=cause)
    j.that(
        len(set(first.values())) == 3,
        {"zh": "三个种子写出了同样的文本：seed 没有用上。", "en": "Three seeds wrote the same text: the seed is not used."},
    )
    with trained(j).load() as loaded:
        j.equal(loaded.predict("generate", prefix, 0, 1.0, 3), "", what="generate(model, prefix, 0, …)")
        same = [loaded.predict("generate", start, 30, 0.7, 11) for start in ("", "\n")]
    j.equal(
        same[0], same[1], what={"zh": "空前缀（当作 '\\n'）的文本", "en": "the text after an empty prefix, which counts as '\\n'"}
    )


# ---- gates ----


@check("K4")
def same_training(j: Judging) -> None:
    some = data(j, 20_000)
    chars = alphabet(some["text"])
    prefixes = [passage(j, some["text"], n) for n in (5, 31)]

    def rows() -> np.ndarray:
        with j.train(some, j.cfg(epochs=1)).load() as loaded:
            return asked(j, loaded.learner, loaded.model, prefixes, len(chars))

    what = {"zh": "同一种子训练两次的 logprobs", "en": "logprobs after training twice with one seed"}
    j.same(rows(), rows(), what=what, tol=1e-6 if j.profile == "cpu" else 1e-3)


@check("K5")
def odd_sizes(j: Judging) -> None:
    letters = np.array(list("春江潮水连海平，上明月共生。滟随波千万里何处"))
    text = "".join(j.rng.choice(letters, 20_011))
    chars = alphabet(text)
    with j.train({"text": text, "val_text": text[:499]}, j.cfg(epochs=1)).load() as loaded:
        j.equal(loaded.predict("vocab"), chars, what="vocab(model)")
        for n in (1, 3, 257):
            j.shape(loaded.predict("logprobs", text[:n]), (len(chars),), what=LOGPROBS)
        written(j, loaded.predict("generate", text[:7], 13, 1.0, 5), 13, chars)
