"""How the judge asks: drawing inputs, calling both functions, comparing with the reference."""

import numpy as np
from attention import attend

from workers.judge import Torch

KINDS = ("additive", "dot", "general", "concat")
EXACT = {"rtol": 1e-10, "atol": 1e-10}
ROUND = {"rtol": 1e-6, "atol": 1e-6}  # tests of behaviour: what precision costs is asked once, in f64_parity
FUSED = ("scaled_dot_product", "multi_head_attention", "flash_attention", "flex_attention", "efficient_attention")


def draw(j, kind, b, t, dq, dk, dv, a, scale=1.0):
    """(q, keys, values, *weights) in float64; dot products need dk = dq."""
    if kind == "dot":
        dk = dq
    shapes = {
        "additive": ((a, dq), (a, dk), (a,)),
        "dot": (),
        "general": ((dq, dk),),
        "concat": ((a, dq + dk), (a,)),
    }[kind]
    weights = [j.rng.normal(size=shape) * scale for shape in shapes]
    if kind == "dot":
        return j.rng.normal(size=(b, dq)) * scale, j.rng.normal(size=(b, t, dk)), j.rng.normal(size=(b, t, dv))
    return j.rng.normal(size=(b, dq)), j.rng.normal(size=(b, t, dk)), j.rng.normal(size=(b, t, dv)), *weights


def random_mask(j, b, t, share=0.6):
    """bool [B,T], True = keep; every row keeps at least one key, and rows keep different numbers of them."""
    mask = j.rng.random((b, t)) < share
    mask[np.arange(b), j.rng.integers(0, t, size=b)] = True
    return mask


def arguments(kind, given, mask):
    """(name of the function, its arguments) for a call over there."""
    q, keys, values, *weights = (given_torch(a) for a in given)
    keep = given_torch(mask)
    if kind == "additive":
        return "additive", (q, keys, values, keep, *weights)
    if kind == "dot":
        return "luong", (q, keys, values, keep, kind)
    return "luong", (q, keys, values, keep, kind, weights[0] if kind == "general" else tuple(weights))


def given_torch(a):
    return Torch(a) if isinstance(a, np.ndarray) else a


def run(j, kind, given, mask, learner=None):
    """(ctx, w) of the learner as arrays of the right shapes, all finite."""
    name, args = arguments(kind, given, mask)
    got = (learner or j.learner).call(name, *args)
    return checked(j, kind, got, given)


def checked(j, kind, got, given):
    title = title_of(kind)
    j.that(
        isinstance(got, tuple | list) and len(got) == 2,
        {"zh": f"{title} 要返回两个张量 (ctx, w)。", "en": f"{title} returns two tensors, (ctx, w)."},
    )
    b, t, dv = given[2].shape
    ctx = j.array(got[0], f"ctx, {title}", shape=(b, dv))
    w = j.array(got[1], f"w, {title}", shape=(b, t))
    empty = {"zh": "整行都被屏蔽时，softmax 会算出 0/0。", "en": "A row that keeps nothing makes the softmax compute 0/0."}
    j.finite(ctx, f"ctx, {title}", cause=empty)
    j.finite(w, f"w, {title}", cause=empty)
    return ctx, w


def title_of(kind):
    return "additive(…)" if kind == "additive" else f'luong(…, "{kind}")'


def compare(j, kind, got, given, mask, what="", cause=None, **tolerance):
    """w, then ctx, against the reference."""
    q, keys, values, *weights = given
    want = attend(kind, q, keys, values, mask, weights)
    for name, mine, theirs in (("w", want[1], got[1]), ("ctx", want[0], got[0])):
        j.close(theirs, mine, **(tolerance or ROUND), what=f"{name}, {title_of(kind)}{what}", cause=cause)
