"""Tests of w13/mhsa. The reference is attention.py beside this file; torch's own layer is asked only where it agrees."""

import math

import numpy as np
import torch
from asking import CLASS, EXACT, ROUND, counted, f32, forward, layer_of, padding, same_entries, slope
from attention import gradients, mhsa, random_state
from pictures import influence_figure, timing_figure

from workers.judge import Judging, Torch, check


@check("by_hand")
def by_hand(j: Judging) -> None:
    a = math.sqrt(2) * math.log(2)
    state = {
        "in_proj_weight": np.array([[1, 0], [0, 1], [a, 0], [0, a], [0, 1], [1, 0]], dtype=np.float64),
        "out_proj.weight": 4 * np.eye(2),
    }
    layer, _ = layer_of(j, 2, 1, bias=False, state=state)
    j.close(
        forward(j, layer, np.eye(2)[None]),
        np.array([[[4 / 3, 8 / 3], [8 / 3, 4 / 3]]]),
        rtol=1e-6,
        what={"zh": "两个词的手算例子", "en": "the worked example of two tokens"},
        cause={
            "zh": "in_proj_weight 自上而下是 Wq、Wk、Wv 各 D 行，用法是 x @ W.T。",
            "en": "in_proj_weight holds D rows each of Wq, Wk and Wv, top to bottom, used as x @ W.T.",
        },
    )


@check("odd_shapes")
def odd_shapes(j: Judging) -> None:
    for d, heads, b, t in ((12, 3, 2, 5), (10, 5, 3, 1), (14, 1, 1, 11), (6, 6, 4, 7)):
        layer = j.learner.new(CLASS, d, heads)
        for causal in (False, True):
            forward(j, layer, f32(j.rng.normal(size=(b, t, d))), padding([t] * b, t), causal)


@check("param_count")
def param_count(j: Judging) -> None:
    for d, heads in ((12, 1), (12, 3), (12, 12), (35, 7)):
        for bias in (True, False):
            j.equal(
                j.learner.new(CLASS, d, heads, bias).param_count(),
                4 * d * d + (4 * d if bias else 0),
                what={
                    "zh": f"D={d}、{heads} 个头、bias={bias} 的参数个数",
                    "en": f"parameters for D={d}, {heads} heads, bias={bias}",
                },
                cause={
                    "zh": "四个 D×D 的矩阵（Q、K、V、输出），头数只决定怎样切；bias=False 时一个偏置也没有。",
                    "en": "Four D×D matrices (Q, K, V, output); heads only decide how they are cut; bias=False: no bias at all.",
                },
            )


def theirs_and_torchs(j, d, heads, bias, b, t, causal):
    """(learner's output, torch's output) for one padded batch in which no row is all PAD."""
    layer, state = layer_of(j, d, heads, bias)
    torchs = torch.nn.MultiheadAttention(d, heads, bias=bias, batch_first=True, dtype=torch.float64)
    torchs.load_state_dict({name: torch.from_numpy(value) for name, value in state.items()})
    x = j.rng.normal(size=(b, t, d))
    pad = padding(j.rng.integers(1, t + 1, size=b), t)
    given = torch.from_numpy(x)
    later = torch.ones(t, t, dtype=torch.bool).triu(1) if causal else None
    want, _ = torchs(
        given, given, given, key_padding_mask=torch.from_numpy(pad), attn_mask=later
    )  # training mode: the plain path
    return forward(j, layer, x, pad, causal), want.detach().numpy()


@check("torch_parity")
def torch_parity(j: Judging) -> None:
    for d, heads, bias, causal in ((12, 3, True, False), (10, 5, False, True), (14, 2, True, True), (6, 1, True, False)):
        got, want = theirs_and_torchs(j, d, heads, bias, 3, 7, causal)
        j.close(
            got,
            want,
            **EXACT,
            what={
                "zh": f"与 nn.MultiheadAttention 相比（D={d}，{heads} 个头）",
                "en": f"against nn.MultiheadAttention (D={d}, {heads} heads)",
            },
            cause={
                "zh": "多头才错：先 view 成 [B,T,h,d] 再转置；合并时先转置，再 reshape。误差只有 1e-8：中途有 float32。",
                "en": "Wrong only with several heads: mostly the order. View as [B,T,h,d], then transpose to [B,h,T,d]; to merge "
                "transpose back first and reshape after. An error of just 1e-8 is float32 on the way.",
            },
        )


@check("f64_ref")
def f64_ref(j: Judging) -> None:
    for d, heads, bias in ((15, 3, True), (8, 4, False), (7, 1, True)):
        layer, state = layer_of(j, d, heads, bias)
        x = j.rng.normal(size=(3, 6, d))
        pad = padding([4, 6, 1], 6)
        for options in ({}, {"pad": pad}, {"causal": True}, {"pad": pad, "causal": True}):
            j.close(
                forward(j, layer, x, **options),
                mhsa(state, x, heads, **options),
                **EXACT,
                what=f"forward(x) ({', '.join(options) or 'no mask'})",
                cause={
                    "zh": "两种掩码要同时生效；PAD 位置照常作为查询；中途没有 float32（torch.tensor(d).sqrt() 就是）。",
                    "en": "Both masks hold; PAD positions are queries like any other; no float32 (torch.tensor(d).sqrt() is).",
                },
            )
    layer, state = layer_of(j, 8, 2, double=False)
    x = f32(j.rng.normal(size=(2, 5, 8)))
    j.close(forward(j, layer, x), mhsa(state, x, 2), rtol=1e-5, scaled=True, what="forward(x) (float32)")


@check("head_scale")
def head_scale(j: Judging) -> None:
    for d, heads in ((24, 6), (18, 9), (20, 2)):
        state = random_state(j.rng, d, scale=1.5)
        layer, _ = layer_of(j, d, heads, state=state)
        x = j.rng.normal(size=(2, 4, d))
        j.close(
            forward(j, layer, x),
            mhsa(state, x, heads),
            **ROUND,
            what={"zh": f"{heads} 个头，每头 {d // heads} 维", "en": f"{heads} heads of {d // heads}"},
            cause={
                "zh": "缩放用每个头的维度 d = D / h，不是 d_model。",
                "en": "Scale by the size of one head, d = D / h, not by d_model.",
            },
        )


@check("causal_perturb")
def causal_perturb(j: Judging) -> None:
    t = 9
    layer, _ = layer_of(j, 12, 3)
    x = j.rng.normal(size=(1, t, 12))
    rows = np.repeat(x, t, axis=0)  # row s of the batch: token s changed
    rows[np.arange(t), np.arange(t)] += j.rng.normal(size=(t, 12))
    moved = {}
    for causal in (False, True):
        before = forward(j, layer, x, causal=causal)
        moved[causal] = np.abs(forward(j, layer, rows, causal=causal) - before).max(axis=-1).T  # [output, changed token]
    j.figure("influence", influence_figure(moved[False], moved[True]))
    worst = float(np.triu(moved[True], 1).max())
    j.at_most(
        worst,
        1e-12,
        what={"zh": "改动一个词时，它之前的输出动了多少", "en": "how far outputs before a changed token move"},
        cause={
            "zh": "causal=True 时位置 t 只看 0…t：torch.ones(T, T).tril()，对角线在内，再往上一格也不许。",
            "en": "With causal=True position t sees 0…t: torch.ones(T, T).tril(), the diagonal included and not one step more.",
        },
    )
    own = float(np.diag(moved[True]).min())
    j.at_least(own, 1e-6, what={"zh": "改动一个词时，它自己的输出动了多少", "en": "how far a changed token's own output moves"})
    for cut in (0, 4, 7):
        other = x.copy()
        other[:, cut + 1 :] = j.rng.normal(size=other[:, cut + 1 :].shape) * 3
        what = {"zh": f"改动位置 {cut} 之后的词，out[:{cut + 1}]", "en": f"out[:{cut + 1}] when tokens after {cut} change"}
        before, after = (forward(j, layer, value, causal=True)[:, : cut + 1] for value in (x, other))
        j.close(after, before, rtol=0, atol=1e-12, what=what)


@check("pad_perturb")
def pad_perturb(j: Judging) -> None:
    layer, _ = layer_of(j, 12, 4)
    lengths = (4, 6, 2)
    pad = padding(lengths, 6)
    x = j.rng.normal(size=(3, 6, 12))
    cause = {
        "zh": "True 是 PAD，不许看；先屏蔽再 softmax，事后乘掩码时 PAD 已经进了分母。",
        "en": "True is PAD and may not be seen; mask first, then softmax: masked later, PAD is already in the denominator.",
    }
    for causal in (False, True):
        before = forward(j, layer, x, pad, causal)
        for size in (2.0, 1e3):
            other = np.where(pad[..., None], j.rng.normal(size=x.shape) * size, x)
            after = forward(j, layer, other, pad, causal)
            for i, length in enumerate(lengths):
                what = {
                    "zh": f"改动 PAD 之后样本 {i} 的前 {length} 个输出",
                    "en": f"the first {length} outputs of sample {i} after PAD changed",
                }
                j.close(after[i, :length], before[i, :length], rtol=0, atol=1e-12, what=what, cause=cause)
    short = forward(j, layer, x[2:, :2])
    j.close(
        forward(j, layer, x, pad)[2:, :2],
        short,
        **ROUND,
        what={"zh": "填充之后的输出与不填充的相比", "en": "outputs with padding against those without"},
        cause=cause,
    )


@check("all_masked_row")
def all_masked_row(j: Judging) -> None:
    cause = {
        "zh": "没有任何键可看的查询，注意力的输出规定为 0，所以这一层输出 out_proj.bias；没有偏置就是 0。",
        "en": "Attention without any key gives 0 by definition, so the layer gives out_proj.bias, or 0 without biases.",
    }
    for bias in (True, False):
        layer, state = layer_of(j, 10, 5, bias)
        x = j.rng.normal(size=(3, 4, 10))
        empty = state.get("out_proj.bias", np.zeros(10))
        pad = padding([0, 4, 2], 4)
        got = forward(j, layer, x, pad)
        j.close(
            got[0], np.tile(empty, (4, 1)), **ROUND, what={"zh": "全是 PAD 的样本", "en": "a sample that is all PAD"}, cause=cause
        )
        j.close(got, mhsa(state, x, 5, pad), **ROUND, what={"zh": "同一批里的其他样本", "en": "the other samples of the batch"})
        left = padding([2, 4, 1], 4)
        left[[0, 2]] = left[[0, 2], ::-1]  # PAD on the left: under the causal mask the first tokens see nothing
        got = forward(j, layer, x, left, causal=True)
        j.close(
            got[0, 0],
            empty,
            **ROUND,
            what={"zh": "左填充加因果掩码，第一个位置", "en": "left padding under a causal mask, position 0"},
            cause=cause,
        )
        j.close(
            got,
            mhsa(state, x, 5, left, causal=True),
            **ROUND,
            what={"zh": "左填充加因果掩码", "en": "left padding under a causal mask"},
        )


@check("bad_heads")
def bad_heads(j: Judging) -> None:
    for d, heads in ((10, 3), (7, 2), (4, 8)):
        what = {"zh": f"d_model={d}，n_heads={heads}", "en": f"d_model={d}, n_heads={heads}"}
        j.raises("ValueError", lambda d=d, heads=heads: j.learner.new(CLASS, d, heads), what=what)


@check("equivariant")
def equivariant(j: Judging) -> None:
    layer, _ = layer_of(j, 12, 3)
    x = j.rng.normal(size=(2, 7, 12))
    pad = padding([5, 7], 7)
    order = j.rng.permutation(7)
    before, after = forward(j, layer, x, pad), forward(j, layer, x[:, order], pad[:, order])
    j.close(
        after,
        before[:, order],
        **ROUND,
        what={"zh": "打乱词序之后的输出", "en": "the output after shuffling the tokens"},
        cause={
            "zh": "没有因果掩码时，这一层不知道词序：不要加位置编码，也不要把 T 与别的维混在一起。",
            "en": "Without a causal mask the layer knows no order: add no positions, and do not mix T with other axes.",
        },
    )


@check("grad_parity")
def grad_parity(j: Judging) -> None:
    cases = (
        (12, 3, True, None, True),
        (10, 2, False, padding([3, 5], 5), False),
        (8, 4, True, padding([0, 4], 5), False),
        (6, 3, True, padding([5, 5], 5)[:, ::-1] | padding([3, 5], 5)[:, ::-1], True),
    )
    for d, heads, bias, pad, causal in cases:
        layer, state = layer_of(j, d, heads, bias)
        x, dout = j.rng.normal(size=(2, 5, d)), j.rng.normal(size=(2, 5, d))
        options = {"causal": causal} | ({} if pad is None else {"key_padding_mask": Torch(pad)})
        found = j.learner.grad(layer, Torch(x), dout=Torch(dout), wrt=[0], params=True, **options)
        dx, dparams = gradients(state, x, dout, heads, pad, causal)
        cause = {
            "zh": "前向对而梯度不对：用了 .data、detach 或 no_grad；或者把 NaN 换成 0 只救了前向，反向里仍是 0 × NaN。",
            "en": "Right forward, wrong gradient: .data, detach or no_grad; or NaN replaced by 0 saved the forward pass only and "
            "the backward pass still has 0 × NaN.",
        }
        what = {"zh": f"对 x 的梯度（D={d}，{heads} 个头）", "en": f"the gradient of x (D={d}, {heads} heads)"}
        j.that(found.args.get(0) is not None, {"zh": f"{what['zh']}：没有梯度。", "en": f"{what['en']}: there is none."}, cause)
        j.close(found.args[0], dx, **ROUND, what=what, cause=cause)
        same_entries(j, found.params, dparams, cause)
        slope(j, layer, x, dout, dx, pad, causal)


@check("single_token")
def single_token(j: Judging) -> None:
    layer, state = layer_of(j, 12, 4)
    x = j.rng.normal(size=(3, 1, 12))
    for causal in (False, True):
        what = {"zh": "只有一个词的输出", "en": "the output for a single token"}
        cause = {"zh": "只有一个词时权重是 1，输出是 Wo(Wv x)。", "en": "With one token the weight is 1 and the output Wo(Wv x)."}
        j.close(forward(j, layer, x, causal=causal), mhsa(state, x, 4), **ROUND, what=what, cause=cause)


@check("op_count")
def op_count(j: Judging) -> None:
    base, lines = counted(j, 2, 2, 5)
    for b, heads, t, name in ((2, 2, 37, "T"), (2, 12, 5, "h"), (13, 2, 5, "B")):
        more, more_lines = counted(j, b, heads, t)
        cause = {
            "zh": f"运算的次数随 {name} 增长：里面有循环。把头放进一个维，让矩阵乘法一次算完。",
            "en": f"Operations grow with {name}: there is a loop. Put the heads on an axis of one matrix product.",
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
    with j.fresh() as learner:
        layer, state = layer_of(j, 128, 4, learner=learner, double=False)
        x = f32(j.rng.normal(size=(1, t, 128)))
        out = j.array(layer(Torch(x), causal=True), "forward(x)", shape=x.shape)
    for last in (0, t // 3, t // 2):  # the reference needs its own quadratic memory: it looks at prefixes
        want = mhsa(state, x[:, : last + 1], 4, causal=True)[:, -1]
        j.close(out[:, last], want, rtol=1e-4, scaled=True, what=f"out[{last}] (T={t})")
    timing(j)


def timing(j):
    """The price in milliseconds, for the curve beside the run."""
    layer, _ = layer_of(j, 32, 2, double=False)
    lengths, times = (64, 128, 256, 512, 1024), []
    for t in lengths:
        given = [Torch(f32(j.rng.normal(size=(1, t, 32)))) for _ in range(3)]
        times.append(1000 * j.seconds(lambda i: layer.do("forward", given[i]), repeat=3))
        j.metric("ms", times[-1], step=t)
    j.figure("timing", timing_figure(lengths, times))


@check("no_state")
def no_state(j: Judging) -> None:
    with j.fresh() as learner:
        layer, state = layer_of(j, 12, 3, learner=learner)
        x, longer = j.rng.normal(size=(2, 5, 12)), j.rng.normal(size=(3, 9, 12))
        before = layer.state()
        first = forward(j, layer, x, causal=True)
        plain = forward(j, layer, x)
        j.close(forward(j, layer, longer, causal=True), mhsa(state, longer, 3, causal=True), **ROUND, what="forward(x) (T=9)")
        layer.do("eval")
        again = forward(j, layer, x, causal=True)
        after = layer.state()
    cause = {
        "zh": "结果不能依赖以前的调用，也不因 train / eval 而变：这一层没有 dropout，也不要存掩码。",
        "en": "A result depends neither on earlier calls nor on train / eval: the layer has no dropout and keeps no mask.",
    }
    j.close(again, first, rtol=0, atol=0, what={"zh": "再算一次的输出", "en": "the output the second time"}, cause=cause)
    j.close(
        plain, mhsa(state, x, 3), **ROUND, what={"zh": "因果之后再算无掩码", "en": "no mask after a causal call"}, cause=cause
    )
    j.equal(sorted(after), sorted(before), what={"zh": "state_dict 的名字", "en": "the names in state_dict"}, cause=cause)
    for name, value in before.items():
        j.close(after[name], value, rtol=0, atol=0, what=name, cause=cause)


@check("K4")
def same_twice(j: Judging) -> None:
    seed, x = j.seed, f32(j.rng.normal(size=(2, 5, 12)))

    def output(learner):
        learner.lib("torch.manual_seed", seed)
        return learner.new(CLASS, 12, 3).call("forward", Torch(x))

    first, second = j.twice(output)
    j.same(first, second, what={"zh": "同一种子下的输出", "en": "the output under one seed"})


@check("K5")
def primes(j: Judging) -> None:
    layer, state = layer_of(j, 35, 5)
    x = j.rng.normal(size=(2, 11, 35))
    j.close(forward(j, layer, x), mhsa(state, x, 5), **ROUND, what="forward(x)")
    turned = j.learner.lib("torch.permute", Torch(np.ascontiguousarray(x.transpose(2, 1, 0))), (2, 1, 0))  # not contiguous
    j.close(layer.call("forward", turned), mhsa(state, x, 5), **ROUND, what="forward(x) (non-contiguous)")


@check("K6")
def alone(j: Judging) -> None:
    layer, _ = layer_of(j, 12, 3)
    x = j.rng.normal(size=(4, 5, 12))
    whole, one = forward(j, layer, x), forward(j, layer, x[2:3])
    j.close(one, whole[2:3], rtol=1e-10, atol=1e-12, what={"zh": "单独一个样本的输出", "en": "the output for one sample alone"})


@check("K8")
def growth(j: Judging) -> None:
    layer, _ = layer_of(j, 16, 2, double=False)
    times = []
    for t in (256, 512):
        given = [Torch(f32(j.rng.normal(size=(1, t, 16)))) for _ in range(5)]
        times.append(j.seconds(lambda i, given=given: layer.do("forward", given[i])))
    j.at_most(times[1] / max(times[0], 2e-3), 16, what={"zh": "T 加倍，时间变为几倍", "en": "how time grows when T doubles"})
