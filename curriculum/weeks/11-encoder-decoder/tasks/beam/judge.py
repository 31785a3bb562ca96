"""Judge of beam: the table search against an exhaustive one, and each convention on a table made for it."""

from typing import Any

import numpy as np
from tables import LESSON, LESSON_NEXT, Found, every, random_table, search
from tree import tree_figure

from workers.judge import Judging, check

GROWS = {
    "zh": "已经输出 eos 的假设又往后长了，或者被丢出了束；它该原样留着，按原始的和占一席。",
    "en": (
        "A hypothesis that has produced eos grew further or was thrown out; it stays as it is and keeps its place by its raw sum."
    ),
}
PRUNING = {
    "zh": "剪枝按原始的和，长度惩罚只在最后排名时用；len 把 eos 也算在内。",
    "en": "Prune by the raw sum and apply the length penalty in the final ranking only; len counts eos.",
}
TIES = {"zh": "分数相同时，ids 字典序小的在前。", "en": "Where scores are equal, lexicographically smaller ids come first."}


def found(j: Judging, *args: Any) -> Found:
    """What the learner's search found, checked to be a list of (ids, score)."""
    got = j.learner.call("beam_search", *args)
    shaped = isinstance(got, list) and all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in got)
    j.that(shaped, {"zh": "返回值应是 (ids, 得分) 的列表。", "en": "The result should be a list of pairs (ids, score)."})
    pairs = []
    for ids, score in got:
        values = np.asarray(ids) if isinstance(ids, list | tuple) else j.array(ids, "ids", ndim=1)
        whole = values.ndim == 1 and len(values) > 0 and values.dtype.kind in "iu"
        j.that(whole, {"zh": "ids 应是非空的整数列表。", "en": "ids should be a non-empty list of integers."})
        pairs.append(([int(v) for v in values], j.number(score, "score")))
    return pairs


def agree(j: Judging, got: Found, want: Found, cause: dict[str, str]) -> None:
    j.equal([ids for ids, _ in got], [ids for ids, _ in want], what={"zh": "ids 的名单", "en": "the list of ids"}, cause=cause)
    scores = [np.array([score for _, score in pairs]) for pairs in (got, want)]
    j.close(scores[0], scores[1], rtol=1e-9, atol=1e-12, what={"zh": "得分", "en": "the scores"}, cause=PRUNING)


@check("lesson_table")
def lesson_table(j: Judging) -> None:
    j.figure("tree", tree_figure())
    for beam in (1, 2):
        args = (LESSON, LESSON_NEXT, 2, 2, beam, 3, 0.0)
        agree(j, found(j, *args), search(*args), GROWS)


@check("one_step")
def one_step(j: Judging) -> None:
    logp, nxt = random_table(j.rng, 3, 5)
    args = (logp, nxt, 1, 4, 3, 1, 0.7)
    agree(j, found(j, *args), search(*args), PRUNING)


@check("beam1_greedy")
def beam1_greedy(j: Judging) -> None:
    for _ in range(30):
        states, words = (int(n) for n in j.rng.integers(2, 8, 2))
        logp, nxt = random_table(j.rng, states, words)
        start, eos, longest = int(j.rng.integers(states)), int(j.rng.integers(words)), int(j.rng.integers(1, 9))
        state, ids, total = start, [], 0.0
        while len(ids) < longest and eos not in ids:
            best = int(logp[state].argmax())
            ids, total, state = [*ids, best], total + float(logp[state, best]), int(nxt[state, best])
        cause = {
            "zh": "下一步的概率要用 nxt 给出的新状态那一行。",
            "en": "The next step's probabilities are the row of the new state in nxt.",
        }
        agree(j, found(j, logp, nxt, start, eos, 1, longest, 1.0), [(ids, total / len(ids))], cause)


@check("bruteforce")
def bruteforce(j: Judging) -> None:
    for alpha in (0.0, 0.6, 1.0):
        for _ in range(4):
            states, words, longest = int(j.rng.integers(2, 6)), int(j.rng.integers(2, 4)), int(j.rng.integers(2, 5))
            logp, nxt = random_table(j.rng, states, words)
            start, eos = int(j.rng.integers(states)), int(j.rng.integers(words))
            got = found(j, logp, nxt, start, eos, words**longest, longest, alpha)
            agree(j, got, every(logp, nxt, start, eos, longest, alpha), GROWS)


@check("parity")
def parity(j: Judging) -> None:
    for number in range(40):
        states, words = int(j.rng.integers(3, 11)), int(j.rng.integers(3, 9))
        logp, nxt = random_table(j.rng, states, words, sharp=2.0)
        start, eos = int(j.rng.integers(states)), int(j.rng.integers(words))
        logp[:, eos] += (0.0, 1.0)[number % 2]  # half of the tables end often; they need not be normalised
        logp -= max(0.0, float(logp.max()))
        beam, longest = int(j.rng.integers(2, 6)), int(j.rng.integers(3, 10))
        args = (logp, nxt, start, eos, beam, longest, float(j.rng.choice([0.0, 0.5, 1.0, 2.0])))
        agree(j, found(j, *args), search(*args), PRUNING)


@check("eos_frozen")
def eos_frozen(j: Judging) -> None:
    """eos is likely everywhere, and would be free to repeat: growing changes ids, dropping empties the list."""
    for _ in range(10):
        logp, nxt = random_table(j.rng, 4, 5)
        eos = int(j.rng.integers(5))
        logp[:, eos] = -0.01
        args = (logp, nxt, 0, eos, 3, 6, 0.0)
        got = found(j, *args)
        repeated = sum(eos in ids[:-1] for ids, _ in got)
        j.equal(repeated, 0, what={"zh": "eos 后面还有词的假设个数", "en": "hypotheses with tokens after eos"}, cause=GROWS)
        agree(j, got, search(*args), GROWS)


@check("alpha_flip")
def alpha_flip(j: Judging) -> None:
    """One row a state: eos now for a sum of -1, or three more certain words and eos for -1.2 in all."""
    dear = -9.0
    logp = np.full((5, 3), dear)  # words: 0 goes on, 1 is never good, 2 ends
    logp[0, 2], logp[0, 0] = -1.0, -0.9
    logp[1:4, 0] = -0.1
    logp[3, 0], logp[3, 2] = dear, -0.1
    nxt = np.tile(np.minimum(np.arange(5) + 1, 4)[:, None], (1, 3))
    for alpha in (0.0, 0.1, 0.2, 0.3, 0.5, 1.0):
        args = (logp, nxt, 0, 2, 2, 6, alpha)
        agree(j, found(j, *args), search(*args), PRUNING)
    hidden = np.array([[-0.7, -0.6, -2.0], [-3.0, -3.0, -0.1], [-0.3, -3.0, -2.9]])  # normalising while pruning loses the best
    following = np.array([[1, 2, 0], [1, 2, 0], [2, 2, 0]])
    for beam in (1, 2, 3):
        args = (hidden, following, 0, 2, beam, 5, 1.0)
        agree(j, found(j, *args), search(*args), PRUNING)


@check("ties")
def ties(j: Judging) -> None:
    """Sums of quarters are exact, so equal is equal; all words cost the same, or one of two prices."""
    crossed = np.array([[-0.5, -0.25, -9.0], [-0.25, -0.25, -9.0], [-0.5, -0.5, -9.0]])  # 0 x and 1 x cost the same
    args = (crossed, np.array([[1, 2, 0]] * 3), 0, 2, 3, 2, 0.0)
    agree(j, found(j, *args), search(*args), TIES)
    for prices in ([-0.5], *[[-0.25, -0.5]] * 8):
        words = 5
        logp = j.rng.choice(prices, size=(4, words))
        nxt = j.rng.integers(0, 4, size=(4, words))
        for beam in (1, 3, 7):
            args = (logp, nxt, 0, int(j.rng.integers(words)), beam, 4, 0.0)
            agree(j, found(j, *args), search(*args), TIES)


@check("length_limit")
def length_limit(j: Judging) -> None:
    logp, nxt = random_table(j.rng, 3, 4)
    logp[:, 2] = -60.0
    args = (logp, nxt, 1, 2, 3, 7, 1.0)
    cause = {
        "zh": "长到 max_len 的假设算作完成，原样返回，不补 eos。",
        "en": "A hypothesis of max_len tokens is complete as it is; no eos is added.",
    }
    agree(j, found(j, *args), search(*args), cause)


@check("K5")
def odd_sizes(j: Judging) -> None:
    logp, nxt = random_table(j.rng, 7, 11)
    j.at_most(
        len(found(j, logp, nxt, 3, 5, 13, 2, 1.0)), 13, what={"zh": "返回的假设个数", "en": "the number of hypotheses returned"}
    )
    logp, nxt = random_table(j.rng, 1, 2)
    j.equal(len(found(j, logp, nxt, 0, 1, 100, 3, 1.0)), 4, what={"zh": "全部假设的个数", "en": "the number of all hypotheses"})
