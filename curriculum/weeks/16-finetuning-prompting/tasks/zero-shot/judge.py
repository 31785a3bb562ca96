"""Tests of w16/zero-shot: everything is exact; one test runs the three functions on what a real language model said."""

import numpy as np
from pictures import accuracy_figure
from scoring import Real, embedded, log_rows, real_cases, want_calibrated, want_score

from workers.judge import Judging, check

EXACT = {"rtol": 1e-9, "atol": 1e-12}
HAND = np.log(np.array([[1 / 4, 1 / 4, 1 / 4, 1 / 4], [1 / 4, 1 / 8, 1 / 2, 1 / 8], [1 / 8, 1 / 2, 1 / 4, 1 / 8]]))

SUM = {
    "zh": "第 k 个词元读第 len(prompt_ids)−1+k 行；每个词元都要算；normalise 为假时求和，不除。",
    "en": "Token k reads row len(prompt_ids)−1+k; every token counts; without normalise it is the sum, undivided.",
}
MEAN = {
    "zh": "normalise 为真时，除以这个标签自己的词元个数。",
    "en": "With normalise, divide by the number of tokens of that very label.",
}


def scored(
    j: Judging, table: np.ndarray, prompt: list[int], labels: list[list[int]], normalise: bool, cause: dict[str, str]
) -> np.ndarray:
    """The learner's scores, compared with the judge's."""
    got = j.array(j.learner.call("score", table, prompt, labels, normalise), "score", shape=(len(labels),), dtype="f64")
    lengths = [len(label) for label in labels][:6]
    what = {
        "zh": f"score（提示 {len(prompt)} 个词元，标签长 {lengths}，normalise={normalise}）",
        "en": f"score (prompt of {len(prompt)}, labels of {lengths} tokens, normalise={normalise})",
    }
    j.close(got, want_score(table, prompt, labels, normalise), **EXACT, what=what, cause=cause)
    return got


def some_labels(rng: np.random.Generator, v: int, lengths: tuple[int, ...]) -> list[list[int]]:
    return [rng.integers(0, v, n).tolist() for n in lengths]


# ---- score ----


@check("two_labels")
def two_labels(j: Judging) -> None:
    scored(j, HAND, [3, 1], [[0], [2, 2]], False, SUM)
    scored(j, HAND, [3, 1], [[0], [2, 2]], True, MEAN)


@check("multi_token_label")
def multi_token_label(j: Judging) -> None:
    for v, n, lengths in ((11, 3, (2, 2)), (7, 5, (1, 3, 2)), (53, 1, (4, 1, 1, 2, 5))):
        table = log_rows(j.rng, n + 5, v)
        scored(j, table, j.rng.integers(0, v, n).tolist(), some_labels(j.rng, v, lengths), False, SUM)
    table = log_rows(j.rng, 6, 5)  # labels that share their first token, and one that begins another
    scored(j, table, [4, 0], [[1, 2], [1, 3], [1], [1, 2, 0]], False, SUM)


@check("length_norm")
def length_norm(j: Judging) -> None:
    for v, n, lengths in ((11, 2, (1, 3)), (7, 5, (4, 1, 2)), (31, 3, (2, 2, 5, 1))):
        table = log_rows(j.rng, n + 5, v)
        scored(j, table, j.rng.integers(0, v, n).tolist(), some_labels(j.rng, v, lengths), True, MEAN)


@check("position")
def position(j: Judging) -> None:
    cause = {
        "zh": "只有从第 len(prompt_ids)−1 行起的几行有用：前面的行、表的末尾、提示里是哪些词元，都不影响。",
        "en": "Only the rows from len(prompt_ids)−1 on matter: not earlier rows, not the end of the table, not which tokens "
        "the prompt holds.",
    }
    labels = some_labels(j.rng, 13, (2, 1, 3))
    for n, extra in ((1, 0), (1, 9), (17, 0), (6, 4)):
        table = log_rows(j.rng, n + 2 + extra, 13)
        for normalise in (False, True):
            scored(j, table, j.rng.integers(0, 13, n).tolist(), labels, normalise, cause)


@check("impossible")
def impossible(j: Judging) -> None:
    table = log_rows(j.rng, 6, 7)
    table[3, 2] = table[2, 5] = -np.inf
    cause = {
        "zh": "概率为 0 的词元让整个标签得 −inf；别的标签不受影响，不能出现 NaN（0 × −inf）。",
        "en": "A token of probability 0 makes its label −inf and leaves the others alone; no NaN (0 × −inf).",
    }
    for normalise in (False, True):
        scored(j, table, [0, 1, 2], [[1], [0, 2], [5, 1], [3, 3, 3]], normalise, cause)


@check("long_label")
def long_label(j: Judging) -> None:
    v, length = 5, 401
    table = log_rows(j.rng, length + 2, v) - 3.0
    cause = {
        "zh": "留在对数里相加；先变回概率再连乘，401 个就下溢成 0 了。",
        "en": "Add in logarithms; a product of 401 probabilities underflows to 0.",
    }
    for normalise in (False, True):
        scored(j, table, [1, 2], some_labels(j.rng, v, (length, 2, 1)), normalise, cause)


# ---- calibrate ----

DIVIDE = {
    "zh": "每一行逐列除以 p_null，再让这一行的和是 1。",
    "en": "In every row divide column by column by p_null, then make that row add up to 1.",
}


def calibrated(j: Judging, p: np.ndarray, p_null: np.ndarray, what: dict[str, str]) -> np.ndarray:
    got = j.array(j.learner.call("calibrate", p, p_null), "calibrate(p, p_null)", shape=p.shape, dtype="f64")
    j.close(got, want_calibrated(p, p_null), **EXACT, what=what, cause=DIVIDE)
    return got


@check("calibrate_hand")
def calibrate_hand(j: Judging) -> None:
    p, p_null = np.array([[0.6, 0.4]]), np.array([0.75, 0.25])
    calibrated(j, p, p_null, {"zh": "手算的校准", "en": "the worked example of calibration"})


@check("calibrate_uniform")
def calibrate_uniform(j: Judging) -> None:
    for n, c in ((3, 2), (1, 5), (7, 3)):
        p_null = j.rng.dirichlet(np.ones(c))
        same = np.tile(p_null, (n, 1))
        what = {"zh": "p 就是 p_null 时（应是均匀分布）", "en": "p equal to p_null (should be uniform)"}
        calibrated(j, same, p_null, what)
        p = j.rng.dirichlet(np.ones(c), size=n)
        what = {"zh": "p_null 均匀时（应是 p）", "en": "a uniform p_null (should be p)"}
        calibrated(j, p, np.full(c, 1 / c), what)


@check("calibrate_rows")
def calibrate_rows(j: Judging) -> None:
    for n, c in ((5, 3), (1, 2), (2, 7), (13, 13)):
        p, p_null = j.rng.dirichlet(np.ones(c), size=n), j.rng.dirichlet(2 * np.ones(c))
        calibrated(j, p, p_null, {"zh": f"{n} 行 {c} 列", "en": f"{n} rows of {c}"})
        part = p * j.rng.uniform(1e-6, 0.2, size=(n, 1))  # a few words of a large vocabulary: rows far below 1
        calibrated(j, part, 0.03 * p_null, {"zh": "各行之和远小于 1 时", "en": "rows that add up to far less than 1"})
    tiny = np.array([[1e-40, 3e-40], [2e-25, 1e-25], [0.0, 1e-9]])
    calibrated(j, tiny, np.array([1e-12, 4e-12]), {"zh": "极小的概率", "en": "tiny probabilities"})


# ---- prompts ----


def prompted(j: Judging, text: str, template: str, shots: list[tuple[str, str]], cause: dict[str, str]) -> None:
    before, _, rest = template.partition("{text}")
    between, _, after = rest.partition("{label}")
    want = "\n\n".join([*(before + shown + between + label + after for shown, label in shots), before + text + between])
    j.equal(j.learner.call("build_prompt", text, template, shots), want, what="build_prompt", cause=cause)


ORDER = {
    "zh": "示例按给定的次序，一个空行隔开，问句在最后；重复的示例也照写。",
    "en": "Examples in the given order, one blank line between, the query last; a repeated example is written again.",
}
CUT = {
    "zh": "问句在模板的 {label} 之前截断，之前的空格与换行原样保留；示例是完整的，{label} 之后的也要。",
    "en": "The query is cut right before the template's {label}, blanks and line ends before it stay; examples are whole, "
    "with what follows {label}.",
}
PLAIN = {
    "zh": "只有模板里的 {text} 与 {label} 是占位符；文本里出现花括号、反斜杠，都原样写出。",
    "en": "Only the template's {text} and {label} are placeholders; braces and backslashes in a text are written as they are.",
}


@check("two_shots")
def two_shots(j: Judging) -> None:
    shots = [("Dull.", "bad"), ("A joy!", "good")]
    prompted(j, "Too long.", "Review: {text}\nIt was {label}.", shots, ORDER)


@check("shot_order")
def shot_order(j: Judging) -> None:
    words = ["warm", "dull", "funny", "lame", "slow", "fine", "loud"]
    for count in (0, 1, 2, 5, 7):
        names = [words[k] for k in j.rng.permutation(7)[:count]]
        shots = [(f"A {name} film {j.rng.integers(100)}.", ("good", "bad")[int(j.rng.integers(2))]) for name in names]
        prompted(j, "What a film.", "{text}\nMy verdict: {label}", shots, ORDER)
    prompted(j, "x", "{text} -> {label}", [("b", "1"), ("a", "0"), ("b", "1"), ("b", "0")], ORDER)


@check("query_cut")
def query_cut(j: Judging) -> None:
    shots = [(" two  blanks ", "good"), ("", "bad")]
    for template in (
        "Review: {text}\nSentiment: {label}",
        "Review: {text}\nSentiment:{label}",
        "\n{text}\n\n{label}\n",
        "<<{text}>> is {label}, they say.",
        "{text}{label}",
    ):
        prompted(j, " The end.\n", template, shots, CUT)
        prompted(j, "短评：很好看。", template, [], CUT)


@check("placeholders")
def placeholders(j: Judging) -> None:
    odd = ["I write {label} here.", "{text}", "{0} {} %s %(x)s", r"\1 \n \g<0> $1", "{label}{text}{label}"]
    for k, text in enumerate(odd):
        shots = [(odd[(k + 2) % 5], "good"), (odd[(k + 3) % 5], "{text}")]
        prompted(j, text, "Film: {text} | {label}.", shots, PLAIN)
        prompted(j, text, '{"review": "{text}", "by": {}, "label": "{label}"}', shots, PLAIN)


# ---- together, on what a real model said ----


def real_scores(j: Judging, case: Real, normalise: bool) -> tuple[np.ndarray, np.ndarray]:
    """(scores [N,C] of the sentences, scores [C] of the null text), all by the learner's function."""
    found = []
    for rows in [case.null, *case.rows]:
        table, prompt = embedded(j.rng, rows)
        found.append(scored(j, table, prompt, case.labels, normalise, MEAN if normalise else SUM))
    return np.array(found[1:]), found[0]


@check("real_model")
def real_model(j: Judging) -> None:
    y, cases = real_cases(j.task_dir)
    accuracy: dict[str, dict[str, float]] = {}
    for case in cases:
        mean, null = real_scores(j, case, True)
        total = real_scores(j, case, False)[0] if any(len(label) > 1 for label in case.labels) else mean
        what = {"zh": f"{case.name} 的校准", "en": f"calibration of {case.name}"}
        after = calibrated(j, np.exp(mean), np.exp(null), what)
        accuracy[case.name] = {
            way: float((values.argmax(axis=1) == y).mean())
            for way, values in (("sum", total), ("mean", mean), ("calibrated", after))
        }
    for way, value in accuracy["two-tokens"].items():
        j.metric(f"acc_{way}", value)
    j.figure("templates", accuracy_figure(accuracy))


@check("K6")
def alone(j: Judging) -> None:
    p, p_null = j.rng.dirichlet(np.ones(3), size=5), j.rng.dirichlet(np.ones(3))
    whole, one = j.learner.call("calibrate", p, p_null), j.learner.call("calibrate", p[3:4], p_null)
    j.close(one, whole[3:4], **EXACT, what={"zh": "单独一行的校准", "en": "calibration of one row alone"})
