"""The pairs of the tests, what translate() gave, and how good a list of translations is."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from workers.judge import Judging

Pairs = list[list[str]]
Links = set[tuple[int, int]]  # (English position, French position)
Array = np.ndarray[Any, Any]
LONGEST = 200  # tokens that any translation may have


def read(path: Any) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]


def labelled(j: Judging) -> tuple[Pairs, Pairs]:
    folder = j.assets / "en-fr"
    return [row[:2] for row in read(folder / "train.tsv")], [row[:2] for row in read(folder / "val.tsv")]


def hidden(j: Judging) -> tuple[Pairs, list[Links]]:
    """The hidden pairs, and for each the true alignment."""
    rows = read(j.assets_judge / "en-fr" / "test.tsv")
    links = [{(int(a), int(b)) for a, b in (link.split("-") for link in row[2].split())} for row in rows]
    return [row[:2] for row in rows], links


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


def with_maps(j: Judging, got: Any, texts: list[str]) -> tuple[list[str], list[Array]]:
    """What translate(model, texts, return_attention=True) gave: sentences, and for each an array [output, source] tokens."""
    what = "translate(model, texts, return_attention=True)"
    j.that(
        isinstance(got, tuple | list) and len(got) == 2 and isinstance(got[1], list | tuple) and len(got[1]) == len(texts),
        {"zh": f"{what} 应返回 (译文的列表, 矩阵的列表)。", "en": f"{what} should return (list of sentences, list of matrices)."},
    )
    french = checked(j, got[0], len(texts))
    maps = []
    for text, written, weights in zip(texts, french, got[1], strict=True):
        shape = (len(written.split()), len(text.split()))
        array = j.array(weights, {"zh": "一句的注意力矩阵", "en": "the attention matrix of a sentence"})
        cause = {
            "zh": "行是译文的词（不含 EOS），列是原句的词（不含填充与记号）。",
            "en": "Rows are output tokens without EOS, columns source tokens without padding or marks.",
        }
        what_shape = {"zh": f"{text[:40]!r} 的注意力矩阵", "en": f"the attention matrix of {text[:40]!r}"}
        if 0 not in shape or array.size:
            j.shape(array, shape, what_shape, cause=cause)
        maps.append(array.reshape(shape).astype(np.float64))
    return french, maps


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


def alignment_f1(maps: Sequence[Array], links: Sequence[Links]) -> float:
    """F1 of (argmax of each row, row) against the true links, counted over all sentences together."""
    hit = said = true = 0
    for weights, gold in zip(maps, links, strict=True):
        found = {(int(column), row) for row, column in enumerate(weights.argmax(axis=1))} if weights.size else set()
        hit, said, true = hit + len(found & gold), said + len(found), true + len(gold)
    return 2 * hit / max(1, said + true)


def thirds(pairs: Pairs) -> list[list[int]]:
    """Row numbers of the shortest, middle and longest third by the English length."""
    order = sorted(range(len(pairs)), key=lambda i: len(pairs[i][0].split()))
    a, b = len(order) // 3, 2 * len(order) // 3
    return [order[:a], order[a:b], order[b:]]
