"""How the judge asks: drawing inputs, calling sdpa, comparing, counting operations."""

import numpy as np
from attention import attend

from workers.judge import Torch

EXACT = {"rtol": 1e-10, "atol": 1e-10}
ROUND = {"rtol": 1e-6, "atol": 1e-6}  # tests of behaviour: a float32 scale costs the tests of precision only
FUSED = ("scaled_dot_product", "multi_head_attention", "flash_attention", "flex_attention", "efficient_attention")
READY_MADE = {
    "zh": "计算时调用了现成的注意力：{name}。这道题要自己写。",
    "en": "Ready-made attention was called: {name}. Writing it is the exercise.",
}


def f32(x):
    return np.asarray(x, dtype=np.float32)


def draw(j, b, h, tq, tk, d, dv, scale=1.0):
    """q, k, v in float64, all sides as given."""
    return (
        j.rng.normal(size=(b, h, tq, d)) * scale,
        j.rng.normal(size=(b, h, tk, d)) * scale,
        j.rng.normal(size=(b, h, tk, dv)),
    )


def random_mask(j, shape, share=0.6):
    """True = may attend; every row sees at least one key."""
    mask = j.rng.random(shape) < share
    first = j.rng.integers(0, shape[-1], size=shape[:-1])
    np.put_along_axis(mask, first[..., None], True, axis=-1)
    return mask


def run(j, q, k, v, mask=None, causal=False, learner=None):
    """(out, w) of the learner as arrays of the right shapes, all finite."""
    options = {} if mask is None else {"mask": Torch(mask)}
    if causal:
        options["causal"] = True
    got = (learner or j.learner).call("sdpa", Torch(q), Torch(k), Torch(v), **options)
    j.that(
        isinstance(got, tuple | list) and len(got) == 2,
        {"zh": "sdpa 要返回两个张量 (out, w)。", "en": "sdpa returns two tensors, (out, w)."},
    )
    out = j.array(got[0], "out", shape=(*q.shape[:-1], v.shape[-1]))
    w = j.array(got[1], "w", shape=(*q.shape[:-1], k.shape[-2]))
    j.finite(
        out, "out", cause={"zh": "整行被屏蔽时 softmax 会算出 0/0。", "en": "A row that is all masked makes softmax compute 0/0."}
    )
    j.finite(w, "w")
    return out, w


def compare(j, got, q, k, v, mask=None, causal=False, what="", cause=None, **tolerance):
    """out and w against the reference."""
    want = attend(q, k, v, mask, causal)
    for name, mine, theirs in zip(("w", "out"), want[::-1], got[::-1]):
        j.close(theirs, mine, **(tolerance or ROUND), what=f"{name}{what}", cause=cause)


def counted(j, b, h, t):
    """(all operators, Python lines) of one causal call."""
    q, k, v = map(f32, draw(j, b, h, t, t, 4, 4))
    given = Torch(q), Torch(k), Torch(v), Torch(np.ones((b, 1, 1, t), dtype=bool)), True
    counts = j.learner.op_count("sdpa", *given)
    for name in counts:
        if any(word in name for word in FUSED):
            text = {lang: words.format(name=name) for lang, words in READY_MADE.items()}
            j.gate("K7", text)
            j.fail(text)
    aten = sum(number for name, number in counts.items() if name.startswith("aten."))
    return aten, j.learner.line_count("sdpa", *given)


def slope(j, given, dout, grads, mask, causal, h=1e-5):
    """gradcheck along one random direction: the learner's gradient against central differences of the learner's own output."""
    direction = [j.rng.normal(size=a.shape) for a in given]
    ends = []
    for sign in (1, -1):
        moved = [a + sign * h * u for a, u in zip(given, direction)]
        ends.append(float((run(j, *moved, mask=mask, causal=causal)[0] * dout).sum()))
    analytic = sum(float((grads[i] * u).sum()) for i, u in enumerate(direction))
    numeric = (ends[0] - ends[1]) / (2 * h)
    error = abs(analytic - numeric) / max(abs(analytic), abs(numeric), 1.0)
    j.at_most(error, 1e-6, what={"zh": "梯度与中心差分的相对误差", "en": "relative error of gradient and central difference"})
