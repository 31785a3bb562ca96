"""How the judge asks: layers with the judge's weights, calls, gradients of any packing, counting operations."""

import numpy as np
from attention import random_state

from workers.judge import Torch

CLASS = "MultiHeadSelfAttention"
EXACT = {"rtol": 1e-10, "atol": 1e-10}
ROUND = {"rtol": 1e-6, "atol": 1e-6}  # tests of behaviour: a float32 scale costs the tests of precision only
FUSED = ("scaled_dot_product", "multi_head_attention", "flash_attention", "flex_attention", "efficient_attention")
READY_MADE = {
    "zh": "计算时调用了现成的注意力：{name}。这道题要自己写。",
    "en": "Ready-made attention was called: {name}. Writing it is the exercise.",
}


def f32(x):
    return np.asarray(x, dtype=np.float32)


def layer_of(j, d, heads, bias=True, state=None, learner=None, double=True):
    """(their layer with the judge's weights, those weights)"""
    state = random_state(j.rng, d, bias) if state is None else state
    layer = (learner or j.learner).new(CLASS, d, heads, bias)
    if double:
        layer.do("double")
    wire = state if double else {name: f32(value) for name, value in state.items()}
    layer.do("load_from_torch", {name: Torch(value) for name, value in wire.items()})
    return layer, state


def forward(j, layer, x, pad=None, causal=False):
    """The output as an array of the shape of x, all finite."""
    options = {} if pad is None else {"key_padding_mask": Torch(pad)}
    if causal:
        options["causal"] = True
    out = j.array(layer.call("forward", Torch(x), **options), "forward(x)", shape=x.shape)
    j.finite(
        out,
        "forward(x)",
        cause={"zh": "整行被屏蔽时 softmax 会算出 0/0。", "en": "A row that is all masked makes softmax compute 0/0."},
    )
    return out


def padding(lengths, t):
    """bool[B,T], True = PAD on the right"""
    return np.arange(t) >= np.array(lengths)[:, None]


def counted(j, b, heads, t):
    """(all operators, Python lines) of one call with both masks."""
    layer = j.learner.new(CLASS, 24, heads)
    given = Torch(f32(j.rng.normal(size=(b, t, 24)))), Torch(np.zeros((b, t), dtype=bool)), True
    counts = j.learner.op_count(layer, *given)
    for name in counts:
        if any(word in name for word in FUSED):
            text = {lang: words.format(name=name) for lang, words in READY_MADE.items()}
            j.gate("K7", text)
            j.fail(text)
    return sum(number for name, number in counts.items() if name.startswith("aten.")), j.learner.line_count(layer, *given)


def same_entries(j, got, want, cause):
    """All parameters' gradients as one sorted list: it does not matter how the learner named, packed or turned them."""
    what = {"zh": "所有参数的梯度（排序后）", "en": "the gradients of all parameters (sorted)"}
    missing = [name for name, value in got.items() if value is None]
    j.that(not missing, {"zh": f"没有梯度的参数：{missing}", "en": f"parameters without a gradient: {missing}"}, cause)
    mine, theirs = (np.sort(np.concatenate([value.ravel() for value in values])) for values in (want.values(), got.values()))
    j.close(theirs, mine, **ROUND, what=what, cause=cause)


def slope(j, layer, x, dout, dx, pad, causal, h=1e-5):
    """gradcheck along one random direction, by central differences of the learner's own output."""
    direction = j.rng.normal(size=x.shape)
    ends = [float((forward(j, layer, x + sign * h * direction, pad, causal) * dout).sum()) for sign in (1, -1)]
    numeric, analytic = (ends[0] - ends[1]) / (2 * h), float((dx * direction).sum())
    error = abs(analytic - numeric) / max(abs(analytic), abs(numeric), 1.0)
    j.at_most(error, 1e-6, what={"zh": "梯度与中心差分的相对误差", "en": "relative error of gradient and central difference"})
