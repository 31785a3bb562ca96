"""Judge of bpe: merges and pieces are plain data and compared exactly, on corpora in which the usual slips show."""

from collections import Counter
from itertools import pairwise

import numpy as np

from workers.judge import Judging, check

Pair = tuple[str, str]

HAND = {"nap": 3, "map": 2, "mapper": 2, "napping": 1}
HAND_MERGES: list[Pair] = [("a", "p"), ("m", "ap"), ("n", "ap"), ("e", "r"), ("map", "p")]


def merged(symbols: list[str], pair: Pair) -> list[str]:
    out: list[str] = []
    i = 0
    while i < len(symbols):
        if tuple(symbols[i : i + 2]) == pair:
            out.append("".join(pair))
            i += 2
        else:
            out.append(symbols[i])
            i += 1
    return out


def reference(corpus: dict[str, int], n: int) -> list[Pair]:
    words = {word: list(word) for word in corpus}
    merges: list[Pair] = []
    while len(merges) < n:
        pairs: Counter[Pair] = Counter()
        for word, symbols in words.items():
            for pair in pairwise(symbols):
                pairs[pair] += corpus[word]
        if not pairs:
            break
        merges.append(min(pairs, key=lambda pair: (-pairs[pair], pair)))
        words = {word: merged(symbols, merges[-1]) for word, symbols in words.items()}
    return merges


def encoded(word: str, merges: list[Pair]) -> list[str]:
    symbols = list(word)
    for pair in merges:
        symbols = merged(symbols, pair)
    return symbols


def by_rank(word: str, merges: list[Pair]) -> list[str]:
    """The other usual way: always the earliest merge that is possible. On some made-up lists it cuts differently."""
    symbols, rank = list(word), {pair: k for k, pair in reversed(list(enumerate(merges)))}
    while possible := [pair for pair in pairwise(symbols) if pair in rank]:
        symbols = merged(symbols, min(possible, key=rank.__getitem__))
    return symbols


def longest_first(word: str, merges: list[Pair]) -> list[str]:
    known = {a + b for a, b in merges}
    pieces, i = [], 0
    while i < len(word):
        end = max((k for k in range(i + 1, len(word) + 1) if word[i:k] in known), default=i + 1)
        pieces.append(word[i:end])
        i = end
    return pieces


def words_of(rng: np.random.Generator, count: int, letters: str = "abcd", longest: int = 8) -> dict[str, int]:
    found: dict[str, int] = {}
    while len(found) < count:
        word = "".join(rng.choice(list(letters), int(rng.integers(2, longest + 1))))
        found.setdefault(word, int(rng.integers(1, 9)))
    return found


def merges_are(j: Judging, corpus: dict[str, int], n: int, cause: dict[str, str]) -> None:
    got = j.learner.call("train_bpe", corpus, n)
    j.that(
        isinstance(got, list | tuple) and all(isinstance(p, list | tuple) and len(p) == 2 for p in got),
        {"zh": "train_bpe 要返回由 (a, b) 组成的列表。", "en": "train_bpe returns a list of pairs (a, b)."},
    )
    what = {"zh": f"{len(corpus)} 个词的前 {n} 次合并", "en": f"the first {n} merges of {len(corpus)} words"}
    j.equal([tuple(pair) for pair in got], reference(corpus, n), what=what, cause=cause)


def pieces_are(j: Judging, word: str, merges: list[Pair], cause: dict[str, str]) -> None:
    got = j.learner.call("encode", word, merges)
    j.that(isinstance(got, list | tuple), {"zh": "encode 要返回列表。", "en": "encode returns a list."})
    j.equal(list(got), encoded(word, merges), what={"zh": f"encode({word!r}, …)", "en": f"encode({word!r}, …)"}, cause=cause)


COUNTED = {
    "zh": "每个词按它的次数计；次数最多者先合并，次数相同取 (a, b) 按 Python 比较较小的一对。",
    "en": "Each word counts as often as it occurs; the most frequent pair goes first, "
    "of equal ones the smaller (a, b) as Python compares.",
}


@check("five_merges")
def five_merges(j: Judging) -> None:
    merges_are(j, HAND, 5, COUNTED)


@check("encode_hand")
def encode_hand(j: Judging) -> None:
    cause = {
        "zh": "从单个字符开始，按学到的先后逐条合并。",
        "en": "Start from single characters and apply the merges in the order learnt.",
    }
    for word in ("mapping", "happen"):
        pieces_are(j, word, HAND_MERGES, cause)
    j.equal(j.learner.call("decode", ["mapp", "i", "n", "g"]), "mapping", what="decode", cause=cause)


@check("merge_order")
def merge_order(j: Judging) -> None:
    for count, n in ((7, 9), (23, 31), (60, 50)):
        merges_are(j, words_of(j.rng, count), n, COUNTED)
    tied = {"".join(pair): 3 for pair in (j.rng.permutation(list("hgfedcba")).reshape(4, 2))}
    merges_are(j, tied, 4, COUNTED)
    heavy = {"xy": 50, **{f"{a}q": 4 for a in "abcdefg"}}  # one frequent word against many types
    merges_are(j, heavy, 3, COUNTED)
    longer = {"zz": 9, "abcd": 5, "abce": 4}
    merges_are(j, longer, 5, COUNTED)


@check("overlap")
def overlap(j: Judging) -> None:
    cause = {
        "zh": "“aaa”里 (a, a) 出现两次，逐个位置数；合并时从左到右，不重叠：“aaa” → “aa”“a”。",
        "en": "In “aaa” the pair (a, a) occurs twice, place by place; merging goes left to right without overlap: “aa”, “a”.",
    }
    merges_are(j, {"aaa": 1, "bcb": 1, "bc": 1}, 1, cause)  # counted without overlap it would be a tie at 1 less
    merges_are(j, {"aaaaa": 2, "bc": 7, "xaaa": 1}, 4, cause)
    for word in ("aaa", "aaaaa", "baaab", "aaaaaaaa"):
        pieces_are(j, word, [("a", "a"), ("aa", "a"), ("b", "aa")], cause)


@check("encode_order")
def encode_order(j: Judging) -> None:
    cause = {
        "zh": "不是先找最长的子词：合并按学到的先后进行，后学的长片段可能根本轮不到。",
        "en": "Not the longest piece first: merges go in the order learnt, and a longer piece learnt later may never "
        "get its turn.",
    }
    pieces_are(j, "abc", [("b", "c"), ("a", "b"), ("ab", "c")], cause)
    told = 0
    for _ in range(200):
        merges = reference(words_of(j.rng, 25), 30)
        word = next(iter(words_of(j.rng, 1, longest=12)))
        same = encoded(word, merges) == by_rank(word, merges)
        if same and encoded(word, merges) != longest_first(word, merges):
            pieces_are(j, word, merges, cause)
            told += 1
        if told == 8:
            break
    pieces_are(j, "zzz", [("a", "b")], cause)
    pieces_are(j, "", [("a", "b")], cause)
    pieces_are(j, "ab", [], cause)


@check("roundtrip")
def roundtrip(j: Judging) -> None:
    corpus = {
        "自然语言": 4,
        "语言模型": 5,
        "模型": 2,
        "naïve": 3,
        "🎬🎬🍿": 3,
        "👩\u200d🔬": 2,
        "a b": 1,
        "e\u0301": 2,
        "</w>": 1,
    }
    cause = {
        "zh": "按码点（Python 的一个字符）切分，不加词尾标记，也不做任何规范化；没见过的字符照原样留下。",
        "en": "Cut at code points (one Python character), add no end-of-word mark and "
        "normalise nothing; unseen characters stay as they are.",
    }
    merges_are(j, corpus, 12, cause)
    merges = reference(corpus, 12)
    for word in (*corpus, "自然模型", "🍿x🎬🎬", "Ω\u0000β", ""):
        pieces = j.learner.call("encode", word, merges)
        j.equal(
            j.learner.call("decode", pieces),
            word,
            what={"zh": f"decode(encode({word!r}))", "en": f"decode(encode({word!r}))"},
            cause=cause,
        )
        pieces_are(j, word, merges, cause)


@check("exhausted")
def exhausted(j: Judging) -> None:
    cause = {
        "zh": "没有相邻的一对可合并时就停，返回已有的；n 为 0 返回空列表；每个词都成了一块也要继续数别的词。",
        "en": "Stop when no two symbols are adjacent any more and return what there is; n = 0 gives an empty list.",
    }
    merges_are(j, {"ab": 1}, 5, cause)
    merges_are(j, {"a": 7, "b": 2}, 3, cause)
    merges_are(j, {}, 4, cause)
    merges_are(j, HAND, 0, cause)
    merges_are(j, {"abc": 1, "a": 9}, 10, cause)
    merges_are(j, HAND, 40, cause)


@check("K4")
def same_everywhere(j: Judging) -> None:
    corpus = words_of(j.rng, 40)
    first, second = j.twice(lambda learner: learner.call("train_bpe", corpus, 30))
    j.same(first, second, what={"zh": "两个进程里的合并", "en": "the merges in two processes"})
