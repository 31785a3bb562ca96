"""The pairs of the tests, and how good a list of translations is."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

from workers.judge import Judging, Learner

Pairs = list[list[str]]
LONGEST = 200  # tokens that any translation may have


def read(path: Any) -> Pairs:
    return [line.split("\t")[:2] for line in path.read_text(encoding="utf-8").splitlines()]


def labelled(j: Judging) -> tuple[Pairs, Pairs]:
    folder = j.assets / "en-fr"
    return read(folder / "train.tsv"), read(folder / "val.tsv")


def hidden(j: Judging) -> Pairs:
    return read(j.assets_judge / "en-fr" / "test.tsv")


def checked(j: Judging, got: Any, count: int) -> list[str]:
    """What translate(model, texts) gave, as `count` strings of at most LONGEST tokens."""
    what = "translate(model, texts)"
    j.that(
        isinstance(got, list) and len(got) == count and all(isinstance(text, str) for text in got),
        {"zh": f"{what} 应返回 {count} 个字符串的列表。", "en": f"{what} should return a list of {count} strings."},
    )
    longest = max((len(text.split()) for text in got), default=0)
    cause = {"zh": "生成时要有长度上限，遇到 EOS 就停。", "en": "Generation needs a limit of its own, and stops at EOS."}
    j.at_most(longest, LONGEST, what={"zh": "最长的译文的词数", "en": "tokens of the longest translation"}, cause=cause)
    return list(got)


def bleu(hyps: Sequence[str], refs: Sequence[str]) -> float:
    """Corpus BLEU-4 times 100, no smoothing."""
    matches, totals, written, wanted = [0] * 4, [0] * 4, 0, 0
    for hyp, ref in zip(hyps, refs, strict=True):
        a, b = hyp.split(), ref.split()
        written, wanted = written + len(a), wanted + len(b)
        for n in range(4):
            have, want = (Counter(tuple(x[i : i + n + 1]) for i in range(len(x) - n)) for x in (a, b))
            matches[n] += (have & want).total()
            totals[n] += have.total()
    if min(matches) == 0:
        return 0.0
    logs = sum(math.log(m / t) for m, t in zip(matches, totals, strict=True)) / 4
    return 100 * math.exp(logs + min(0.0, 1 - wanted / written))


def exact(hyps: Sequence[str], refs: Sequence[str]) -> float:
    return sum(h.split() == r.split() for h, r in zip(hyps, refs, strict=True)) / max(1, len(refs))


def thirds(pairs: Pairs) -> list[list[int]]:
    """Row numbers of the shortest, middle and longest third by the English length."""
    order = sorted(range(len(pairs)), key=lambda i: len(pairs[i][0].split()))
    a, b = len(order) // 3, 2 * len(order) // 3
    return [order[:a], order[a:b], order[b:]]


def ask(j: Judging, learner: Learner, model: Any, texts: list[str]) -> list[str]:
    return checked(j, learner.call("translate", model, texts), len(texts))
