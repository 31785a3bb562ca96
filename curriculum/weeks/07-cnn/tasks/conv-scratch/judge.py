"""Judge of conv-scratch. Hidden arrays come from `j.rng`; the answers are torch's, in float64, on this side."""

import causes
import numpy as np
from reference_values import Layer, conv_grads_ref, conv_ref, draw_layer, ints, pool_grad_ref, pool_ref

from workers.judge import Judging, check

# ---- public ----


@check("by_hand")
def by_hand(j: Judging) -> None:
    x = np.array([[[[1.0, 2, 0, 1], [0, 1, 3, 1], [2, 0, 1, 2], [1, 1, 0, 1]]]])
    w = np.array([[[[1.0, 2, 0], [0, 1, 0], [0, 0, -1]]]])
    got = j.learner.call("conv2d", x, w, np.zeros(1), 1, 0)
    j.close(got, np.array([[[[5.0, 3], [2, 7]]]]), what="conv2d(x, w, b, 1, 0)", cause=causes.WINDOW)
    both = j.learner.call("conv2d", np.concatenate([x, 2 * x], axis=1), np.concatenate([w, w], axis=1), np.array([10.0]), 1, 0)
    what = {"zh": "两个输入通道、偏置 10", "en": "two input channels, bias 10"}
    j.close(both, np.array([[[[25.0, 19], [16, 31]]]]), what=what, cause=causes.CHANNELS)


@check("size_formula")
def size_formula(j: Judging) -> None:
    cases = [((7, 7), 3, 1, 0, (5, 5)), ((7, 7), 3, 2, 1, (4, 4)), ((7, 7), 3, 3, 0, (2, 2)), ((8, 6), 2, 2, 0, (4, 3))]
    for (h, w), k, s, p, want in cases:
        got = j.learner.call("conv2d", np.ones((1, 1, h, w)), np.ones((1, 1, k, k)), np.zeros(1), s, p)
        j.shape(got, (1, 1, *want), f"conv2d: H×W = {h}×{w}, k = {k}, s = {s}, p = {p}")


@check("pool_by_hand")
def pool_by_hand(j: Judging) -> None:
    x = np.array([[[[1.0, 3, 2, 0], [4, 2, 1, 5], [0, 1, 7, 2], [2, 6, 3, 4]]]])
    j.close(j.learner.call("maxpool2d", x, 2, 2), np.array([[[[4.0, 5], [6, 7]]]]), what="maxpool2d(x, 2, 2)")
    dx = j.learner.call("maxpool2d_backward", np.array([[[[1.0, 2], [3, 4]]]]), (x, 2, 2, 0))
    want = np.array([[[[0.0, 0, 0, 0], [1, 0, 0, 2], [0, 0, 4, 0], [0, 3, 0, 0]]]])
    j.close(dx, want, what="maxpool2d_backward(dout, (x, 2, 2, 0))")


# ---- hidden: the forward pass ----


def forward(j: Judging, layer: Layer, cause: dict[str, str]) -> None:
    got = j.learner.call("conv2d", layer.x, layer.w, layer.b, ints(layer.stride), ints(layer.padding))
    j.close(got, conv_ref(layer), rtol=1e-9, atol=1e-9, what=f"conv2d: {layer.words}", cause=cause)


@check("torch_parity")
def torch_parity(j: Judging) -> None:
    for k in range(40):
        layer = draw_layer(j.rng, divides=True if k < 10 else None)
        forward(j, layer, causes.CHANNELS if layer.x.shape[1] > 1 and k < 10 else causes.WINDOW)


@check("pool_parity")
def pool_parity(j: Judging) -> None:
    for _ in range(20):
        layer = draw_layer(j.rng)
        got = j.learner.call("maxpool2d", layer.x, ints(layer.kernel), ints(layer.stride))
        want = pool_ref(layer.x, layer.kernel, layer.stride, (0, 0))
        j.close(got, want, rtol=0, atol=0, what=f"maxpool2d: k = {layer.kernel}, s = {layer.stride}", cause=causes.WINDOW)


@check("not_flipped")
def not_flipped(j: Judging) -> None:
    """A kernel with a single 1 copies one pixel of every window, so it shows where each weight looks."""
    h, w, kh, kw = 8, 11, 3, 4
    x = j.rng.normal(size=(2, 1, h, w))
    for u, v in ((0, 0), (0, kw - 1), (kh - 1, 0), (1, 2)):
        kernel = np.zeros((1, 1, kh, kw))
        kernel[0, 0, u, v] = 1
        got = j.learner.call("conv2d", x, kernel, np.zeros(1), 1, 0)
        want = x[:, :, u : u + h - kh + 1, v : v + w - kw + 1]
        j.close(got, want, what=f"conv2d, w[{u}, {v}] = 1", cause=causes.FLIP)


@check("floor_size")
def floor_size(j: Judging) -> None:
    for _ in range(8):
        layer = draw_layer(j.rng, divides=False)
        forward(j, layer, causes.FLOOR)
        got = j.learner.call("maxpool2d", layer.x, ints(layer.kernel), ints(layer.stride))
        j.shape(got, pool_ref(layer.x, layer.kernel, layer.stride, (0, 0)).shape, f"maxpool2d: {layer.words}")


# ---- hidden: gradients ----


def backward(j: Judging, layer: Layer) -> tuple[np.ndarray, tuple[np.ndarray, ...]]:
    """(dout, their (dx, dw, db)) of one layer, or a failure that says what is missing."""
    dout = j.rng.normal(size=conv_ref(layer).shape)
    got = j.learner.call("conv2d_backward", dout, (layer.x, layer.w, layer.b, ints(layer.stride), ints(layer.padding)))
    j.that(
        isinstance(got, tuple | list) and len(got) == 3,
        {"zh": "conv2d_backward 应返回 (dx, dw, db)。", "en": "conv2d_backward should return (dx, dw, db)."},
    )
    wants = (layer.x, layer.w, layer.b)
    arrays = [j.array(g, name, shape=v.shape) for g, name, v in zip(got, ("dx", "dw", "db"), wants, strict=True)]
    return dout, tuple(arrays)


def own_differences(j: Judging, layer: Layer, dout: np.ndarray, which: int) -> np.ndarray:
    """Central differences of sum(dout · their own conv2d) by x (0) or w (1); the map is linear, so a step of 1 is exact."""
    values = [layer.x, layer.w, layer.b]
    out = np.empty_like(values[which])
    for index in np.ndindex(out.shape):
        sums = []
        for sign in (1.0, -1.0):
            moved = [value.copy() for value in values]
            moved[which][index] += sign
            y = j.learner.call("conv2d", *moved, ints(layer.stride), ints(layer.padding))
            sums.append(float((j.array(y, "conv2d", shape=dout.shape) * dout).sum()))
        out[index] = (sums[0] - sums[1]) / 2
    return out


@check("grad_fd")
def grad_fd(j: Judging) -> None:
    rng = j.rng
    small = Layer(rng.normal(size=(2, 2, 5, 4)), rng.normal(size=(2, 2, 3, 2)), rng.normal(size=2), (2, 1), (1, 0))
    dout, (dx, dw, _) = backward(j, small)
    for name, got, which in (("dw", dw, 1), ("dx", dx, 0)):
        want = own_differences(j, small, dout, which)
        j.close(
            got,
            want,
            rtol=1e-6,
            atol=1e-9,
            what={"zh": f"{name}，对中心差分", "en": f"{name} against differences"},
            cause=causes.CHAIN,
        )
    for k in range(16):
        layer = draw_layer(rng, divides=False if k % 2 else None)
        dout, got = backward(j, layer)
        want = conv_grads_ref(layer, dout)
        for name, mine, theirs in zip(("dw", "dx"), (want[1], want[0]), (got[1], got[0]), strict=True):
            j.close(theirs, mine, rtol=1e-6, atol=1e-9, what=f"{name}: {layer.words}", cause=causes.CHAIN)


@check("db_sum")
def db_sum(j: Judging) -> None:
    for _ in range(6):
        layer = draw_layer(j.rng)
        dout, (_, _, db) = backward(j, layer)
        j.close(db, dout.sum(axis=(0, 2, 3)), rtol=1e-9, atol=1e-9, what=f"db: {layer.words}", cause=causes.BIAS)


# ---- hidden: pooling ----


def pool_both(j: Judging, x: np.ndarray, layer: Layer, cause: dict[str, str]) -> None:
    k, s, p = layer.kernel, layer.stride, layer.padding
    words = f"k = {k}, s = {s}, p = {p}"
    want = pool_ref(x, k, s, p)
    got = j.learner.call("maxpool2d", x, ints(k), ints(s), ints(p))
    j.close(got, want, rtol=0, atol=0, what=f"maxpool2d: {words}", cause=cause)
    dout = j.rng.normal(size=want.shape)
    dx = j.learner.call("maxpool2d_backward", dout, (x, ints(k), ints(s), ints(p)))
    j.close(dx, pool_grad_ref(x, k, s, p, dout), rtol=1e-9, atol=1e-12, what=f"maxpool2d_backward: {words}", cause=cause)


def pool_layer(j: Judging, *, padded: bool = False, overlap: bool = False) -> Layer:
    """A layer whose kernel serves as a pooling window, with real padding or real overlap where asked."""
    while True:
        layer = draw_layer(j.rng)
        (kh, kw), (sh, sw) = layer.kernel, layer.stride
        apart = sh >= kh and sw >= kw
        if (max(layer.padding) > 0) == padded and (overlap is not apart):
            return layer


@check("pool_negative")
def pool_negative(j: Judging) -> None:
    for k in range(8):
        layer = pool_layer(j, padded=True, overlap=bool(k % 2))
        pool_both(j, -0.1 - np.abs(layer.x), layer, causes.MINUS_INF)


@check("pool_tie")
def pool_tie(j: Judging) -> None:
    for kernel in ((2, 3), (3, 2), (2, 2), (3, 4)):  # windows that do not overlap: adding up is the business of pool_overlap
        h, w = (int(size) for size in j.rng.choice(np.arange(8, 14), 2, replace=False))
        x = j.rng.integers(0, 2, (3, 2, h, w)).astype(float)
        pool_both(j, x, Layer(x, np.zeros((1, 2, *kernel)), np.zeros(1), kernel, (0, 0)), causes.TIE)
    flat = np.full((2, 3, 6, 6), float(j.rng.normal()))
    dout = j.rng.normal(size=(2, 3, 3, 3))
    dx = np.zeros_like(flat)
    dx[:, :, ::2, ::2] = dout
    got = j.learner.call("maxpool2d_backward", dout, (flat, 2, 2, 0))
    j.close(got, dx, what={"zh": "整张图都一样时的 dx", "en": "dx of an image of one value"}, cause=causes.TIE)


@check("pool_overlap")
def pool_overlap(j: Judging) -> None:
    for _ in range(8):
        layer = pool_layer(j, overlap=True)
        pool_both(j, layer.x, layer, causes.OVERLAP)


# ---- hidden: speed, gates ----


@check("speed")
def speed(j: Judging) -> None:
    """Executed Python lines at two sizes, and the seconds of one realistic layer, forwards and backwards."""
    lines = []
    for n, c, h, w in ((2, 2, 8, 9), (11, 7, 23, 21)):
        x, kernel, b = j.rng.normal(size=(n, c, h, w)), j.rng.normal(size=(c + 1, c, 3, 3)), np.zeros(c + 1)
        dout = j.rng.normal(size=(n, c + 1, h, w))
        count = j.learner.line_count("conv2d", x, kernel, b, 1, 1)
        count += j.learner.line_count("conv2d_backward", dout, (x, kernel, b, 1, 1))
        lines.append(count)
    what = {"zh": "图更大、更多时执行的 Python 行数", "en": "Python lines executed for more and larger images"}
    j.at_most(lines[1], lines[0] + 20, what=what, cause=causes.LOOPS)
    layers = [(j.rng.normal(size=(16, 8, 32, 32)), j.rng.normal(size=(16, 8, 5, 5)), j.rng.normal(size=16)) for _ in range(3)]

    def once(i: int) -> None:
        x, w, b = layers[i]
        y = j.learner.call("conv2d", x, w, b, 1, 2)
        j.learner.do("conv2d_backward", y, (x, w, b, 1, 2))

    seconds = j.seconds(once, repeat=3)
    j.metric("seconds", seconds)
    j.at_most(
        seconds,
        j.threshold("seconds"),
        what={"zh": "一层前向加反向的秒数", "en": "seconds for one layer, there and back"},
        cause=causes.LOOPS,
    )


@check("K5")
def odd_sizes(j: Judging) -> None:
    x, w, b = j.rng.normal(size=(3, 5, 13, 11)), j.rng.normal(size=(7, 5, 2, 3)), j.rng.normal(size=7)
    layer = Layer(x, w, b, (1, 2), (0, 1))
    forward(j, layer, causes.WINDOW)
    backward(j, layer)


@check("K6")
def images_independent(j: Judging) -> None:
    x, w, b = j.rng.normal(size=(7, 3, 8, 9)), j.rng.normal(size=(4, 3, 3, 2)), j.rng.normal(size=4)
    order = j.rng.permutation(7)[:4]
    what = {"zh": "部分图片换了次序", "en": "some images in another order"}
    whole = j.array(j.learner.call("conv2d", x, w, b, 2, 1), "conv2d", shape=(7, 4, 4, 5))
    j.close(j.learner.call("conv2d", x[order], w, b, 2, 1), whole[order], rtol=1e-9, atol=1e-12, what=what)
    pooled = j.array(j.learner.call("maxpool2d", x, 2, 2), "maxpool2d", shape=(7, 3, 4, 4))
    j.close(j.learner.call("maxpool2d", x[order], 2, 2), pooled[order], rtol=0, what=what)


@check("K8")
def growth(j: Judging) -> None:
    lines = []
    for n, size in ((2, 8), (9, 26)):
        x = j.rng.normal(size=(n, 3, size, size))
        dout = j.rng.normal(size=(n, 3, size // 2, size // 2))
        count = j.learner.line_count("maxpool2d", x, 2, 2) + j.learner.line_count("maxpool2d_backward", dout, (x, 2, 2, 0))
        lines.append(count)
    what = {"zh": "池化执行的 Python 行数", "en": "Python lines executed by pooling"}
    j.at_most(lines[1], lines[0] + 20, what=what, cause=causes.LOOPS)
