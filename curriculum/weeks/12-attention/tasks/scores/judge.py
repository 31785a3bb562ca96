"""Tests of w12/scores. The reference is attention.py beside this file: float64, without torch."""

import math

import numpy as np
from asking import EXACT, FUSED, KINDS, arguments, compare, draw, random_mask, run, title_of
from attention import gradients
from pictures import weights_figure

from workers.judge import Judging, Torch, check

FORMULAS = {
    "zh": "additive 是 v·tanh(Wq q + Wk k)；dot 是 q·k，不缩放；general 是 q·(W k)；concat 是 v·tanh(Wa [q; k])，查询在前。",
    "en": "additive is v·tanh(Wq q + Wk k); dot is q·k, not scaled; general is q·(W k); concat is v·tanh(Wa [q; k]).",
}
AXIS = {
    "zh": "softmax 沿键的那一维（最后一维）做，在屏蔽之后；事后才清零，剩下的和就不到 1。",
    "en": "The softmax runs over the keys (the last axis), after masking; zeroed afterwards, the rest no longer sums to 1.",
}
BEFORE = {
    "zh": "True 表示保留。先把被屏蔽的得分填成 −∞，再做 softmax：事后乘掩码时，被屏蔽的键已经进了分母。",
    "en": "True means keep. Fill masked scores with −∞ first, then softmax: masked later, they are in the denominator.",
}


def f32(values):
    return np.asarray(values, np.float32)


# ---- public ----


@check("by_hand")
def by_hand(j: Judging) -> None:
    a = 0.5 * math.log(3)
    keys, values = f32([[[-1, -1], [0, -1], [0, 0]]]), f32([[[7, 0], [0, 14], [7, 0]]])
    given = (f32([[1]]), keys, values, f32([[a], [a]]), f32([[a, 0], [0, a]]), f32([2 * math.log(2)] * 2))
    for mask, w, ctx in (
        ([True, True, True], [1 / 7, 2 / 7, 4 / 7], [5, 4]),
        ([True, True, False], [1 / 3, 2 / 3, 0], [7 / 3, 28 / 3]),
    ):
        got = run(j, "additive", given, np.array([mask]))
        cause = {
            "zh": "tanh(½ ln 3) = 1/2，得分是 0、ln 2、2 ln 2，取指数得 1、2、4，再除以（没被屏蔽的）和。",
            "en": "tanh(½ ln 3) = 1/2, so scores are 0, ln 2, 2 ln 2, exponentials 1, 2, 4, over the sum of those kept.",
        }
        j.close(got[1], np.array([w]), rtol=1e-5, atol=1e-6, what=f"w, mask {mask}", cause=cause)
        j.close(got[0], np.array([ctx]), rtol=1e-5, atol=1e-6, what=f"ctx, mask {mask}", cause=cause)


@check("luong_hand")
def luong_hand(j: Judging) -> None:
    ln2, half = math.log(2), 0.5 * math.log(3)
    q, keys = f32([[1, 2]]), f32([[[0, 0], [ln2, 0], [0, ln2]]])
    values = f32([[[7, 0], [0, 14], [7, 0]]])
    wa = f32([[0, half / 2, half / ln2, 0], [0, half / 2, 0, half / ln2]])  # tanh of [½, ½], [4/5, ½], [½, 4/5]
    cases = (
        ("dot", (), [1 / 7, 2 / 7, 4 / 7], [5, 4]),
        ("general", (f32([[0, 0], [1, 1]]),), [1 / 9, 4 / 9, 4 / 9], [35 / 9, 56 / 9]),
        ("concat", (wa, f32([10 * ln2 / 3, 20 * ln2 / 3])), [1 / 7, 2 / 7, 4 / 7], [5, 4]),
    )
    for kind, weights, w, ctx in cases:
        got = run(j, kind, (q, keys, values, *weights), np.ones((1, 3), bool))
        j.close(got[1], np.array([w]), rtol=1e-5, atol=1e-6, what=f"w, {title_of(kind)}", cause=FORMULAS)
        j.close(got[0], np.array([ctx]), rtol=1e-5, atol=1e-6, what=f"ctx, {title_of(kind)}", cause=FORMULAS)


@check("odd_shapes")
def odd_shapes(j: Judging) -> None:
    for kind in KINDS:
        given = [a.astype(np.float32) for a in draw(j, kind, 2, 5, 3, 4, 6, 7)]
        mask = random_mask(j, 2, 5)
        _, w = run(j, kind, given, mask)
        j.close(w.sum(axis=1), np.ones(2), rtol=1e-5, what={"zh": "w 每一行的和", "en": "the sum of each row of w"}, cause=AXIS)


# ---- hidden ----


@check("f64_parity")
def f64_parity(j: Judging) -> None:
    for kind in KINDS:
        for sizes in ((3, 6, 5, 4, 2, 7), (4, 9, 2, 8, 3, 1), (1, 5, 4, 4, 4, 4)):
            given = draw(j, kind, *sizes)
            mask = random_mask(j, *sizes[:2])
            compare(j, kind, run(j, kind, given, mask), given, mask, cause=FORMULAS, **EXACT)
        single = [a.astype(np.float32) for a in given]
        compare(j, kind, run(j, kind, single, mask), single, mask, what=" (float32)", cause=FORMULAS, rtol=1e-5, scaled=True)
    given = draw(j, "additive", 4, 8, 5, 6, 3, 7, scale=1.5)
    kept = np.arange(8) < np.array([8, 6, 5, 3])[:, None]
    w = run(j, "additive", given, kept)[1]
    j.figure("weights", weights_figure(w))


@check("sum1")
def sum1(j: Judging) -> None:
    for kind in KINDS:
        given = draw(j, kind, 4, 4, 3, 5, 2, 6, scale=2)  # B = T: a softmax over the wrong axis has the right shape
        for mask in (np.ones((4, 4), bool), random_mask(j, 4, 4, share=0.4)):
            _, w = run(j, kind, given, mask)
            what = {"zh": f"{title_of(kind)} 的权重每一行的和", "en": f"the sum of each row of weights, {title_of(kind)}"}
            j.close(w.sum(axis=1), np.ones(4), rtol=1e-6, what=what, cause=AXIS)
            j.that(bool((w >= 0).all()), {"zh": "权重不能是负的。", "en": "Weights are not negative."}, AXIS)


@check("masked_zero")
def masked_zero(j: Judging) -> None:
    for kind in KINDS:
        given = draw(j, kind, 4, 7, 3, 5, 2, 6, scale=2)
        mask = random_mask(j, 4, 7, share=0.5)
        mask[:, 2], mask[0] = False, True
        mask[1:, 3] = True
        before = run(j, kind, given, mask)
        title = title_of(kind)
        j.that(
            bool((before[1][~mask] == 0).all()),
            {"zh": f"{title}：被屏蔽处的权重必须恰好是 0。", "en": f"{title}: weights at masked places are exactly 0."},
            BEFORE,
        )
        compare(j, kind, before, given, mask, cause=BEFORE)
        for size in (3.0, 1e4):
            moved = [a.copy() for a in given]
            for a in moved[1:3]:
                a[~mask] = j.rng.normal(size=a[~mask].shape) * size
            if kind in ("dot", "general"):  # the largest score of the row is one of those that are masked
                query = moved[0] if kind == "dot" else moved[0] @ moved[3]
                moved[1][1, 2] = size * query[1]
            after = run(j, kind, moved, mask)
            for name, one, two in zip(("ctx", "w"), before, after, strict=True):
                what = {
                    "zh": f"改动被屏蔽的键与值之后的 {name}，{title}",
                    "en": f"{name} after masked keys and values changed, {title}",
                }
                j.close(two, one, rtol=0, atol=1e-12, what=what, cause=BEFORE)


@check("all_masked")
def all_masked(j: Judging) -> None:
    cause = {
        "zh": "一行全是 −∞，softmax 得 0/0 = NaN；全填同一个有限的数，又会得到均匀的权重。这样的行规定为 0。",
        "en": "A row of −∞ makes softmax 0/0 = NaN; a row of one finite number makes it uniform. It is defined to be zeros.",
    }
    for kind in KINDS:
        for dtype in (np.float64, np.float32):
            given = [a.astype(dtype) for a in draw(j, kind, 4, 5, 3, 5, 2, 6)]
            mask = random_mask(j, 4, 5)
            mask[1] = mask[3] = False
            got = run(j, kind, given, mask)
            for name, value in zip(("ctx", "w"), got, strict=True):
                what = {
                    "zh": f"什么也不保留的行，{name}，{title_of(kind)}",
                    "en": f"rows that keep nothing, {name}, {title_of(kind)}",
                }
                j.close(value[[1, 3]], np.zeros_like(value[[1, 3]]), rtol=0, atol=0, what=what, cause=cause)
            compare(j, kind, got, given, mask, cause=cause, rtol=1e-5, atol=1e-6)


@check("permute")
def permute(j: Judging) -> None:
    cause = {
        "zh": "打乱键值对（与掩码），权重跟着打乱，上下文不变：打分不看位置。",
        "en": "Shuffle the key–value pairs and the mask: weights follow and the context stays, for scores do not look at places.",
    }
    for kind in KINDS:
        given = draw(j, kind, 3, 7, 4, 5, 2, 6)
        mask = random_mask(j, 3, 7)
        ctx, w = run(j, kind, given, mask)
        order = j.rng.permutation(7)
        q, keys, values, *weights = given
        moved = run(j, kind, (q, keys[:, order], values[:, order], *weights), mask[:, order])
        j.close(moved[1], w[:, order], rtol=1e-6, atol=1e-6, what=f"w, {title_of(kind)}", cause=cause)
        j.close(moved[0], ctx, rtol=1e-6, atol=1e-6, what=f"ctx, {title_of(kind)}", cause=cause)


@check("single_key")
def single_key(j: Judging) -> None:
    cause = {
        "zh": "只有一个键时权重是 1；注意 squeeze() 会把大小为 1 的批也压掉。",
        "en": "A single key has weight 1; squeeze() also drops a batch of one.",
    }
    for kind in KINDS:
        for b, t, sizes in ((1, 1, (3, 4, 2, 5)), (3, 1, (2, 3, 1, 1)), (1, 4, (1, 1, 1, 1))):
            given = draw(j, kind, b, t, *sizes)
            mask = np.ones((b, t), bool)
            mask[:, 1:] = False  # also one key kept of four
            ctx, w = run(j, kind, given, mask)
            j.close(w[:, 0], np.ones(b), rtol=1e-6, what=f"w, {title_of(kind)}", cause=cause)
            j.close(ctx, given[2][:, 0], rtol=1e-6, atol=1e-9, what=f"ctx, {title_of(kind)}", cause=cause)


@check("big_scores")
def big_scores(j: Judging) -> None:
    cause = {
        "zh": "先减去每行的最大值再取指数；屏蔽要用 −∞ 或该类型的最小值，不能用 −1e4 这样的常数。",
        "en": "Subtract each row's maximum before exponentiating; mask with −∞ or the type's minimum, not with −1e4 or the like.",
    }
    for kind in KINDS:
        for dtype, atol in ((np.float64, 1e-8), (np.float32, 5e-2)):
            given = list(draw(j, kind, 3, 6, 5, 5, 2, 7))
            if kind in ("dot", "general"):  # scores near −40,000, some apart by a little: any constant "minus a lot" wins there
                q, keys = given[:2]
                q[:], q[:, 0] = q * 1e1, -2e2
                keys[:, :, 0] = 2e2 + np.arange(6) / 200
                given[3:] = [np.eye(5)] if kind == "general" else []
            else:
                given[-1] *= 1e4
            given = [a.astype(dtype) for a in given]
            for mask in (np.ones((3, 6), bool), random_mask(j, 3, 6)):
                got = run(j, kind, given, mask)
                compare(j, kind, got, given, mask, what=f" ({np.dtype(dtype).name}, 1e4)", cause=cause, rtol=0, atol=atol)


@check("grad_parity")
def grad_parity(j: Judging) -> None:
    cause = {
        "zh": "前向对而梯度不对：中途 detach 了；或者把 NaN 换成 0 只救了前向，反向里仍是 0 × NaN。",
        "en": "Right forward and wrong gradient: something was detached, or replacing NaN by 0 saved the forward pass only.",
    }
    for kind in KINDS:
        given = draw(j, kind, 3, 4, 3, 2, 2, 3)
        mask = random_mask(j, 3, 4)
        mask[1] = False
        dout = j.rng.normal(size=(3, 2))
        name, args = arguments(kind, given, mask)
        places = {"additive": [0, 1, 2, 4, 5, 6], "general": [0, 1, 2, 5]}.get(kind, [0, 1, 2])
        found = j.learner.grad(name, *args, dout=Torch(dout), wrt=places, output=0)
        for number, place in enumerate(places):
            want = gradients(kind, given, mask, dout)[number]
            names = ("q", "K", "V", "Wq" if kind == "additive" else "W", "Wk", "v")
            what = {
                "zh": f"对 {names[number]} 的梯度，{title_of(kind)}",
                "en": f"the gradient of {names[number]}, {title_of(kind)}",
            }
            got = found.args.get(place)
            j.that(got is not None, {"zh": f"{what['zh']}：没有梯度。", "en": f"{what['en']}: there is none."}, cause)
            j.close(got, want, rtol=1e-6, atol=1e-8, what=what, cause=cause)


# ---- gates ----


@check("K4")
def same_twice(j: Judging) -> None:
    given, mask = draw(j, "additive", 2, 5, 3, 4, 2, 6), random_mask(j, 2, 5)
    first, second = j.twice(lambda learner: run(j, "additive", given, mask, learner=learner))
    j.same(first, second, what="additive")


@check("K5")
def primes(j: Judging) -> None:
    for kind in KINDS:
        given, mask = draw(j, kind, 7, 11, 5, 13, 3, 2), random_mask(j, 7, 11)
        compare(j, kind, run(j, kind, given, mask), given, mask)
        turned = [j.learner.lib("torch.permute", Torch(np.ascontiguousarray(a.T)), tuple(reversed(range(a.ndim)))) for a in given]
        name, args = arguments(kind, turned, mask)  # not contiguous
        got = j.learner.new(name, *args)
        compare(j, kind, [j.array(got.item(i), name) for i in (0, 1)], given, mask, what=" (non-contiguous)")


@check("K6")
def alone(j: Judging) -> None:
    for kind in KINDS:
        given, mask = draw(j, kind, 4, 6, 5, 3, 2, 7), random_mask(j, 4, 6)
        whole = run(j, kind, given, mask)[0]
        one = run(j, kind, (*(a[2:3] for a in given[:3]), *given[3:]), mask[2:3])[0]
        j.close(one, whole[2:3], rtol=1e-9, atol=1e-9, what={"zh": "单独一行的 ctx", "en": "ctx of one row alone"})


@check("K8")
def no_loops(j: Judging) -> None:
    for kind in KINDS:
        counts = []
        for b, t in ((2, 3), (2, 41), (17, 3)):
            given = [a.astype(np.float32) for a in draw(j, kind, b, t, 3, 4, 2, 5)]
            name, args = arguments(kind, given, np.ones((b, t), bool))
            found = j.learner.op_count(name, *args)
            fused = next((op for op in found if any(word in op for word in FUSED)), None)
            j.that(fused is None, {"zh": f"调用了现成的注意力 {fused}。", "en": f"Ready-made attention was called: {fused}."})
            counts.append(sum(number for op, number in found.items() if op.startswith("aten.")))
        what = {
            "zh": f"B 或 T 变大之后多出的运算次数，{title_of(kind)}",
            "en": f"operations added when B or T grows, {title_of(kind)}",
        }
        cause = {
            "zh": "里面有对批或对词的循环；张量运算会一次做完。",
            "en": "There is a loop over rows or words; tensor operations do it at once.",
        }
        j.at_most(max(counts[1:]) - counts[0], 4, what=what, cause=cause)
