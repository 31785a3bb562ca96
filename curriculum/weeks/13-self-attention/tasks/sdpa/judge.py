"""Tests of w13/sdpa. The reference is attention.py beside this file, float64, without torch."""

import math

import numpy as np
from asking import EXACT, ROUND, compare, counted, draw, f32, random_mask, run, slope
from attention import attend, gradients
from pictures import timing_figure, weights_figure

from workers.judge import Judging, Torch, check


@check("by_hand")
def by_hand(j: Judging) -> None:
    a = math.sqrt(2) * math.log(2)
    q = f32([[1, 0], [0, 1], [1, 1]])[None, None]
    k = f32([[0, a], [a, 0], [a, a]])[None, None]
    v = f32([[5, 0], [0, 5], [10, 10]])[None, None]
    out, w = run(j, q, k, v)
    cause = {
        "zh": "得分是 q·k/√2，沿键的那一维做 softmax。第一行的得分是 0、ln 2、ln 2，权重便是 1/5、2/5、2/5。",
        "en": "Scores are q·k/√2 with a softmax over the keys. The first row has scores 0, ln 2, ln 2, so weights 1/5, 2/5, 2/5.",
    }
    j.close(w[0, 0], np.array([[0.2, 0.4, 0.4], [0.4, 0.2, 0.4], [0.25, 0.25, 0.5]]), rtol=1e-5, what="w", cause=cause)
    j.close(out[0, 0], np.array([[5, 6], [6, 5], [6.25, 6.25]]), rtol=1e-5, what="out", cause=cause)


@check("causal_drawn")
def causal_drawn(j: Judging) -> None:
    q, k, v = draw(j, 1, 1, 4, 4, 3, 2)
    _, w = run(j, q * 0, k, v, causal=True)
    j.close(
        w[0, 0],
        np.tril(np.ones((4, 4))) / np.arange(1, 5)[:, None],
        rtol=1e-9,
        atol=1e-12,
        what={"zh": "T=4、得分全为 0 时的因果权重", "en": "causal weights for T=4 with all scores 0"},
        cause={
            "zh": "第 i 个查询看见第 0…i 个键，自己也在内：下三角连同对角线。",
            "en": "Query i sees keys 0…i, itself included: the lower triangle with its diagonal.",
        },
    )


@check("odd_shapes")
def odd_shapes(j: Judging) -> None:
    for b, h, tq, tk, d, dv in ((2, 3, 5, 11, 7, 13), (3, 1, 2, 2, 5, 5), (1, 2, 7, 3, 4, 1)):
        run(j, *map(f32, draw(j, b, h, tq, tk, d, dv)))


@check("f64_ref")
def f64_ref(j: Judging) -> None:
    cause = {
        "zh": "核对三件事：除以 √d、沿最后一维做 softmax、中途没有 float32（torch.tensor(d).sqrt() 就是，用 math.sqrt）。",
        "en": "Check three things: the division by √d, softmax over the last axis, and no float32 on the way "
        "(torch.tensor(d).sqrt() is float32; use math.sqrt).",
    }
    for shape in ((2, 3, 5, 5, 7, 4), (1, 2, 13, 13, 3, 11)):
        q, k, v = draw(j, *shape)
        mask = random_mask(j, (*shape[:3], shape[3]))
        for options in ({}, {"mask": mask}, {"causal": True}, {"mask": mask | np.eye(shape[2], dtype=bool), "causal": True}):
            got = run(j, q, k, v, **options)
            compare(j, got, q, k, v, **options, what=f" ({', '.join(options) or 'no mask'})", cause=cause, **EXACT)
    q, k, v = map(f32, draw(j, 2, 2, 6, 6, 8, 8))
    got = run(j, q, k, v)
    compare(j, got, q, k, v, what=" (float32)", rtol=1e-5, scaled=True)
    figure_of(j, 8)


def figure_of(j, t):
    """The learner's weights for one sequence, a heat map per head."""
    q, k, v = draw(j, 1, 4, t, t, 4, 4, scale=1.5)
    plain, causal = run(j, q, k, v)[1], run(j, q, k, v, causal=True)[1]
    j.figure("weights", weights_figure(plain[0], causal[0]))


@check("cross_len")
def cross_len(j: Judging) -> None:
    for tq, tk in ((3, 8), (8, 3), (1, 6), (5, 1)):
        q, k, v = draw(j, 2, 3, tq, tk, 5, 2)
        for mask in (None, random_mask(j, (2, 3, tq, tk))):
            got = run(j, q, k, v, mask=mask)
            compare(j, got, q, k, v, mask=mask, what=f" (Tq={tq}, Tk={tk})")
    q, k, v = draw(j, 2, 3, 4, 7, 5, 2)
    for shape in ((2, 1, 1, 7), (1, 1, 4, 7), (2, 3, 4, 1)):
        mask = random_mask(j, shape)
        compare(
            j,
            run(j, q, k, v, mask=mask),
            q,
            k,
            v,
            mask=mask,
            what=f" (mask {list(shape)})",
            cause={
                "zh": "掩码只需能广播到 [B,h,Tq,Tk]，不要假定它已经是这个形状。",
                "en": "A mask only has to broadcast to [B,h,Tq,Tk]; do not assume that it has that shape already.",
            },
        )


@check("head_scale")
def head_scale(j: Judging) -> None:
    cause = {
        "zh": "除的是 √d，d 是每个头的维度（q 的最后一维），与头数、d_model、v 的维度都无关。",
        "en": "Divide by √d where d is the dimension of one head (the last axis of q): not h·d, not d_model, not the size of v.",
    }
    for h, d, dv in ((6, 2, 9), (3, 16, 2), (1, 5, 5)):
        q, k, v = draw(j, 2, h, 4, 5, d, dv)
        got = run(j, q, k, v)
        compare(j, got, q, k, v, what=f" (h={h}, d={d}, dv={dv})", cause=cause)
        alone = run(j, q[:, :1], k[:, :1], v[:, :1])
        j.close(
            got[0][:, :1],
            alone[0],
            **ROUND,
            what={"zh": "第一个头与其他头一起算", "en": "the first head computed beside others"},
            cause={"zh": "各个头互不相干，轮到哪个头都一样。", "en": "Heads have nothing to do with one another."},
        )


@check("causal_perturb")
def causal_perturb(j: Judging) -> None:
    q, k, v = draw(j, 2, 2, 9, 9, 5, 3)
    before = run(j, q, k, v, causal=True)
    for t in (0, 3, 7):
        other = [a.copy() for a in (q, k, v)]
        for a in other:
            a[:, :, t + 1 :] += j.rng.normal(size=a[:, :, t + 1 :].shape) * 3
        after = run(j, *other, causal=True)
        cause = {
            "zh": "位置 t 的输出只能依赖 0…t。下三角的对角线偏了一格，或者先 softmax 再乘掩码，都会漏出未来。",
            "en": "The output at t depends on 0…t only. A triangle off by one leaks the future; so does masking after softmax.",
        }
        what = {"zh": f"改动位置 {t} 之后的词，out[:{t + 1}]", "en": f"out[:{t + 1}] when tokens after {t} change"}
        j.close(after[0][:, :, : t + 1], before[0][:, :, : t + 1], rtol=0, atol=1e-12, what=what, cause=cause)
    j.that(
        bool((before[1][..., np.triu(np.ones((9, 9), dtype=bool), 1)] == 0).all()),
        {"zh": "causal=True 时，w 的上三角必须恰好是 0。", "en": "With causal=True the upper triangle of w is exactly 0."},
    )


@check("causal_align")
def causal_align(j: Judging) -> None:
    cause = {
        "zh": "Tq ≠ Tk 时对齐右下角：查询 i 看见键 j，当且仅当 j ≤ i + (Tk − Tq)。最后一个查询看见所有的键。",
        "en": "For Tq ≠ Tk align lower right: query i sees key j iff j ≤ i + (Tk − Tq). The last query sees every key.",
    }
    for tq, tk in ((2, 7), (1, 5), (6, 9), (7, 4)):
        q, k, v = draw(j, 2, 2, tq, tk, 3, 5)
        for mask in (None, random_mask(j, (2, 1, 1, tk))):
            got = run(j, q, k, v, mask=mask, causal=True)
            compare(j, got, q, k, v, mask=mask, causal=True, what=f" (Tq={tq}, Tk={tk})", cause=cause)
    q, k, v = draw(j, 1, 2, 11, 11, 3, 5)
    whole = run(j, q, k, v, causal=True)[0]
    last = run(j, q[:, :, -3:], k, v, causal=True)[0]
    j.close(
        last,
        whole[:, :, -3:],
        **ROUND,
        what={"zh": "只算最后三个查询", "en": "only the last three queries"},
        cause={"zh": "逐词生成靠的就是这一条。", "en": "Generating word by word rests on exactly this."},
    )


@check("pad_perturb")
def pad_perturb(j: Judging) -> None:
    q, k, v = draw(j, 3, 2, 6, 6, 5, 4)
    mask = (np.arange(6) < np.array([4, 6, 2])[:, None])[:, None, None, :]
    before = run(j, q, k, v, mask=mask)
    cause = {
        "zh": "True 表示可以看。先屏蔽（填 −inf），再做 softmax：事后乘掩码时，被屏蔽的键已经进了分母。",
        "en": "True means may attend. Mask first (fill with −inf), then softmax: masked later, the hidden keys are already in "
        "the denominator.",
    }
    for size in (3.0, 1e4):
        other_k, other_v = k.copy(), v.copy()
        for a in (other_k, other_v):
            a[0, :, 4:] = j.rng.normal(size=a[0, :, 4:].shape) * size
            a[2, :, 2:] = j.rng.normal(size=a[2, :, 2:].shape) * size
        after = run(j, q, other_k, other_v, mask=mask)
        for name, one, two in zip(("out", "w"), before, after):
            what = {"zh": f"改动被屏蔽的键与值之后的 {name}", "en": f"{name} after masked keys and values changed"}
            j.close(two, one, rtol=0, atol=1e-12, what=what, cause=cause)
    hidden = before[1][np.broadcast_to(~mask, before[1].shape)]
    j.that(
        bool((hidden == 0).all()), {"zh": "被屏蔽处的权重必须恰好是 0。", "en": "Weights at masked places are exactly 0."}, cause
    )
    compare(j, before, q, k, v, mask=mask, cause=cause)


@check("all_masked_row")
def all_masked_row(j: Judging) -> None:
    cause = {
        "zh": "一行全是 −inf，softmax 得 0/0 = NaN；全填 −1e9 又会得到均匀的权重。这样的行规定为 0。",
        "en": "A row of −inf makes softmax 0/0 = NaN; a row of −1e9 makes it uniform. Such a row is defined to be zeros.",
    }
    for dtype in (np.float64, np.float32):
        q, k, v = (a.astype(dtype) for a in draw(j, 2, 3, 5, 4, 3, 2))
        mask = random_mask(j, (2, 3, 5, 4))
        mask[0, 1, 2] = False
        mask[1, :, 4] = False
        got = run(j, q, k, v, mask=mask)
        for name, value in zip(("out", "w"), got):
            rows = np.concatenate([value[0, 1, 2][None], value[1, :, 4]])
            what = {"zh": f"全被屏蔽的行，{name}", "en": f"rows that see nothing, {name}"}
            j.close(rows, np.zeros(rows.shape), rtol=0, atol=0, what=what, cause=cause)
        compare(j, got, q, k, v, mask=mask, rtol=1e-5 if dtype is np.float32 else 1e-6, scaled=True)
    q, k, v = draw(j, 2, 2, 3, 3, 4, 4)
    nothing = np.zeros((2, 1, 1, 3), dtype=bool)
    compare(j, run(j, q, k, v, mask=nothing), q, k, v, mask=nothing, what=" (mask = False)", cause=cause)
    left = np.ones((2, 1, 1, 3), dtype=bool)
    left[0, :, :, :2] = False  # padding on the left under a causal mask: the first two rows see nothing
    got = run(j, q, k, v, mask=left, causal=True)
    compare(j, got, q, k, v, mask=left, causal=True, what=" (left padding, causal)", cause=cause)


@check("equivariant")
def equivariant(j: Judging) -> None:
    q, k, v = draw(j, 2, 2, 5, 7, 3, 4)
    mask = random_mask(j, (2, 2, 5, 7))
    out, w = run(j, q, k, v, mask=mask)
    rows, columns = j.rng.permutation(5), j.rng.permutation(7)
    moved, moved_w = run(j, q[:, :, rows], k[:, :, columns], v[:, :, columns], mask=mask[:, :, rows][..., columns])
    cause = {
        "zh": "没有因果掩码时，打乱键值对不改变结果，打乱查询只是打乱输出。",
        "en": "Without a causal mask, shuffling key–value pairs changes nothing and shuffling queries shuffles the output.",
    }
    j.close(moved, out[:, :, rows], **ROUND, what={"zh": "打乱之后的 out", "en": "out after shuffling"}, cause=cause)
    j.close(moved_w, w[:, :, rows][..., columns], **ROUND, what={"zh": "打乱之后的 w", "en": "w after shuffling"}, cause=cause)


@check("grad_parity")
def grad_parity(j: Judging) -> None:
    for tq, tk, causal, blind in ((5, 5, True, False), (3, 7, False, True), (6, 4, True, False), (4, 6, True, True)):
        q, k, v = draw(j, 2, 2, tq, tk, 3, 4)
        mask = random_mask(j, (2, 2, tq, tk)) if blind or not causal else None
        if blind:
            mask[0, 0, 1] = False
        dout = j.rng.normal(size=(2, 2, tq, 4))
        options = {"causal": causal} | ({} if mask is None else {"mask": Torch(mask)})
        found = j.learner.grad("sdpa", Torch(q), Torch(k), Torch(v), dout=Torch(dout), wrt=[0, 1, 2], output=0, **options)
        want = gradients(q, k, v, dout, mask, causal)
        cause = {
            "zh": "前向对而梯度不对：中途 detach 了；或者把 NaN 换成 0 只救了前向，反向里仍是 0 × NaN。",
            "en": "Right forward and wrong gradient: something was detached, or replacing NaN by 0 saved the forward pass only "
            "and the backward pass still has 0 × NaN.",
        }
        for index, name in enumerate("qkv"):
            what = {"zh": f"对 {name} 的梯度（Tq={tq}，Tk={tk}）", "en": f"the gradient of {name} (Tq={tq}, Tk={tk})"}
            got = found.args.get(index)
            j.that(got is not None, {"zh": f"{what['zh']}：没有梯度。", "en": f"{what['en']}: there is none."}, cause)
            j.close(got, want[index], **ROUND, what=what, cause=cause)
        slope(j, (q, k, v), dout, found.args, mask, causal)


@check("big_logits")
def big_logits(j: Judging) -> None:
    cause = {
        "zh": "先减去每行的最大值再取指数；屏蔽要用 −inf（或该类型的最小值），不能用 −1e4 这样的常数。",
        "en": "Subtract each row's maximum before exponentiating; mask with −inf (or the type's minimum), not with a constant "
        "such as −1e4.",
    }
    for dtype, tolerance in ((np.float64, 1e-8), (np.float32, 5e-2)):
        q, k, v = (a.astype(dtype) for a in draw(j, 2, 2, 5, 6, 16, 3, scale=1e2))  # scores around 1e4 after the scaling
        mask = random_mask(j, (2, 2, 5, 6), share=0.4)
        q[..., 0], k[..., 0] = 400.0, -400.0  # all scores far below zero: a finite "minus a lot" would win against them
        for chosen in (None, mask):
            got = run(j, q, k, v, mask=chosen)
            compare(j, got, q, k, v, mask=chosen, what=f" ({np.dtype(dtype).name}, 1e4)", cause=cause, rtol=0, atol=tolerance)


@check("single_token")
def single_token(j: Judging) -> None:
    q, k, v = draw(j, 3, 2, 1, 1, 5, 4, scale=4)
    for causal in (False, True):
        out, w = run(j, q, k, v, causal=causal)
        j.close(w, np.ones((3, 2, 1, 1)), rtol=1e-12, what={"zh": "只有一个键时的 w", "en": "w for a single key"})
        j.close(out, v, rtol=1e-12, what={"zh": "只有一个键时的 out", "en": "out for a single key"})


@check("op_count")
def op_count(j: Judging) -> None:
    base, lines = counted(j, 2, 2, 5)
    for b, h, t, name in ((2, 2, 37, "T"), (2, 11, 5, "h"), (13, 2, 5, "B")):
        more, more_lines = counted(j, b, h, t)
        cause = {
            "zh": f"运算的次数随 {name} 增长：里面有循环。矩阵乘法会自己处理前面的维。",
            "en": f"Operations grow with {name}: there is a loop. Matrix products handle leading axes by themselves.",
        }
        what = {"zh": f"{name} 变大之后多出的运算次数", "en": f"operations added when {name} grows"}
        j.at_most(more - base, 3, what=what, cause=cause)
        j.at_most(
            more_lines - lines,
            3,
            what={"zh": f"{name} 变大之后多出的代码行", "en": f"lines added when {name} grows"},
            cause=cause,
        )


@check("mem")
def mem(j: Judging) -> None:
    t = int(j.overrides["tokens"])
    q, k, v = map(f32, draw(j, 1, 4, t, t, 16, 16))
    with j.fresh() as learner:
        result = learner.new("sdpa", Torch(q), Torch(k), Torch(v), causal=True)
        out = j.array(result.item(0), "out", shape=(1, 4, t, 16))
    rows = np.linspace(0, t - 1, 7).astype(int)
    for row in rows:
        want, _ = attend(q[:, :, row : row + 1], k[:, :, : row + 1], v[:, :, : row + 1])
        j.close(out[:, :, row : row + 1], want, rtol=1e-4, scaled=True, what=f"out[{row}] (T={t})")
    timing(j)


def timing(j):
    """The price in milliseconds, for the curve beside the run."""
    lengths, times = (64, 128, 256, 512, 1024), []
    for t in lengths:
        given = [[Torch(f32(a)) for a in draw(j, 1, 2, t, t, 16, 16)] for _ in range(3)]
        times.append(1000 * j.seconds(lambda i: j.learner.do("sdpa", *given[i]), repeat=3))
        j.metric("ms", times[-1], step=t)
    j.figure("timing", timing_figure(lengths, times))


@check("no_state")
def no_state(j: Judging) -> None:
    q, k, v = draw(j, 2, 2, 5, 5, 3, 4)
    with j.fresh() as learner:
        first = run(j, q, k, v, causal=True, learner=learner)
        for tq, tk in ((7, 7), (3, 8)):
            big = draw(j, 1, 3, tq, tk, 3, 4)
            compare(j, run(j, *big, causal=True, learner=learner), *big, causal=True, what=f" (Tq={tq}, Tk={tk})")
        again = run(j, q, k, v, causal=True, learner=learner)
    cause = {
        "zh": "结果不能依赖以前的调用：不要把掩码或别的东西存在模块里。",
        "en": "A result must not depend on earlier calls: keep no mask or anything else in the module.",
    }
    for name, one, two in zip(("out", "w"), first, again):
        j.close(two, one, rtol=0, atol=0, what={"zh": f"再算一次的 {name}", "en": f"{name} the second time"}, cause=cause)


@check("K4")
def same_twice(j: Judging) -> None:
    q, k, v = draw(j, 2, 2, 5, 5, 3, 4)
    first, second = j.twice(lambda learner: run(j, q, k, v, causal=True, learner=learner))
    j.same(first, second, what="sdpa")


@check("K5")
def primes(j: Judging) -> None:
    q, k, v = draw(j, 2, 3, 7, 11, 5, 13)
    compare(j, run(j, q, k, v), q, k, v)
    turned = [np.ascontiguousarray(a.transpose(3, 2, 1, 0)) for a in (q, k, v)]
    views = [j.learner.lib("torch.permute", Torch(a), (3, 2, 1, 0)) for a in turned]  # not contiguous
    got = j.learner.new("sdpa", *views)
    compare(j, [j.array(got.item(i), "sdpa") for i in (0, 1)], q, k, v, what=" (non-contiguous)")


@check("K6")
def alone(j: Judging) -> None:
    q, k, v = draw(j, 4, 2, 5, 6, 3, 4)
    whole = run(j, q, k, v)[0]
    one = run(j, q[2:3], k[2:3], v[2:3])[0]
    j.close(one, whole[2:3], rtol=1e-10, atol=1e-12, what={"zh": "单独一个样本的 out", "en": "out of one sample alone"})


@check("K8")
def growth(j: Judging) -> None:
    given = []
    for t in (256, 512):
        given.append([[Torch(f32(a)) for a in draw(j, 1, 2, t, t, 8, 8)] for _ in range(5)])
    small, large = (j.seconds(lambda i, calls=calls: j.learner.do("sdpa", *calls[i])) for calls in given)
    j.at_most(large / max(small, 2e-3), 16, what={"zh": "T 加倍，时间变为几倍", "en": "how time grows when T doubles"})
