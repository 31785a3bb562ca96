"""Judge of mlm: shares are tested at five standard deviations, everything else exactly."""

from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np

from workers.judge import Judging, check

V, MASK, CLS, SEP, PAD = 1009, 103, 101, 102, 0
SIGMAS = 5.0


def batch(rng: np.random.Generator, b: int, t: int) -> tuple[np.ndarray, np.ndarray]:
    """Ids from a narrow range (so that random replacements show), [CLS] first, [SEP] and padding last."""
    ids = rng.integers(500, 600, (b, t))
    special = np.zeros((b, t), bool)
    for row, length in enumerate(rng.integers(t // 2, t + 1, b)):
        ids[row, 0], ids[row, length - 1], ids[row, length:] = CLS, SEP, PAD
        special[row, [0, length - 1]] = special[row, length:] = True
    return ids.astype(np.int64), special


def masked(j: Judging, ids: np.ndarray, special: np.ndarray, p: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    got = j.learner.call("mask_tokens", ids, special, V, MASK, p, seed)
    j.that(
        isinstance(got, tuple | list) and len(got) == 2,
        {"zh": "mask_tokens 要返回 (inputs, labels) 两项。", "en": "mask_tokens returns two things, (inputs, labels)."},
    )
    return tuple(  # type: ignore[return-value]
        j.array(part, name, shape=ids.shape, dtype="i64") for part, name in zip(got, ("inputs", "labels"), strict=True)
    )


def large(j: Judging) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """(ids, special, inputs, labels) of one large batch at p = 0.15."""

    def make() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        rng = np.random.default_rng(j.seed)
        ids, special = batch(rng, 211, 307)
        return (ids, special, *masked(j, ids, special, 0.15, int(rng.integers(2**31))))

    return j.once("large", make)


def share_is(j: Judging, got: int, count: int, want: float, what: dict[str, str], cause: dict[str, str]) -> None:
    spread = SIGMAS * np.sqrt(want * (1 - want) / max(count, 1))
    j.that(
        count > 0 and abs(got / count - want) <= spread,
        {
            "zh": f"{what['zh']}：{got}/{count}，应在 {want:.3f} ± {spread:.3f} 之内。{cause['zh']}",
            "en": f"{what['en']}: {got}/{count}, expected {want:.3f} ± {spread:.3f}. {cause['en']}",
        },
    )


# ---- masking ----


@check("masked_sentence")
def masked_sentence(j: Judging) -> None:
    ids = np.array([[CLS, 11, 12, 13, 14, 15, 16, 17, 18, SEP]])
    special = (ids == CLS) | (ids == SEP)
    inputs, labels = masked(j, ids, special, 0.5, 3)
    asked = labels != -100
    what = {"zh": "labels 的形状与取值", "en": "what labels holds"}
    cause = {"zh": "被选中的位置放原来的编号，其余 −100。", "en": "The original id where chosen, −100 elsewhere."}
    j.equal(labels[asked], ids[asked], what=what, cause=cause)
    j.equal(inputs[~asked], ids[~asked], what={"zh": "没选中的输入", "en": "inputs that were not chosen"}, cause=cause)


@check("rate")
def rate(j: Judging) -> None:
    _, special, _, labels = large(j)
    asked, open_ = labels != -100, ~special
    cause = {
        "zh": "每个普通位置独立地以概率 p 被选中。",
        "en": "Every ordinary place is chosen independently with probability p.",
    }
    what = {"zh": "被选中的普通位置", "en": "ordinary places that were chosen"}
    share_is(j, int((asked & open_).sum()), int(open_.sum()), 0.15, what, cause)
    counts, places = (asked & open_).sum(axis=1), open_.sum(axis=1)
    spread = float(((counts - 0.15 * places) ** 2 / (0.15 * 0.85 * places)).mean())
    j.that(
        0.5 <= spread <= 1.6,
        {
            "zh": f"各行选中个数的方差是独立抽取时的 {spread:.2f} 倍。{cause['zh']}",
            "en": f"The variance of the rows' counts is {spread:.2f} times that of independent choices. {cause['en']}",
        },
    )


@check("80_10_10")
def eighty_ten_ten(j: Judging) -> None:
    ids, _, inputs, labels = large(j)
    asked = labels != -100
    count = int(asked.sum())
    cause = {
        "zh": "选中的位置里八成换成 [MASK]，一成换成随机词，一成不动；三种情况用同一个骰子分。",
        "en": "Of the chosen, 80 % become [MASK], 10 % a random token, 10 % stay; one die decides among the three.",
    }
    became = int((asked & (inputs == MASK)).sum())
    kept = int((asked & (inputs == ids)).sum())
    share_is(j, became, count, 0.8 + 0.1 / V, {"zh": "变成 [MASK] 的", "en": "turned into [MASK]"}, cause)
    share_is(j, kept, count, 0.1 + 0.1 / V, {"zh": "保持不变的", "en": "left as they were"}, cause)


@check("labels_only_masked")
def labels_only_masked(j: Judging) -> None:
    ids, special, inputs, labels = large(j)
    asked = labels != -100
    cause = {
        "zh": "labels 只在被选中的位置放原来的编号（不是改过的），其余全部 −100；没选中的输入不动。",
        "en": "labels holds the original id (not the changed one) at chosen places and −100 everywhere else; other inputs stay.",
    }
    j.that(
        not asked.all() and bool((labels[~special] == -100).any()),
        {"zh": f"labels 里几乎没有 −100。{cause['zh']}", "en": f"There is hardly a −100 in labels. {cause['en']}"},
    )
    share_is(
        j,
        int(asked[~special].sum()),
        int((~special).sum()),
        0.15,
        {"zh": "有标签的位置", "en": "places with a label"},
        cause,
    )
    j.equal(labels[asked], ids[asked], what={"zh": "有标签处的编号", "en": "ids where there is a label"}, cause=cause)
    j.equal(inputs[~asked], ids[~asked], what={"zh": "没有标签处的输入", "en": "inputs where there is none"}, cause=cause)


@check("special_never")
def special_never(j: Judging) -> None:
    cause = {"zh": "special 为 True 的位置永远不选。", "en": "Places where special is True are never chosen."}
    rng = j.rng
    for b, t in ((7, 31), (1, 11)):
        ids, special = batch(rng, b, t)
        odd = special | (rng.random((b, t)) < 0.3)  # also in the middle, and not to be told by the id
        inputs, labels = masked(j, ids, odd, 0.9, int(rng.integers(2**31)))
        j.equal(inputs[odd], ids[odd], what={"zh": "特殊位置的输入", "en": "inputs at special places"}, cause=cause)
        j.that(
            bool((labels[odd] == -100).all()),
            {"zh": f"特殊位置有标签。{cause['zh']}", "en": f"A special place has a label. {cause['en']}"},
        )


@check("uniform_random")
def uniform_random(j: Judging) -> None:
    ids, _, inputs, labels = large(j)
    changed = inputs[(labels != -100) & (inputs != MASK) & (inputs != ids)]
    cause = {
        "zh": "随机词在 0…V−1 上均匀，与原句的词、与别的位置都无关。",
        "en": "Random tokens are uniform over 0…V−1, whatever the sentence holds and whatever other places got.",
    }
    j.that(
        len(changed) > 100 and bool(((changed >= 0) & (changed < V)).all()),
        {
            "zh": f"随机词超出了 0…{V - 1}，或太少。{cause['zh']}",
            "en": f"Random tokens beyond 0…{V - 1}, or too few. {cause['en']}",
        },
    )
    for k in range(4):
        low, high = V * k / 4, V * (k + 1) / 4
        inside = int(((changed >= low) & (changed < high)).sum())
        what = {"zh": f"落在 [{low:.0f}, {high:.0f}) 的随机词", "en": f"random tokens in [{low:.0f}, {high:.0f})"}
        share_is(j, inside, len(changed), 0.25, what, cause)
    j.at_least(
        len(set(changed.tolist())),
        0.3 * min(len(changed), V),
        what={"zh": "不同的随机词", "en": "different random tokens"},
        cause=cause,
    )


@check("seeded")
def seeded(j: Judging) -> None:
    ids, special = batch(j.rng, 5, 83)
    first = masked(j, ids, special, 0.4, 11)
    again = masked(j, ids, special, 0.4, 11)
    other = masked(j, ids, special, 0.4, 12)
    cause = {"zh": "随机数只来自 seed。", "en": "All randomness comes from seed."}
    for name, one, two in zip(("inputs", "labels"), first, again, strict=True):
        j.equal(two, one, what={"zh": f"同一个种子的 {name}", "en": f"{name} with the same seed"}, cause=cause)
    j.that(
        bool((first[1] != other[1]).any()),
        {"zh": f"换了种子，遮住的位置一点没变。{cause['zh']}", "en": f"Another seed masks the same places. {cause['en']}"},
    )
    same = np.repeat(ids[:1], 5, axis=0)
    _, labels = masked(j, same, np.zeros_like(same, dtype=bool), 0.4, 11)
    j.that(
        bool((labels != labels[:1]).any()),
        {"zh": "每一行遮住的是同样的位置。", "en": "Every row has the same places masked."},
    )
    for p in (0.0, 1.0):
        _, labels = masked(j, ids, special, p, 5)
        j.equal(
            labels != -100,
            ~special if p else np.zeros_like(special),
            what={"zh": f"p = {p:.0f} 时选中的位置", "en": f"places chosen with p = {p:.0f}"},
        )


# ---- sentence pairs ----


def documents(rng: np.random.Generator, count: int) -> list[list[str]]:
    """Documents of 0 to 9 sentences, all different; one has a single sentence, one none."""
    sizes = [0, 1, 2, *(int(n) for n in rng.integers(3, 10, count - 3))]
    return [[f"d{d}s{s} {rng.integers(1000)}" for s in range(size)] for d, size in enumerate(sizes)]


def pairs(j: Judging, docs: list[list[str]], n: int, seed: int) -> list[tuple[str, str, int]]:
    got = j.learner.call("nsp_pairs", docs, n, seed)
    j.that(
        isinstance(got, list | tuple)
        and len(got) == n
        and all(isinstance(row, list | tuple) and len(row) == 3 for row in got)
        and all(isinstance(row[0], str) and isinstance(row[1], str) and row[2] in (0, 1) for row in got),
        {"zh": f"要返回 {n} 个 (a, b, 0 或 1)，a、b 是句子。", "en": f"Return {n} triples (a, b, 0 or 1), a and b sentences."},
    )
    return [(row[0], row[1], int(row[2])) for row in got]


def many(j: Judging) -> tuple[list[list[str]], list[tuple[str, str, int]]]:
    def make() -> Any:
        rng = np.random.default_rng(j.seed)
        docs = documents(rng, 23)
        return docs, pairs(j, docs, 2003, int(rng.integers(2**31)))

    return j.once("pairs", make)  # type: ignore[no-any-return]


def place(docs: list[list[str]]) -> dict[str, tuple[int, int]]:
    return {text: (d, s) for d, doc in enumerate(docs) for s, text in enumerate(doc)}


@check("nsp_balance")
def nsp_balance(j: Judging) -> None:
    _, rows = many(j)
    cause = {"zh": "正例与反例各占一半，次序打乱。", "en": "Half of the pairs follow on, half do not, in mixed order."}
    what = {"zh": "标为 1 的句对", "en": "pairs labelled 1"}
    share_is(j, sum(row[2] for row in rows), len(rows), 0.5, what, cause)
    changes = sum(a[2] != b[2] for a, b in pairwise(rows))
    share_is(j, changes, len(rows) - 1, 0.5, {"zh": "相邻两对标签不同的", "en": "neighbours with different labels"}, cause)


@check("nsp_next")
def nsp_next(j: Judging) -> None:
    docs, rows = many(j)
    where = place(docs)
    cause = {
        "zh": "标为 1 的 b 必须是同一篇里紧跟 a 的那一句；每一处相邻都有机会被抽到。",
        "en": "With label 1, b is the sentence right after a in the same document; every such place can be drawn.",
    }
    seen: Counter[tuple[int, int]] = Counter()
    for a, b, label in rows:
        j.that(a in where and b in where, {"zh": "句子不在文档里。", "en": "A sentence is in no document."})
        if label:
            (d, s), (e, t) = where[a], where[b]
            right = d == e and t == s + 1
            j.that(right, {"zh": f"{a!r} 之后不是 {b!r}。{cause['zh']}", "en": f"{b!r} does not follow {a!r}. {cause['en']}"})
            seen[d, s] += 1
    open_ = sum(max(len(doc) - 1, 0) for doc in docs)
    j.at_least(len(seen), 0.8 * open_, what={"zh": "抽到的不同正例", "en": "different pairs drawn with label 1"}, cause=cause)


@check("nsp_other_doc")
def nsp_other_doc(j: Judging) -> None:
    docs, rows = many(j)
    where = place(docs)
    cause = {
        "zh": "反例的 b 要来自另一篇文档；同一篇里随便取一句，可能正好是下一句，也把题目变成了另一道。",
        "en": "With label 0, b comes from another document; one from the same could even be the next sentence.",
    }
    for few in (rows, pairs(j, [["a1", "a2"], ["b1"]], 31, 4)):
        places = where if few is rows else place([["a1", "a2"], ["b1"]])
        for a, b, label in few:
            j.that(a in places and b in places, {"zh": "句子不在文档里。", "en": "A sentence is in no document."})
            bad = not label and places[a][0] == places[b][0]
            j.that(
                not bad,
                {
                    "zh": f"反例 {a!r}、{b!r} 来自同一篇。{cause['zh']}",
                    "en": f"{a!r} and {b!r}, label 0, share a document. {cause['en']}",
                },
            )
    others = {b for _, b, label in rows if not label}
    j.at_least(len(others), 0.7 * len(where), what={"zh": "反例里不同的 b", "en": "different b among label 0"}, cause=cause)


# ---- top-p ----


def nucleus(logits: np.ndarray, p: float, temperature: float) -> np.ndarray:
    z = logits.astype(float) / temperature
    probs = np.exp(z - z.max())
    probs /= probs.sum()
    order = np.argsort(-probs, kind="stable")
    size = int((np.cumsum(probs[order]) < p).sum()) + 1
    out = np.zeros_like(probs)
    out[order[:size]] = probs[order[:size]]
    return out / out.sum()


def top_p_is(j: Judging, logits: np.ndarray, p: float, temperature: float, cause: dict[str, str]) -> None:
    want = nucleus(logits, p, temperature)
    got = j.array(j.learner.call("top_p", logits, p, temperature), "top_p(logits, p, T)", shape=logits.shape, dtype="f32")
    what = {"zh": f"top_p(logits, {p:.3f}, {temperature:.2f})", "en": f"top_p(logits, {p:.3f}, {temperature:.2f})"}
    j.equal(got > 0, want > 0, what={"zh": f"{what['zh']} 留下的词", "en": f"tokens kept by {what['en']}"}, cause=cause)
    j.close(got, want, rtol=1e-5, atol=1e-7, what=what, cause=cause)


SMALLEST = {
    "zh": "按概率从大到小取，累计达到 p 的那个词也要留下；先除以温度再取 softmax；相同的取编号小的；最后重新归一。",
    "en": "From the largest down, the token that reaches p is kept too; divide by T before the softmax; of equal ones the "
    "smaller id; renormalise.",
}


def safe(rng: np.random.Generator, size: int) -> tuple[np.ndarray, float, float]:
    """Logits and a p that no sum of probabilities comes close to, so that rounding decides nothing."""
    logits = (2 * rng.normal(size=size)).astype(np.float32)
    temperature = float(rng.choice([0.5, 1.0, 1.7]))
    probs = np.sort(nucleus(logits, 1.0, temperature))[::-1]
    sums = np.concatenate([[0.0], np.cumsum(probs)])
    gaps = np.flatnonzero(np.diff(sums) > 1e-3)
    k = int(rng.choice(gaps))
    return logits, float((sums[k] + sums[k + 1]) / 2), temperature


@check("top_p_hand")
def top_p_hand(j: Judging) -> None:
    top_p_is(j, np.log(np.array([1, 4, 2, 1], np.float32)), 0.6, 1.0, SMALLEST)


@check("top_p_min_set")
def top_p_min_set(j: Judging) -> None:
    for size in (2, 7, 31, 1009):
        for _ in range(3):
            top_p_is(j, *safe(j.rng, size), SMALLEST)


@check("top_p_edges")
def top_p_edges(j: Judging) -> None:
    equal = np.zeros(8, np.float32)
    top_p_is(j, equal, 0.3, 1.0, SMALLEST)  # three of eight equal ones: ids 0, 1, 2
    tied = np.array([0, 3, 1, 3, 3, -2, 1], np.float32)
    top_p_is(j, tied, 0.55, 0.7, SMALLEST)
    top_p_is(j, tied, 1e-6, 1.0, SMALLEST)  # at least one token
    huge = np.array([900, 899, -900, 0], np.float32)
    top_p_is(j, huge, 0.9, 1.0, SMALLEST)
    top_p_is(j, np.array([1.5], np.float32), 0.4, 2.0, SMALLEST)
    every = (0.3 * j.rng.normal(size=11)).astype(np.float32)
    top_p_is(j, every, 0.999999, 1.3, SMALLEST)


# ---- gates ----


@check("K4")
def same_seed(j: Judging) -> None:
    ids, special = batch(j.rng, 3, 29)
    docs = documents(j.rng, 7)
    for make in (
        lambda learner: learner.call("mask_tokens", ids, special, V, MASK, 0.5, 9),
        lambda learner: [list(row) for row in learner.call("nsp_pairs", docs, 19, 9)],
    ):
        j.same(*j.twice(make), what={"zh": "两个进程里的结果", "en": "results in two processes"})


@check("K5")
def odd_sizes(j: Judging) -> None:
    for b, t in ((1, 5), (3, 17)):
        ids, special = batch(j.rng, b, t)
        masked(j, ids, special, 0.2, 1)
