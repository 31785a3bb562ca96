"""Their module and the judge's weights for it; batches whose last sentence is full and whose others are padded."""

import encoder_reference as ref
import numpy as np
import torch

VOCAB, D, H, D_FF = 17, 12, 3, 20


def t(x):
    return torch.from_numpy(np.ascontiguousarray(x))


def array(j, got, shape):
    return j.array(got, {"zh": "输出", "en": "the output"}, shape=tuple(shape))


def at_real(got, want, pad):
    """Both at the positions that are not padding: what a layer says at PAD is nobody's business."""
    return (got, want) if pad is None else (got[~pad], want[~pad])


def padding(j, b, length):
    """bool[b,length], True = PAD: the last row is full, the first has one token, the others lie between."""
    keep = j.rng.integers(1, length, size=b)
    keep[0], keep[-1] = 1, length
    return np.arange(length) >= keep[:, None]


def batch(j, b, length, d):
    return j.rng.normal(size=(b, length, d)), padding(j, b, length)


def sentences(j, b, length):
    """ids i64[b,length] of any value (the mask alone says what is padding) and the mask."""
    return j.rng.integers(0, VOCAB, size=(b, length)), padding(j, b, length)


def loaded(j, theirs, state, norm_first=True):
    """Loads the judge's weights after looking at names, shapes and the number of parameters.

    More entries of state_dict are fine if they are buffers (a table of positions). A post-norm stack may own a final norm that it
    does not use: it gets odd values, so that using it would show.
    """
    own = theirs.state()
    missing = [name for name in state if name not in own]
    what = {
        "zh": f"state_dict 里缺 {missing[:4]}（共 {len(missing)} 个）；现有 {sorted(own)[:6]}……",
        "en": f"state_dict lacks {missing[:4]} ({len(missing)} in all); it has {sorted(own)[:6]} …",
    }
    j.that(not missing, what)
    for name, value in state.items():
        j.shape(own[name], tuple(value.shape), what=name)
    spare = {} if norm_first else {name: own[name] * 0 + 3.0 for name in ("norm.weight", "norm.bias") if name in own}
    count = theirs.param_count() - sum(value.size for value in spare.values())
    what = {"zh": "可训练参数的个数", "en": "the number of trained parameters"}
    cause = {
        "zh": "位置编码是 buffer，不是参数；层里没有多余的线性层。",
        "en": "Positions are a buffer, no parameter; a layer has no further linear layers.",
    }
    j.equal(count, sum(value.numel() for value in state.values()), what=what, cause=cause)
    theirs.load_state(own | spare | {name: value.numpy() for name, value in state.items()})


def layer_pair(j, norm_first, act, dropout=0.0, mode="eval"):
    theirs = j.learner.new("EncoderLayer", D, H, D_FF, dropout, norm_first, act)
    return _pair(j, theirs, ref.random_state(ref.layer_shapes(D, D_FF), j.rng), True, mode)


def stack_pair(j, norm_first, layers, dropout=0.0, mode="eval"):
    theirs = j.learner.new("TransformerEncoder", VOCAB, D, H, D_FF, layers, 32, dropout, norm_first)
    return _pair(j, theirs, ref.random_state(ref.stack_shapes(VOCAB, D, D_FF, layers, norm_first), j.rng), norm_first, mode)


def _pair(j, theirs, state, norm_first, mode):
    theirs.do("double")
    loaded(j, theirs, state, norm_first)
    theirs.do(mode)
    return theirs, state
