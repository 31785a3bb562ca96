"""Tests of w14/parts: every part beside the formula in float64."""

import numpy as np
from parts_reference import layer_norm, layer_norm_grads, noam, pe, smooth, smooth_grad, turned

from workers.judge import Judging, Torch, check

PE_CAUSE = {
    "zh": "第 2i 列是 sin(t/10000^(2i/D))，第 2i+1 列是同一角度的 cos，两者交错；t 从 0 开始。",
    "en": "Column 2i is sin(t/10000^(2i/D)), column 2i+1 the cosine of the same angle, interleaved; t starts at 0.",
}
LN_CAUSE = {
    "zh": "统计量只在最后一个轴上求；方差除以 D，eps 在根号里面；最后乘 weight 加 bias。",
    "en": "Statistics over the last axis only; the variance is over D, eps inside the root; then times weight plus bias.",
}
SMOOTH_CAUSE = {
    "zh": "损失 = (1−eps)·NLL + eps·(−log p 在全部 V 个类上的平均)，再对非填充的词元求平均。",
    "en": "The loss is (1−eps)·NLL + eps·(mean of −log p over all V classes), averaged over the real tokens.",
}


def encoding(j, length, d):
    return j.array(j.learner.call("sinusoidal_pe", length, d), f"sinusoidal_pe({length}, {d})", shape=(length, d))


# ---- public ----


@check("pe_hand")
def pe_hand(j: Judging) -> None:
    want = np.array([[0, 1, 0, 1], [0.8415, 0.5403, 0.0100, 1.0], [0.9093, -0.4161, 0.0200, 0.9998]])
    j.close(encoding(j, 3, 4), want, rtol=0, atol=1e-4, what="sinusoidal_pe(3, 4)", cause=PE_CAUSE)


@check("ln_hand")
def ln_hand(j: Judging) -> None:
    layer = j.learner.new("LayerNorm", 3, 0.0)
    root = np.sqrt(1.5)
    for x, want in (
        ([[1, 2, 3]], [[-root, 0, root]]),
        ([[1, 2, 3], [30, 20, 10]], [[-root, 0, root], [root, 0, -root]]),
    ):
        got = layer(Torch(np.array(x, dtype=np.float32)))
        j.close(got, np.array(want), rtol=0, atol=1e-5, what=f"LayerNorm(3, 0)({x})", cause=LN_CAUSE)


@check("lr_three_steps")
def lr_three_steps(j: Judging) -> None:
    for step, want in ((1, 6.25e-4), (16, 1e-2), (64, 5e-3)):
        j.close(j.learner.call("noam_lr", step, 625, 16), want, rtol=1e-6, what=f"noam_lr({step}, 625, 16)")


# ---- positions ----


@check("pe_values")
def pe_values(j: Judging) -> None:
    for length, d, atol in ((5, 2, 1e-6), (37, 14, 1e-5), (int(j.rng.integers(60, 99)), 30, 2e-5), (700, 6, 2e-4), (1, 8, 1e-6)):
        what = f"sinusoidal_pe({length}, {d})"
        j.close(encoding(j, length, d), pe(length, d), rtol=0, atol=atol, what=what, cause=PE_CAUSE)


@check("pe_shift")
def pe_shift(j: Judging) -> None:
    d = 2 * int(j.rng.integers(4, 9))
    got = encoding(j, 60, d).astype(np.float64)
    for k in j.rng.choice(np.arange(1, 25), size=3, replace=False):
        j.close(
            got[k:],
            turned(got[:-k], int(k)),
            rtol=0,
            atol=1e-4,
            what={
                "zh": f"PE(t+{k})，与把 PE(t) 的每一对旋转 {k}·ω 相比",
                "en": f"PE(t+{k}) beside PE(t) with every pair turned by {k}·ω",
            },
            cause=PE_CAUSE,
        )
    what = {"zh": "每一行的长度", "en": "the length of every row"}
    j.close(np.linalg.norm(got, axis=1), np.full(60, np.sqrt(d / 2)), rtol=1e-5, what=what)


@check("odd_D")
def odd_width(j: Judging) -> None:
    for d in (1, 5, 2 * int(j.rng.integers(3, 40)) + 1):
        j.raises("ValueError", lambda d=d: j.learner.call("sinusoidal_pe", 4, d), what=f"sinusoidal_pe(4, {d})")
    j.close(encoding(j, 1, 2), np.array([[0.0, 1.0]]), rtol=0, atol=1e-6, what="sinusoidal_pe(1, 2)")


# ---- LayerNorm ----


def norm_pair(j, d, eps):
    """(their layer in float64, weight, bias): parameters far from their initial values."""
    layer = j.learner.new("LayerNorm", d, eps)
    start = layer.state()
    j.equal(sorted(start), ["bias", "weight"], what={"zh": "state_dict 的名字", "en": "the names in state_dict"})
    j.close(start["weight"], np.ones(d), rtol=0, what={"zh": "weight 的初值", "en": "the initial weight"})
    j.close(start["bias"], np.zeros(d), rtol=0, what={"zh": "bias 的初值", "en": "the initial bias"})
    what = {"zh": "可训练参数的个数（weight 与 bias）", "en": "the number of trained parameters (weight and bias)"}
    j.equal(layer.param_count(), 2 * d, what=what)
    weight, bias = j.rng.uniform(0.5, 2, d) * j.rng.choice([-1, 1], d), j.rng.normal(size=d)
    layer.do("double")
    layer.load_state({"weight": weight, "bias": bias})
    return layer, weight, bias


def rows(j, shape):
    """Rows of different mean and spread."""
    lead = (*shape[:-1], 1)
    return j.rng.normal(size=shape) * j.rng.uniform(0.3, 3, lead) + j.rng.normal(size=lead) * 4


@check("ln_parity")
def ln_parity(j: Judging) -> None:
    for shape, eps in (((3, 5, 7), 1e-5), ((11, 2), 0.3), ((2, 3, 5, 13), 1e-3), ((1, 1, 6), 1e-5)):
        layer, weight, bias = norm_pair(j, shape[-1], eps)
        x = rows(j, shape)
        want = layer_norm(x, weight, bias, eps)
        for mode in ("train", "eval"):
            layer.do(mode)
            what = {"zh": f"LayerNorm(x)，x {list(shape)}，eps={eps}", "en": f"LayerNorm(x), x {list(shape)}, eps={eps}"}
            j.close(layer(Torch(x)), want, rtol=1e-9, atol=1e-9, what=what, cause=LN_CAUSE)
        if len(shape) == 3 and shape[0] > 1:
            other = np.concatenate([x[:1], rows(j, (4, *shape[1:])) * 50])
            what = {"zh": "同一行，批里换了别的行", "en": "the same row in other company"}
            j.close(j.array(layer(Torch(other)), "LayerNorm(x)")[:1], want[:1], rtol=1e-9, atol=1e-9, what=what, cause=LN_CAUSE)
    x = (j.rng.normal(size=(9, 24)) + 3000).astype(np.float32)
    layer = j.learner.new("LayerNorm", 24, 1e-5)
    want = layer_norm(x.astype(np.float64), 1.0, 0.0, 1e-5)
    cause = {
        "zh": "E[x²] − E[x]² 在 float32 里会丢光有效数字；先减均值再平方。",
        "en": "E[x²] − E[x]² loses its digits in float32; centre first, then square.",
    }
    what = {"zh": "float32、均值约 3,000 时的 LayerNorm(x)", "en": "LayerNorm(x) in float32 with a mean near 3,000"}
    j.close(layer(Torch(x)), want, rtol=0, atol=2e-2, what=what, cause=cause)


@check("ln_grad")
def ln_grad(j: Judging) -> None:
    layer, weight, bias = norm_pair(j, 7, 1e-3)
    x, dout = rows(j, (3, 5, 7)), j.rng.normal(size=(3, 5, 7))
    found = j.learner.grad(layer, Torch(x), dout=Torch(dout), params=True)
    wanted = layer_norm_grads(x, weight, bias, 1e-3, dout)
    got = {"x": found.args.get(0), "weight": found.params.get("weight"), "bias": found.params.get("bias")}
    for name, want in wanted.items():
        what = {"zh": f"对 {name} 的梯度", "en": f"the gradient of {name}"}
        j.that(got[name] is not None, {"zh": f"{what['zh']}：没有梯度。", "en": f"{what['en']}: there is none."})
        cause = {
            "zh": "均值与方差都是 x 的函数，不要 detach，也不要放进 no_grad。",
            "en": "Mean and variance are functions of x: no detach and no no_grad there.",
        }
        j.close(got[name], want, rtol=1e-7, atol=1e-9, what=what, cause=cause)


# ---- schedule and loss ----


@check("noam_peak")
def noam_peak(j: Judging) -> None:
    for d, warmup in ((512, 4000), (int(j.rng.integers(16, 999)), int(j.rng.integers(20, 300))), (64, 1)):
        steps = sorted({1, 2, max(1, warmup // 2), max(1, warmup - 1), warmup, warmup + 1, 3 * warmup, 50 * warmup})
        for step in steps:
            got = j.number(j.learner.call("noam_lr", step, d, warmup), f"noam_lr({step}, {d}, {warmup})")
            cause = {
                "zh": "d^−½ · min(step^−½, step·warmup^−1.5)：两支在第 warmup 步相交。",
                "en": "d^−½ · min(step^−½, step·warmup^−1.5): the two branches meet at step warmup.",
            }
            j.close(got, noam(step, d, warmup), rtol=1e-6, what=f"noam_lr({step}, {d}, {warmup})", cause=cause)


def tokens(j, b, t, v, pad, share=0.0):
    """(logits, y): targets avoid `pad` but for about `share` of the places."""
    y = j.rng.choice([c for c in range(v) if c != pad], size=(b, t))
    y[j.rng.random((b, t)) < share] = pad
    if share:
        y[0, -1], y[0, 0] = pad, (pad + 1) % v
    return j.rng.normal(size=(b, t, v)) * 2, y.astype(np.int64)


def loss_of(j, logits, y, eps, pad):
    got = j.learner.call("smooth_ce", Torch(logits), Torch(y), eps, pad)
    return j.number(got, "smooth_ce(logits, y, eps, pad)")


@check("smooth_sum")
def smooth_sum(j: Judging) -> None:
    for b, t, v, eps in ((3, 5, 7, 0.1), (2, 3, 11, float(j.rng.uniform(0.2, 0.6))), (1, 4, 2, 0.3)):
        logits, y = tokens(j, b, t, v, 0)
        what = f"smooth_ce, V={v}, eps={eps:.3g}"
        j.close(loss_of(j, logits, y, eps, 0), smooth(logits, y, eps, 0), rtol=1e-9, what=what, cause=SMOOTH_CAUSE)
        found = j.learner.grad("smooth_ce", Torch(logits), Torch(y), eps, 0).args.get(0)
        j.that(found is not None, {"zh": "logits 没有梯度。", "en": "logits get no gradient."})
        j.close(found, smooth_grad(logits, y, eps, 0), rtol=1e-7, atol=1e-10, what=f"{what}: d/dlogits", cause=SMOOTH_CAUSE)
        what = {"zh": "每个词元的梯度之和", "en": "the sum of each token's gradient"}
        j.close(found.sum(-1), np.zeros((b, t)), rtol=0, atol=1e-9, what=what, cause=SMOOTH_CAUSE)


@check("smooth_pad")
def smooth_pad(j: Judging) -> None:
    cause = {
        "zh": "先把填充处的损失乘 0，再除以非填充词元的个数，而不是全部词元的个数。",
        "en": "Multiply the loss at padding by 0, then divide by the number of real tokens, not of all.",
    }
    for pad in (0, 4):
        logits, y = tokens(j, 3, 7, 5, pad, share=0.4)
        want = smooth(logits, y, 0.2, pad)
        what = {"zh": f"有填充（pad={pad}）的损失", "en": f"the loss with padding (pad={pad})"}
        j.close(loss_of(j, logits, y, 0.2, pad), want, rtol=1e-9, what=what, cause=cause)
        other = np.where((y == pad)[..., None], j.rng.normal(size=logits.shape) * 30, logits)
        what = {"zh": "改动填充处的 logits 之后的损失", "en": "the loss after changing logits at padding"}
        j.close(loss_of(j, other, y, 0.2, pad), want, rtol=1e-9, what=what, cause=cause)
        found = j.learner.grad("smooth_ce", Torch(logits), Torch(y), 0.2, pad).args.get(0)
        j.that(found is not None, {"zh": "logits 没有梯度。", "en": "logits get no gradient."})
        j.close(found, smooth_grad(logits, y, 0.2, pad), rtol=1e-7, atol=1e-10, what="d/dlogits", cause=cause)


@check("smooth_edges")
def smooth_edges(j: Judging) -> None:
    logits, y = tokens(j, 2, 5, 6, 0, share=0.3)
    for size, eps in ((1.0, 0.0), (1e4, 0.1), (1e4, 0.0)):
        what = f"smooth_ce, logits × {size:g}, eps={eps}"
        cause = {"zh": "用 log_softmax，不要先 softmax 再取对数。", "en": "Use log_softmax, not the log of a softmax."}
        j.close(loss_of(j, logits * size, y, eps, 0), smooth(logits * size, y, eps, 0), rtol=1e-9, what=what, cause=cause)
    none = np.zeros_like(y)
    what = {"zh": "全是填充时的损失", "en": "the loss if everything is padding"}
    j.close(loss_of(j, logits, none, 0.1, 0), 0.0, rtol=0, atol=1e-12, what=what)


@check("K5")
def odd_sizes(j: Judging) -> None:
    j.shape(j.learner.call("sinusoidal_pe", 13, 22), (13, 22), what="sinusoidal_pe(13, 22)")
    logits, y = tokens(j, 1, 1, 3, 0)
    what = {"zh": "一个词元的 smooth_ce", "en": "smooth_ce of one token"}
    j.close(loss_of(j, logits, y, 0.1, 0), smooth(logits, y, 0.1, 0), rtol=1e-9, what=what)
