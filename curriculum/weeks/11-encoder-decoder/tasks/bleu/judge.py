"""Judge of bleu: the value at corpus level, and each convention on a corpus where only it matters."""

import math
from typing import Any

from corpora import Sentence, bleu, corpus, counted, sentence

from workers.judge import Judging, check

HYP = "the the cat on the mat".split()
REF = "the cat is on the mat".split()
WHAT = "corpus_bleu(hyps, refs)"


def agree(j: Judging, args: tuple[Any, ...], cause: dict[str, str]) -> None:
    got = j.learner.call("corpus_bleu", *args)
    j.close(got, bleu(*args), rtol=1e-9, atol=1e-12, what=WHAT, cause=cause)


@check("lesson_pair")
def lesson_pair(j: Judging) -> None:
    cause = {
        "zh": "“the” 出现三次，参考译文里只有两次：多出来的不算。",
        "en": "There are three “the” and two in the reference: the third does not count.",
    }
    for max_n, want in ((1, 5 / 6), (2, math.sqrt(0.5)), (3, 0.5)):
        got = j.learner.call("corpus_bleu", [HYP], [[REF]], max_n)
        j.close(got, want, rtol=1e-9, what=f"corpus_bleu([hyp], [[ref]], {max_n})", cause=cause)


@check("perfect")
def perfect(j: Judging) -> None:
    hyps = [sentence(j.rng, 4, 12) for _ in range(5)]
    got = j.learner.call("corpus_bleu", hyps, [[list(h)] for h in hyps])
    j.close(got, 1.0, rtol=1e-9, what=WHAT)


@check("bleu_parity")
def bleu_parity(j: Judging) -> None:
    cause = {
        "zh": "分子、分母与长度都先在整个语料上加总，再相除；不是各句 BLEU 的平均。几何平均，权重都是 1 / max_n。",
        "en": (
            "Matches, totals and lengths are summed over the corpus before dividing; it is "
            "no mean of sentence BLEUs. A geometric mean with weights 1 / max_n."
        ),
    }
    for number in range(30):
        hyps, refs = corpus(j.rng, int(j.rng.integers(2, 30)), 1)
        if number == 0:
            matches, totals, _, _ = counted(hyps, refs, 4)
            j.figure("precision", precision_figure(matches, totals))
            agree(j, (hyps, refs), cause)
        agree(j, (hyps, refs, number % 4 + 1), cause)


@check("clip")
def clip(j: Judging) -> None:
    cause = {
        "zh": "每个 n 元组最多算参考译文里出现的次数，一元与多元都要截断。",
        "en": "Every n-gram counts at most as often as in the reference, at order one and above.",
    }
    agree(j, ([["le"] * 7], [["le chat voit le chien".split()]], 1), cause)
    for _ in range(10):
        few = [str(i) for i in range(3)]
        hyps = [sentence(j.rng, 8, 20, few) for _ in range(4)]
        refs = [[sentence(j.rng, 8, 20, few)] for _ in range(4)]
        for max_n in (1, 2, 3):
            agree(j, (hyps, refs, max_n), cause)


@check("brevity")
def brevity(j: Judging) -> None:
    cause = {
        "zh": "exp(1 − r/c) 只在 c < r 时用；c、r 是整个语料的长度。",
        "en": "exp(1 − r/c) applies only where c < r; c and r are lengths of the whole corpus.",
    }
    for _ in range(6):
        truths = [sentence(j.rng, 10, 20) for _ in range(4)]
        for kept in (0.5, 0.8):
            agree(j, ([t[: int(len(t) * kept)] for t in truths], [[t] for t in truths]), cause)
        longer = [t + sentence(j.rng, 1, 5) for t in truths]
        agree(j, (longer, [[t] for t in truths]), cause)
        mixed = [t[:6] if k % 2 else t + t[:6] for k, t in enumerate(truths)]  # long ones make up for short ones
        agree(j, (mixed, [[t] for t in truths]), cause)


@check("zero_ngram")
def zero_ngram(j: Judging) -> None:
    cause = {
        "zh": "有一阶的匹配数是 0，结果就是 0：先判断，再取对数。",
        "en": "An order with no match makes the result 0: test before taking logarithms.",
    }
    cases: list[tuple[list[Sentence], list[list[Sentence]]]] = [
        ([HYP], [[REF]]),
        ([["le", "chat"]], [[["le", "chat"]]]),
        ([sentence(j.rng, 5, 9)], [[["autre"] * 7]]),
    ]
    for hyps, refs in cases:
        got = j.number(j.learner.call("corpus_bleu", hyps, refs), WHAT)
        j.close(got, 0.0, rtol=0, atol=1e-12, what=WHAT, cause=cause)
    # One short sentence in a corpus takes nothing from the higher orders of the others.
    hyps, refs = corpus(j.rng, 6, 1, share=0.1)
    agree(j, ([*hyps, ["le"]], [*refs, [["le"]]]), cause)


@check("multi_ref")
def multi_ref(j: Judging) -> None:
    cause = {
        "zh": "次数的上限是单个参考译文里的最大值（不相加）；长度取最接近的参考译文，一样近取短的。",
        "en": (
            "The limit of a count is the largest in any one reference (not their "
            "sum); the closest reference length, the shorter of a tie."
        ),
    }
    a, b = "le chat noir voit le chien".split(), "le petit chat voit un chien noir et le jardin".split()
    agree(j, (["le le le chat chat noir".split()], [[a, b]], 1), cause)
    eight, six, ten = sentence(j.rng, 8, 9), sentence(j.rng, 6, 7), sentence(j.rng, 10, 11)
    for order in ([[*eight[:6]], ten + eight[:2]], [ten + eight[:2], [*eight[:6]]], [six, eight[:5] + ten[:5]]):
        agree(j, ([eight], [order], 1), cause)
    for references in (2, 3, 4):
        for _ in range(4):
            agree(j, corpus(j.rng, int(j.rng.integers(3, 12)), references), cause)


@check("tokens")
def tokens(j: Judging) -> None:
    cause = {
        "zh": "n 元组用元组作键：把词用空格拼起来，词里有空格就会认错。",
        "en": "Use tuples as keys: joined by spaces, tokens that contain spaces are confused.",
    }
    truth = ["a b", "c", "Le", "le", ".", "3", "a", "x", "b c"]
    agree(j, ([["a", "b c", "Le", "le", ".", "3", "a b", "x", "c"]], [[truth]], 2), cause)
    agree(j, ([["LE", "Chat", "voit", "!", "d"]], [[["le", "Chat", "voit", ".", "d"]]], 2), cause)
    chars = [list("brebis"), list("abracadabra")]
    agree(j, (chars, [[list("brebis")], [list("abracadabre")]]), cause)


@check("empty")
def empty(j: Judging) -> None:
    got = j.learner.call("corpus_bleu", [[], []], [[["le", "chat"]], [["oui"]]])
    j.close(got, 0.0, rtol=0, atol=1e-12, what=WHAT)
    hyps, refs = corpus(j.rng, 6, 1, share=0.1)
    agree(
        j,
        ([*hyps[:3], [], *hyps[3:]], [*refs[:3], [["le", "chat", "noir"]], *refs[3:]]),
        {"zh": "空译文也要计入参考长度。", "en": "An empty hypothesis still adds its reference length."},
    )


@check("K5")
def odd_sizes(j: Judging) -> None:
    hyps, refs = corpus(j.rng, 13, 3)
    agree(j, (hyps, refs, 7), {"zh": "max_n 可以是任何正整数。", "en": "max_n may be any positive integer."})


def precision_figure(matches: list[int], totals: list[int]) -> dict[str, Any]:
    share = [round(m / max(1, t), 3) for m, t in zip(matches, totals, strict=True)]
    return {
        "data": [{"type": "bar", "x": list(range(1, len(share) + 1)), "y": share}],
        "layout": {
            "title": {"text": {"zh": "一个随机语料各阶的精度", "en": "Precision by order on one random corpus"}},
            "xaxis": {"title": {"text": "n"}, "dtick": 1},
            "yaxis": {"title": {"text": {"zh": "截断精度", "en": "clipped precision"}}, "range": [0, 1]},
        },
    }
