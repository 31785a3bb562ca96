"""Judge of lstm: every number against a NumPy LSTM in float64, gradients by complex steps, and what a state may see."""

from typing import Any

import numpy as np
from reference_values import Weights, cell, draw, lstm, slope

from workers.judge import Handle, Judging, Named, Torch, check

GATES = {
    "zh": "4H 行的次序是 i, f, g, o，各 H 行；c' = σ(f)·c + σ(i)·tanh(g)，h' = σ(o)·tanh(c')；两个偏置都要加。",
    "en": "The 4H rows are i, f, g, o, H each; c' = σ(f)·c + σ(i)·tanh(g), h' = σ(o)·tanh(c'); add both biases.",
}


def new_cell(j: Judging, w: Weights, d_in: int, d_hidden: int) -> Handle:
    made = j.learner.new("LSTMCell", d_in, d_hidden)
    return with_weights(j, made, w)


def new_lstm(j: Judging, w: Weights, d_in: int, d_hidden: int, layers: int, batch_first: bool = False) -> Handle:
    made = j.learner.new("LSTM", d_in, d_hidden, layers, batch_first)
    return with_weights(j, made, w)


def with_weights(j: Judging, made: Handle, w: Weights) -> Handle:
    """The module in float64 with these weights; its parameters must carry exactly these names and shapes."""
    made.do("double")
    found = {name: list(value.shape) for name, value in made.state().items()}
    j.equal(found, {name: list(value.shape) for name, value in w.items()}, what="state_dict()")
    made.load_state(w)
    return made


def results(j: Judging, got: Any, what: str) -> tuple[Any, Any, Any]:
    """(out, h, c) of what LSTM.forward returned, or a failure that names the form."""
    match got:
        case (out, (h, c)):
            return out, h, c
    j.fail({"zh": f"{what} 应当返回 (out, (h, c))。", "en": f"{what} must return (out, (h, c))."})
    raise AssertionError


def compare(j: Judging, got: Any, want: tuple[np.ndarray, ...], what: str, cause: dict[str, str], rtol: float = 1e-10) -> None:
    for part, value, name in zip(results(j, got, what), want, ("out", "h", "c"), strict=True):
        j.close(part, value, rtol=rtol, atol=1e-12, what=f"{what}: {name}", cause=cause)


def state_of(rng: np.random.Generator, layers: int, batch: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    return rng.normal(size=(layers, batch, size)), rng.normal(size=(layers, batch, size))


def as_torch(state: tuple[np.ndarray, np.ndarray]) -> tuple[Torch, Torch]:
    return Torch(state[0]), Torch(state[1])


# ---- public ----


@check("cell_by_hand")
def cell_by_hand(j: Judging) -> None:
    w = {"weight_ih": np.zeros((8, 1)), "weight_hh": np.zeros((8, 2)), "bias_ih": np.zeros(8), "bias_hh": np.zeros(8)}
    w["weight_ih"][4, 0] = 1.0  # g of the first unit sees x
    w["bias_ih"][:2] = np.log(3)  # i = 3/4
    w["bias_hh"][2:4] = -np.log(3)  # f = 1/4
    made = new_cell(j, w, 1, 2)
    x, h, c = np.array([[np.arctanh(0.8)]]), np.zeros((1, 2)), np.array([[0.4, -2.0]])
    got = made(Torch(x), as_torch((h, c)))
    want = np.array([[0.5 * np.tanh(0.7), 0.5 * np.tanh(-0.5)]]), np.array([[0.7, -0.5]])
    for part, value, name in zip(pair(j, got), want, ("h'", "c'"), strict=True):
        j.close(part, value, rtol=1e-10, atol=1e-12, what=name, cause=GATES)


def pair(j: Judging, got: Any) -> tuple[Any, Any]:
    if not isinstance(got, list | tuple) or len(got) != 2:
        j.fail({"zh": "LSTMCell 应当返回 (h', c')。", "en": "LSTMCell must return (h', c')."})
    return got[0], got[1]


@check("clip_by_hand")
def clip_by_hand(j: Judging) -> None:
    grads, norm = clipped(j, [np.array([3.0, 4.0])], 1.0)
    j.close(norm, 5.0, rtol=1e-12, what={"zh": "范数", "en": "the norm"})
    j.close(grads[0], [0.6, 0.8], rtol=1e-12, what={"zh": "裁剪后的 [3, 4]", "en": "[3, 4] clipped"})


def clipped(j: Judging, grads: list[np.ndarray], limit: float) -> tuple[Any, Any]:
    got = j.learner.call("clip_grad_norm", [Torch(grad) for grad in grads], limit)
    if not (isinstance(got, list | tuple) and len(got) == 2 and isinstance(got[0], list | tuple) and len(got[0]) == len(grads)):
        j.fail(
            {
                "zh": "clip_grad_norm 应当返回（与 grads 一样长的列表，范数）。",
                "en": "clip_grad_norm must return (a list as long as grads, the norm).",
            }
        )
    return got[0], got[1]


# ---- hidden ----


@check("cell_parity")
def cell_parity(j: Judging) -> None:
    for batch, d_in, d_hidden in ((1, 1, 1), (5, 3, 7), (4, 6, 2)):
        w = draw(j.rng, d_in, d_hidden, None)
        made = new_cell(j, w, d_in, d_hidden)
        for scale in (1.0, 30.0):
            x, (h, c) = j.rng.normal(size=(batch, d_in)) * scale, state_of(j.rng, 1, batch, d_hidden)
            got = pair(j, made(Torch(x), as_torch((h[0], c[0]))))
            for part, value, name in zip(got, cell(x, h[0], c[0], w), ("h'", "c'"), strict=True):
                j.close(part, value, rtol=1e-10, atol=1e-10, what=name, cause=GATES)


@check("lstm_parity")
def lstm_parity(j: Judging) -> None:
    for layers, batch_first in ((1, False), (2, True), (3, False)):
        w = draw(j.rng, 5, 3, layers)
        made = new_lstm(j, w, 5, 3, layers, batch_first)
        x, state = j.rng.normal(size=(7, 4, 5)), state_of(j.rng, layers, 4, 3)
        given = Torch(x.transpose(1, 0, 2).copy() if batch_first else x)
        for start in (None, state):
            out, h, c = lstm(x, w, layers, start)
            want = out.transpose(1, 0, 2) if batch_first else out, h, c
            got = made(given) if start is None else made(given, as_torch(start))
            what = f"LSTM(5, 3, {layers}, batch_first={batch_first}), " + ("state=None" if start is None else "state=(h, c)")
            cause = {
                "zh": "第 k 层的输入是第 k−1 层的输出；h 与 c 总是 [layers, B, H]，batch_first 只管 x 与 out。",
                "en": "Layer k reads layer k−1's outputs; h and c are always [layers, B, H], batch_first is about x and out.",
            }
            compare(j, got, want, what, cause)


@check("grad_parity")
def grad_parity(j: Judging) -> None:
    cause = {
        "zh": "梯度要一直流回第一步：中间不能 detach、不能取 .data、不能转成 NumPy，也不要在 no_grad 里算。",
        "en": "The gradient must flow back to the first step: no detach, .data, NumPy or no_grad on the way.",
    }
    w = draw(j.rng, 3, 2, 2)
    made = new_lstm(j, w, 3, 2, 2)
    x, dout = j.rng.normal(size=(5, 3, 3)), j.rng.normal(size=(5, 3, 2))
    got = j.learner.grad(made, Torch(x), dout=Torch(dout), params=True, output=0)
    want = slope(lambda v: (lstm(v, w, 2)[0] * dout).sum(), x)
    j.close(got.args[0], want, rtol=1e-8, atol=1e-10, what="∂/∂x", cause=cause)
    for name, value in w.items():
        want = slope(lambda v, name=name: (lstm(x, w | {name: v}, 2)[0] * dout).sum(), value)
        j.close(got.params.get(name), want, rtol=1e-8, atol=1e-10, what=f"∂/∂{name}", cause=cause)
    one = draw(j.rng, 4, 3, None)
    single = new_cell(j, one, 4, 3)
    x, (h, c), dout = j.rng.normal(size=(2, 4)), state_of(j.rng, 1, 2, 3), j.rng.normal(size=(2, 3))
    for index, title in enumerate(("h'", "c'")):
        got = j.learner.grad(single, Torch(x), as_torch((h[0], c[0])), dout=Torch(dout), params=True, output=index)
        want = slope(lambda v, index=index: (cell(v, h[0], c[0], one)[index] * dout).sum(), x)
        j.close(got.args[0], want, rtol=1e-8, atol=1e-10, what=f"∂{title}/∂x", cause=cause)


@check("chunked")
def chunked(j: Judging) -> None:
    cause = {
        "zh": "给了 state 就从它开始，返回最后一步的 (h, c)；没给才从零开始，而且每次都是。",
        "en": "Start from the state that is given and return the last step's (h, c); from zero only when none is given.",
    }
    for layers, batch_first in ((1, False), (2, True)):
        w = draw(j.rng, 4, 3, layers)
        made = new_lstm(j, w, 4, 3, layers, batch_first)
        x = j.rng.normal(size=(11, 2, 4))
        axis = 1 if batch_first else 0
        parts = [x[:4], x[4:5], x[5:]]
        whole = lstm(x, w, layers)
        state, outs = None, []
        for part in parts:
            given = Torch(part.transpose(1, 0, 2).copy() if batch_first else part.copy())
            out, h, c = results(j, made(given) if state is None else made(given, state), "LSTM(part, state)")
            outs.append(j.array(out, "out", ndim=3))
            state = (Torch(j.array(h, "h")), Torch(j.array(c, "c")))
        joined = np.concatenate(outs, axis=axis)
        want = whole[0].transpose(1, 0, 2) if batch_first else whole[0]
        j.close(joined, want, rtol=1e-10, atol=1e-12, what={"zh": "分三段的输出", "en": "outputs of three chunks"}, cause=cause)
        for part, value, name in zip(state or (), whole[1:], ("h", "c"), strict=True):
            j.close(part, value, rtol=1e-10, atol=1e-12, what=name, cause=cause)
        given = Torch(x.transpose(1, 0, 2).copy() if batch_first else x)
        compare(j, made(given), (want, *whole[1:]), "LSTM(x)", cause)


@check("padding")
def padding(j: Judging) -> None:
    cause = {
        "zh": "一行结束之后，h 与 c 保持它最后一个真实步的值，out 填 0；行不一定按长度排序。",
        "en": "After a row has ended its h and c keep the last real step's values and out is 0; rows are in any order.",
    }
    for layers, batch_first in ((1, True), (2, False)):
        w = draw(j.rng, 3, 4, layers)
        made = new_lstm(j, w, 3, 4, layers, batch_first)
        lengths = j.rng.permutation([1, 6, 3, 7, 2])
        x, state = j.rng.normal(size=(7, 5, 3)), state_of(j.rng, layers, 5, 4)
        pads = np.arange(7)[:, None] >= lengths
        for junk in (0.0, 50.0):
            x[pads] = junk * j.rng.normal(size=(int(pads.sum()), 3))
            given = Torch(x.transpose(1, 0, 2).copy() if batch_first else x.copy())
            out, h, c = lstm(x, w, layers, state, lengths)
            want = out.transpose(1, 0, 2) if batch_first else out, h, c
            compare(j, made(given, as_torch(state), Torch(lengths)), want, "LSTM(x, state, lengths)", cause)
        out, h, c = lstm(x, w, layers, None, lengths)
        got = made(given, lengths=Torch(lengths))
        compare(j, got, (out.transpose(1, 0, 2) if batch_first else out, h, c), "LSTM(x, lengths=lengths)", cause)


@check("causal")
def causal(j: Judging) -> None:
    w = draw(j.rng, 3, 4, 2)
    made = new_lstm(j, w, 3, 4, 2)
    x = j.rng.normal(size=(9, 2, 3))
    first = j.array(results(j, made(Torch(x)), "LSTM(x)")[0], "out", shape=(9, 2, 4))
    cause = {"zh": "第 t 步只能看到 x[0…t]：没有反向的那一半。", "en": "Step t sees x[0…t] only: there is no backward half."}
    for t in (1, 5, 8):
        changed = x.copy()
        changed[t:] += j.rng.normal(size=changed[t:].shape)
        again = j.array(results(j, made(Torch(changed)), "LSTM(x)")[0], "out", shape=(9, 2, 4))
        what = {"zh": f"改动 x[{t}:] 之后的 out[:{t}]", "en": f"out[:{t}] after x[{t}:] was changed"}
        j.close(again[:t], first[:t], rtol=1e-12, atol=1e-12, what=what, cause=cause)
        moved = float(np.abs(again[t] - first[t]).max())
        j.at_least(moved, 1e-9, what={"zh": f"out[{t}] 的变化", "en": f"the change of out[{t}]"})


@check("T1")
def one_step(j: Judging) -> None:
    for layers, batch_first in ((1, False), (2, True)):
        w = draw(j.rng, 3, 2, layers)
        made = new_lstm(j, w, 3, 2, layers, batch_first)
        x, state = j.rng.normal(size=(1, 1, 3)), state_of(j.rng, layers, 1, 2)
        cause = {"zh": "长度是 1 的轴不能被 squeeze 掉。", "en": "An axis of length 1 may not be squeezed away."}
        compare(j, made(Torch(x), as_torch(state)), lstm(x, w, layers, state), "T = 1", cause)
        compare(j, made(Torch(x), lengths=Torch(np.array([1]))), lstm(x, w, layers), "T = 1, lengths = [1]", cause)


@check("clip_exact")
def clip_exact(j: Judging) -> None:
    one = {
        "zh": "一个范数管全部张量；系数是 min(1, max/norm)，不加 epsilon；返回新的张量。",
        "en": "One norm over all tensors; the factor is min(1, max/norm) without an epsilon; return new tensors.",
    }
    grads = [j.rng.normal(size=shape) for shape in ((3, 4), (5,), (2, 1, 3), ())]
    norm = float(np.sqrt(sum((grad**2).sum() for grad in grads)))
    for limit in (0.25 * norm, 1e-6, norm * (1 + 1e-9), 10 * norm):
        got, found = clipped(j, grads, limit)
        j.close(found, norm, rtol=1e-12, what={"zh": "裁剪前的范数", "en": "the norm before clipping"}, cause=one)
        scale = min(1.0, limit / norm)
        for part, grad in zip(got, grads, strict=True):
            what = {"zh": f"max = {limit:.3g} 时的梯度", "en": f"a gradient at max = {limit:.3g}"}
            j.close(part, scale * grad, rtol=1e-12, atol=1e-300, what=what, cause=one)
    zeros = {"zh": "全零的梯度", "en": "gradients that are all zero"}
    got, found = clipped(j, [np.zeros((2, 3)), np.zeros(4)], 1.0)
    j.close(found, 0.0, atol=0.0, what=zeros)
    j.close(got[0], np.zeros((2, 3)), atol=0.0, what=zeros)
    got, found = clipped(j, [np.array([0.3, -0.4], np.float32)], 0.25)
    j.close(got[0], [0.15, -0.2], rtol=1e-5, what={"zh": "float32 的梯度", "en": "a float32 gradient"}, cause=one)


@check("flat_rss")
def flat_rss(j: Judging) -> None:
    with j.fresh(quiet=True) as learner:
        made = learner.new("LSTM", 16, 32, 1, False)
        step = learner.lib("functools.partial", Named("training_step"), made)
        x = j.rng.normal(size=(10, 32, 16)).astype(np.float32)
        growth = learner.rss_growth(step, Torch(x), times=300)
    j.at_most(
        growth,
        16.0,
        what={"zh": "300 个训练步之后多占的内存（MiB）", "en": "MiB gained over 300 training steps"},
        cause={
            "zh": "模块里不要存带着计算图的张量（输出、状态、历史）。",
            "en": "Keep no tensor with a graph (outputs, states, histories) inside the module.",
        },
    )


# ---- gates ----


@check("K5")
def odd_sizes(j: Judging) -> None:
    w = draw(j.rng, 7, 11, 2)
    made = new_lstm(j, w, 7, 11, 2)
    x = j.rng.normal(size=(13, 5, 7))
    out, h, c = results(j, made(Torch(x)), "LSTM(x)")
    for part, shape, name in ((out, (13, 5, 11), "out"), (h, (2, 5, 11), "h"), (c, (2, 5, 11), "c")):
        j.shape(part, shape, what=name)


@check("K6")
def rows_independent(j: Judging) -> None:
    w = draw(j.rng, 3, 4, 1)
    made = new_lstm(j, w, 3, 4, 1)
    x = j.rng.normal(size=(6, 5, 3))
    together = j.array(results(j, made(Torch(x)), "LSTM(x)")[0], "out", shape=(6, 5, 4))
    for row in (0, 3):
        alone = results(j, made(Torch(x[:, row : row + 1].copy())), "LSTM(x)")[0]
        what = {"zh": f"第 {row} 行单独算的 out", "en": f"out of row {row} alone"}
        j.close(alone, together[:, row : row + 1], rtol=1e-9, atol=1e-12, what=what)
