"""Judge of sgns: counting is compared exactly, the loss with closed forms and with its own differences."""

from collections import Counter

import numpy as np

from workers.judge import Judging, check


def tokens(rng: np.random.Generator, n: int) -> list[str]:
    """Distinct words of three to six letters, not in alphabetical order."""
    found: list[str] = []
    while len(found) < n:
        word = "".join(rng.choice(list("abcdefghij"), int(rng.integers(3, 7))))
        if word not in found:
            found.append(word)
    return found


def documents(rng: np.random.Generator, counts: dict[str, int]) -> list[list[str]]:
    """The tokens as often as `counts` says, shuffled into documents of odd lengths; one is empty."""
    stream = [word for word, n in counts.items() for _ in range(n)]
    rng.shuffle(stream)
    cuts = np.sort(rng.integers(0, len(stream), 6))
    return [[str(w) for w in part] for part in np.split(np.array(stream, dtype=object), cuts)] + [[]]


def ids_of(words: list[str]) -> dict[str, int]:
    return {token: k for k, token in enumerate(["<pad>", "<unk>", *words])}


def brute_pairs(ids: list[list[int]], window: int) -> Counter[tuple[int, int]]:
    found: Counter[tuple[int, int]] = Counter()
    for row in ids:
        for i in range(len(row)):
            for j in range(len(row)):
                if i != j and abs(i - j) <= window:
                    found[row[i], row[j]] += 1
    return found


def softplus(x: np.ndarray) -> np.ndarray:
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def loss_ref(vc: np.ndarray, vo: np.ndarray, vn: np.ndarray) -> float:
    return float(softplus(np.array(-(vc @ vo))) + softplus(vn @ vc).sum())


def sample(rng: np.random.Generator, d: int, k: int, scale: float = 0.6) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return rng.normal(size=d) * scale, rng.normal(size=d) * scale, rng.normal(size=(k, d)) * scale


# ---- vocabulary ----


def vocab_is(
    j: Judging, docs: list[list[str]], min_count: int, max_size: int, want: dict[str, int], cause: dict[str, str]
) -> None:
    got = j.learner.call("build_vocab", docs, min_count, max_size)
    j.equal(
        got,
        want,
        what={"zh": f"build_vocab(docs, {min_count}, {max_size})", "en": f"build_vocab(docs, {min_count}, {max_size})"},
        cause=cause,
    )


@check("vocab_small")
def vocab_small(j: Judging) -> None:
    docs = [["the", "cat", "sat"], ["the", "cat"], ["the", "dog"]]
    cause = {"zh": "0 与 1 留给 <pad> 与 <unk>，其余从 2 开始。", "en": "0 and 1 are for <pad> and <unk>; the rest begin at 2."}
    vocab_is(j, docs, 1, 100, ids_of(["the", "cat", "dog", "sat"]), cause)


@check("vocab_ties")
def vocab_ties(j: Judging) -> None:
    words = tokens(j.rng, 12)
    counts = {word: 2 + k // 4 for k, word in enumerate(words)}
    want = sorted(words, key=lambda word: (-counts[word], word))
    cause = {
        "zh": "次数相同的词按字典序；Counter.most_common 保留的是出现的先后。",
        "en": "Equal counts go in alphabetical order; Counter.most_common keeps the order of appearance.",
    }
    vocab_is(j, documents(j.rng, counts), 1, 100, ids_of(want), cause)


@check("vocab_limits")
def vocab_limits(j: Judging) -> None:
    words = tokens(j.rng, 9)
    counts = {word: 9 - k for k, word in enumerate(words)}  # 9, 8 … 1
    docs = documents(j.rng, counts)
    inclusive = {"zh": "恰好出现 min_count 次的词要留下。", "en": "A word that occurs exactly min_count times stays."}
    vocab_is(j, docs, 4, 100, ids_of(words[:6]), inclusive)
    both = {"zh": "max_size 把 <pad> 与 <unk> 也算在内。", "en": "max_size counts <pad> and <unk> too."}
    vocab_is(j, docs, 1, 7, ids_of(words[:5]), both)
    vocab_is(j, docs, 1, 2, ids_of([]), both)
    marked = [*docs, ["<pad>"] * 20 + ["<unk>"] * 20]
    special = {
        "zh": "文本里的 <pad>、<unk> 不是普通词，不另给编号。",
        "en": "<pad> and <unk> in a text are no ordinary words and get no second id.",
    }
    vocab_is(j, marked, 1, 100, ids_of(words), special)


# ---- pairs ----


def pairs_are(j: Judging, ids: list[list[int]], window: int, cause: dict[str, str]) -> None:
    got = j.array(j.learner.call("pairs", ids, window), "pairs(ids, window)", ndim=2, dtype="i64")
    want = brute_pairs(ids, window)
    j.shape(got, (sum(want.values()), 2), what=f"pairs(ids, {window})")
    found = Counter((int(a), int(b)) for a, b in got)
    extra, missing = found - want, want - found
    j.that(
        not extra and not missing,
        {
            "zh": f"pairs(ids, {window})：多出 {sum(extra.values())} 对，少了 {sum(missing.values())} 对。{cause['zh']}",
            "en": f"pairs(ids, {window}): {sum(extra.values())} pairs too many, {sum(missing.values())} missing. {cause['en']}",
        },
    )


BOTH_SIDES = {
    "zh": "左右两侧各 window 个位置都要，按位置而不是按词排除自己，重复的对要重复出现。",
    "en": "Both sides, up to window places away; leave out the place itself, not the word; repeated pairs are repeated.",
}


@check("pairs_by_hand")
def pairs_by_hand(j: Judging) -> None:
    pairs_are(j, [[5, 6, 7, 8]], 1, BOTH_SIDES)


@check("pairs_bruteforce")
def pairs_bruteforce(j: Judging) -> None:
    for window in (1, 2, 3, 11):
        ids = [[int(v) for v in j.rng.integers(2, 6, int(n))] for n in j.rng.integers(2, 9, 5)]  # few ids: many repeats
        pairs_are(j, ids, window, BOTH_SIDES)


@check("no_cross_sentence")
def no_cross_sentence(j: Judging) -> None:
    cause = {
        "zh": "窗口不能跨过句子的边界；一个词的句子与空句没有词对。",
        "en": "A window may not cross the end of a sentence; a sentence of one word and an empty one have no pairs.",
    }
    pairs_are(j, [[10, 11], [], [12], [13, 14, 15]], 3, cause)
    pairs_are(j, [[2], [3], []], 2, cause)


# ---- noise ----


@check("noise_value")
def noise_value(j: Judging) -> None:
    counts = j.rng.integers(1, 1000, 13)
    counts[[2, 7]] = 0
    cause = {
        "zh": "先取次方，再除以总和；没出现过的词概率是 0；默认的次方是 0.75。",
        "en": "Raise to the power first, then divide by the sum; a word with count 0 has probability 0; the default is 0.75.",
    }
    for power in (None, 0.75, 1.0, 0.5, 0.0):
        exponent = 0.75 if power is None else power
        want = np.where(counts > 0, counts.astype(float) ** exponent, 0.0)
        got = j.learner.call("noise", counts) if power is None else j.learner.call("noise", counts, power)
        what = {"zh": f"次方 {exponent} 的噪声分布", "en": f"the noise distribution for power {exponent}"}
        j.close(got, want / want.sum(), rtol=1e-12, atol=1e-15, what=what, cause=cause)


# ---- loss and gradients ----


def parts(j: Judging, vc: np.ndarray, vo: np.ndarray, vn: np.ndarray) -> tuple[float, np.ndarray, np.ndarray, np.ndarray]:
    loss, dvc, dvo, dvn = j.learner.call("sgns", vc, vo, vn)
    return (
        j.number(loss, "loss"),
        j.array(dvc, "dvc", shape=vc.shape),
        j.array(dvo, "dvo", shape=vo.shape),
        j.array(dvn, "dvn", shape=vn.shape),
    )


@check("zero_loss")
def zero_loss(j: Judging) -> None:
    for k in (1, 5):
        loss = parts(j, np.zeros(3), np.zeros(3), np.zeros((k, 3)))[0]
        j.close(
            loss,
            (k + 1) * np.log(2),
            rtol=1e-12,
            what={"zh": f"全零向量、{k} 个负样本的 loss", "en": f"loss at zero vectors, {k} negatives"},
        )


@check("loss_value")
def loss_value(j: Judging) -> None:
    cause = {
        "zh": "正样本 −ln σ(vc·vo)，每个负样本 −ln σ(−vc·vn)，相加而不是平均。",
        "en": "−ln σ(vc·vo) for the pair, −ln σ(−vc·vn) for each negative; a sum, not a mean.",
    }
    for d, k in ((1, 1), (7, 3), (11, 5)):
        vc, vo, vn = sample(j.rng, d, k)
        j.close(
            parts(j, vc, vo, vn)[0],
            loss_ref(vc, vo, vn),
            rtol=1e-9,
            what=f"sgns(vc[{d}], vo[{d}], vn[{k},{d}]): loss",
            cause=cause,
        )


@check("grad_fd")
def grad_fd(j: Judging) -> None:
    h = 1e-5
    vc, vo, vn = sample(j.rng, 5, 3)
    grads = parts(j, vc, vo, vn)[1:]
    causes = {
        "vc": {
            "zh": "vc 的梯度来自正样本和每一个负样本。",
            "en": "The gradient of vc comes from the pair and from every negative.",
        },
        "vo": {"zh": "(σ(vc·vo) − 1)·vc，注意符号。", "en": "(σ(vc·vo) − 1)·vc; mind the sign."},
        "vn": {"zh": "每个负样本各有一行：σ(vc·vn)·vc。", "en": "One row for each negative: σ(vc·vn)·vc."},
    }
    for which, (name, cause) in enumerate(causes.items()):
        numeric = np.zeros_like((vc, vo, vn)[which])
        for place in np.ndindex(*numeric.shape):
            values = []
            for step in (h, -h):
                moved = [vc.copy(), vo.copy(), vn.copy()]
                moved[which][place] += step
                values.append(parts(j, *moved)[0])
            numeric[place] = (values[0] - values[1]) / (2 * h)
        what = {"zh": f"d{name} 与你的 loss 的差分", "en": f"d{name} against differences of your own loss"}
        j.close(grads[which], numeric, rtol=1e-6, atol=1e-8, what=what, cause=cause)
    vc, vo, vn = sample(j.rng, 7, 4)
    s = 1 / (1 + np.exp(-np.array([vc @ vo, *(vn @ vc)])))
    want = ((s[0] - 1) * vo + s[1:] @ vn, (s[0] - 1) * vc, np.outer(s[1:], vc))
    for got, exact, name in zip(parts(j, vc, vo, vn)[1:], want, causes, strict=True):
        j.close(got, exact, rtol=1e-9, atol=1e-12, what=f"d{name}", cause=causes[name])


@check("stable")
def stable(j: Judging) -> None:
    cause = {
        "zh": "σ(−800) 在浮点数里是 0，取对数得负无穷：用 logaddexp 或按正负分开写 ln σ。",
        "en": "σ(−800) is 0 in floating point and its logarithm −inf: write ln σ with logaddexp, or by the sign.",
    }
    for product in (50.0, -50.0, 800.0, -800.0):
        vc = np.array([1.0, 0.0, 0.0])
        vo, vn = np.array([product, 1.0, 0.0]), np.array([[-product, 0.0, 2.0], [product, 1.0, 1.0]])
        loss, *grads = parts(j, vc, vo, vn)
        j.close(
            loss,
            loss_ref(vc, vo, vn),
            rtol=1e-9,
            atol=1e-30,
            what={"zh": f"|x| = {abs(product):g} 时的 loss", "en": f"loss at |x| = {abs(product):g}"},
            cause=cause,
        )
        for grad in grads:
            j.finite(grad, {"zh": f"|x| = {abs(product):g} 时的梯度", "en": f"gradients at |x| = {abs(product):g}"})


# ---- analogies ----


def family(rng: np.random.Generator) -> np.ndarray:
    """Rows 0…3 are a parallelogram of unit rows, the others noise; every row is stretched by another length."""
    base, step = rng.normal(size=8), rng.normal(size=8) * 0.35
    rows = rng.normal(size=(29, 8))
    other = base + rng.normal(size=8) * 0.8
    rows[:4] = base, base + step, other, other + step
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows * rng.uniform(0.2, 6.0, size=(29, 1))


def analogy_ref(E: np.ndarray, a: int, b: int, c: int) -> list[int]:
    unit = E / np.linalg.norm(E, axis=1, keepdims=True)
    score = unit @ (unit[b] - unit[a] + unit[c])
    return [int(k) for k in np.argsort(-score, kind="stable") if k not in (a, b, c)]


@check("analogy_value")
def analogy_value(j: Judging) -> None:
    cause = {
        "zh": "先把每一行化为单位长度，再算 b − a + c，再按余弦排序。",
        "en": "Scale every row to length 1, take b − a + c, and rank by cosine.",
    }
    for _ in range(5):
        E = family(j.rng)
        a, b, c = (int(v) for v in j.rng.permutation(29)[:3])
        for topn in (1, 5):
            got = j.array(j.learner.call("analogy", E, a, b, c, topn), "analogy", shape=(topn,), dtype="i64")
            j.equal(got.tolist(), analogy_ref(E, a, b, c)[:topn], what=f"analogy(E, {a}, {b}, {c}, {topn})", cause=cause)


@check("analogy_excludes_query")
def analogy_excludes_query(j: Judging) -> None:
    cause = {
        "zh": "b − a + c 最近的往往就是 b 或 c 自己：先去掉 a、b、c 三个编号，再取前 topn 个。",
        "en": "Nearest to b − a + c is often b or c itself: drop the three ids a, b and c, then take topn.",
    }
    for _ in range(3):
        E = family(j.rng)
        got = j.array(j.learner.call("analogy", E, 0, 1, 2, 4), "analogy", shape=(4,), dtype="i64")
        j.equal(got.tolist(), analogy_ref(E, 0, 1, 2)[:4], what="analogy(E, 0, 1, 2, 4)", cause=cause)
    E = j.rng.normal(size=(6, 3))
    got = j.array(j.learner.call("analogy", E, 3, 3, 5, 10), "analogy", ndim=1, dtype="i64")
    what = {"zh": "a 等于 b、topn 大于剩下的行数时的结果", "en": "the result when a equals b and topn exceeds what is left"}
    j.equal(got.tolist(), analogy_ref(E, 3, 3, 5), what=what, cause=cause)


# ---- gates ----


@check("K5")
def odd_sizes(j: Judging) -> None:
    for d, k in ((7, 1), (3, 5), (13, 11)):
        parts(j, *sample(j.rng, d, k))
    j.shape(j.learner.call("noise", np.arange(1, 18)), (17,), what="noise(counts)")
