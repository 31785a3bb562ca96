"""Judge of convT. Hidden arrays come from `j.rng`; the answers are torch's, in float64, on this side."""

import causes
import numpy as np
from reference_values import (
    Layer,
    conv_ref,
    conv_transpose_ref,
    draw_layer,
    grads_ref,
    ints,
    matrix_ref,
    overlap_ref,
)

from workers.judge import Judging, check

KINDS = {
    "any": causes.CHANNELS,
    "small": causes.SMALL,
    "uneven": causes.SCATTER,
    "padded": causes.OUTPUT_PADDING,
    "crossed": causes.CROSSED,
}


def forward(j: Judging, layer: Layer) -> np.ndarray:
    got = j.learner.call("conv_transpose2d", layer.x, layer.w, layer.b, *layer.settings)
    return j.array(got, "conv_transpose2d", shape=(len(layer.x), layer.w.shape[1], *layer.size))


def parity(j: Judging, layer: Layer, cause: dict[str, str]) -> None:
    got = j.learner.call("conv_transpose2d", layer.x, layer.w, layer.b, *layer.settings)
    j.close(got, conv_transpose_ref(layer), rtol=1e-9, atol=1e-9, what=f"conv_transpose2d: {layer.words}", cause=cause)


# ---- public ----


@check("by_hand")
def by_hand(j: Judging) -> None:
    x = np.array([[[[1.0, 2], [3, 4]]]])
    w = np.array([[[[1.0, 0], [-1, 2]]]])
    got = j.learner.call("conv_transpose2d", x, w, np.zeros(1), 2, 0, 0)
    want = np.array([[[[1.0, 0, 2, 0], [-1, 2, -2, 4], [3, 0, 4, 0], [-3, 6, -4, 8]]]])
    j.close(got, want, what="conv_transpose2d(x, w, b, 2, 0, 0)", cause=causes.SCATTER)
    got = j.learner.call("conv_transpose2d", x, w, np.array([10.0]), 1, 0, 0)
    want = np.array([[[[11.0, 12, 10], [12, 14, 14], [7, 12, 18]]]])
    j.close(got, want, what={"zh": "步幅 1、偏置 10", "en": "stride 1, bias 10"}, cause=causes.SCATTER)


@check("size_cases")
def size_cases(j: Judging) -> None:
    for (h, w), k, s, p, op, want in [
        ((4, 4), 3, 1, 0, 0, (6, 6)),
        ((4, 4), 3, 2, 1, 0, (7, 7)),
        ((4, 4), 3, 2, 1, 1, (8, 8)),
        ((5, 3), 4, 2, 1, 0, (10, 6)),
    ]:
        got = j.learner.call("conv_transpose2d", np.ones((1, 1, h, w)), np.ones((1, 1, k, k)), np.zeros(1), s, p, op)
        j.shape(got, (1, 1, *want), f"conv_transpose2d: H×W = {h}×{w}, k = {k}, s = {s}, p = {p}, output_padding = {op}")


@check("matrix_by_hand")
def matrix_by_hand(j: Judging) -> None:
    got = j.learner.call("conv_matrix", np.array([[1.0, 2], [3, 4]]), 2, 3, 1, 0)
    want = np.array([[1.0, 2, 0, 3, 4, 0], [0, 1, 2, 0, 3, 4]])
    j.close(got, want, what="conv_matrix(w2d, 2, 3, 1, 0)", cause=causes.MATRIX)


# ---- hidden: the forward pass ----


@check("size")
def size(j: Judging) -> None:
    for kind in ("any", "small", "uneven", "padded", "crossed") * 4:
        layer = draw_layer(j.rng, kind=kind)
        got = j.learner.call("conv_transpose2d", layer.x, layer.w, layer.b, *layer.settings)
        j.shape(got, (len(layer.x), layer.w.shape[1], *layer.size), f"conv_transpose2d: {layer.words}")


@check("torch_parity")
def torch_parity(j: Judging) -> None:
    """60 combinations: twelve of each kind."""
    for kind, cause in KINDS.items():
        for _ in range(12):
            parity(j, draw_layer(j.rng, kind=kind), cause)


@check("adjoint")
def adjoint(j: Judging) -> None:
    """<conv(u), v> = <u, convT(v)>, with our convolution and their transposed one, for many u of each layer."""
    for kind in ("any", "uneven", "padded", "crossed") * 4:
        layer = draw_layer(j.rng, kind=kind)
        plain = Layer(layer.x, layer.w, np.zeros_like(layer.b), layer.stride, layer.padding, layer.output_padding)
        scattered = forward(j, plain)
        u = j.rng.normal(size=scattered.shape)
        left = float((conv_ref(u, plain) * plain.x).sum())
        right = float((u * scattered).sum())
        what = {"zh": f"⟨u, convT(v)⟩：{layer.words}", "en": f"⟨u, convT(v)⟩: {layer.words}"}
        j.close(right, left, rtol=1e-9, atol=1e-9, what=what, cause=causes.ADJOINT)


@check("overlap_map")
def overlap_map(j: Judging) -> None:
    """A picture of ones and a kernel of ones: every cell of the output counts the kernels that cover it."""
    for k, s, interior in ((3, 2, {1, 2, 4}), (4, 2, {4}), (2, 2, {1}), (5, 3, {1, 2, 4})):
        h, w = (int(n) for n in j.rng.choice(np.arange(5, 9), 2, replace=False))
        ones = np.ones((1, 1, h, w)), np.ones((1, 1, k, k)), np.zeros(1)
        got = j.array(j.learner.call("conv_transpose2d", *ones, s, 0, 0), "conv_transpose2d", ndim=4)
        want = np.outer(overlap_ref(h, k, s), overlap_ref(w, k, s))
        title = {"zh": f"重叠图，k = {k}，s = {s}", "en": f"overlap map, k = {k}, s = {s}"}
        j.close(got[0, 0], want, what=title, cause=causes.SCATTER)
        j.equal(sorted({round(c) for c in got[0, 0, k:-k, k:-k].ravel()}), sorted(interior), title)
        if (k, s) in ((3, 2), (4, 2)):
            j.figure(f"overlap-k{k}s{s}", heatmap(got[0, 0], title))


def heatmap(z: np.ndarray, title: dict[str, str]) -> dict[str, object]:
    axis = {"showticklabels": False, "constrain": "domain"}
    return {
        "data": [{"type": "heatmap", "z": z.tolist(), "colorscale": "Blues"}],
        "layout": {
            "title": {"text": title},
            "xaxis": axis,
            "yaxis": {**axis, "scaleanchor": "x", "autorange": "reversed"},
        },
    }


# ---- hidden: the matrix ----


@check("matrix_T")
def matrix_t(j: Judging) -> None:
    """C equals ours, and its transpose does to a picture what their own conv_transpose2d does."""
    for k in range(12):
        layer = draw_layer(j.rng, kind=("any", "small", "uneven", "crossed")[k % 4])
        w2d, (h, w) = layer.w[0, 0].copy(), layer.size
        got = j.learner.call("conv_matrix", w2d, h, w, ints(layer.stride), ints(layer.padding))
        want = matrix_ref(w2d, h, w, layer.stride, layer.padding)
        words = f"H×W = {h}×{w}, k = {layer.kernel}, s = {layer.stride}, p = {layer.padding}"
        j.close(got, want, rtol=1e-9, atol=1e-12, what=f"conv_matrix: {words}", cause=causes.MATRIX)
        single = Layer(layer.x[:1, :1], layer.w[:1, :1], np.zeros(1), layer.stride, layer.padding, layer.output_padding)
        theirs = forward(j, single)[0, 0]
        back = (np.asarray(got).T @ single.x[0, 0].ravel()).reshape(h, w)
        what = {"zh": f"conv_transpose2d 与 Cᵀ·x：{words}", "en": f"conv_transpose2d against Cᵀ·x: {words}"}
        j.close(theirs, back, rtol=1e-9, atol=1e-9, what=what, cause=causes.ADJOINT)


# ---- hidden: gradients ----


def gradients(j: Judging, layer: Layer) -> tuple[np.ndarray, tuple[np.ndarray, ...]]:
    """(dout, their (dx, dw, db)) of one layer, or a failure that says what is missing."""
    dout = j.rng.normal(size=(len(layer.x), layer.w.shape[1], *layer.size))
    got = j.learner.call("backward", dout, (layer.x, layer.w, layer.b, *layer.settings))
    j.that(
        isinstance(got, tuple | list) and len(got) == 3,
        {"zh": "backward 应返回 (dx, dw, db)。", "en": "backward should return (dx, dw, db)."},
    )
    wants = (layer.x, layer.w, layer.b)
    arrays = [j.array(g, name, shape=v.shape) for g, name, v in zip(got, ("dx", "dw", "db"), wants, strict=True)]
    return dout, tuple(arrays)


def own_differences(j: Judging, layer: Layer, dout: np.ndarray, which: int) -> np.ndarray:
    """Central differences of sum(dout · their own forward pass) by x (0) or w (1); linear, so a step of 1 is exact."""
    values = [layer.x, layer.w, layer.b]
    out = np.empty_like(values[which])
    for index in np.ndindex(out.shape):
        sums = []
        for sign in (1.0, -1.0):
            moved = [value.copy() for value in values]
            moved[which][index] += sign
            y = j.learner.call("conv_transpose2d", *moved, *layer.settings)
            sums.append(float((j.array(y, "conv_transpose2d", shape=dout.shape) * dout).sum()))
        out[index] = (sums[0] - sums[1]) / 2
    return out


@check("grad_fd")
def grad_fd(j: Judging) -> None:
    rng = j.rng
    small = Layer(rng.normal(size=(2, 2, 3, 2)), rng.normal(size=(2, 1, 3, 2)), rng.normal(size=1), (2, 1), (1, 0), (1, 0))
    dout, (dx, dw, _) = gradients(j, small)
    for name, got, which in (("dw", dw, 1), ("dx", dx, 0)):
        want = own_differences(j, small, dout, which)
        what = {"zh": f"{name}，对中心差分", "en": f"{name} against differences"}
        j.close(got, want, rtol=1e-6, atol=1e-9, what=what, cause=causes.CHAIN)
    for kind in ("any", "small", "uneven", "padded", "crossed") * 4:
        layer = draw_layer(rng, kind=kind)
        dout, got = gradients(j, layer)
        want = grads_ref(layer, dout)
        for name, mine, theirs in (("dw", want[1], got[1]), ("dx", want[0], got[0])):
            j.close(theirs, mine, rtol=1e-6, atol=1e-9, what=f"{name}: {layer.words}", cause=causes.CHAIN)


@check("db_sum")
def db_sum(j: Judging) -> None:
    for kind in ("any", "small", "padded") * 2:
        layer = draw_layer(j.rng, kind=kind)
        dout, (_, _, db) = gradients(j, layer)
        j.close(db, dout.sum(axis=(0, 2, 3)), rtol=1e-9, atol=1e-9, what=f"db: {layer.words}", cause=causes.BIAS)


# ---- hidden: speed, gates ----


@check("speed")
def speed(j: Judging) -> None:
    """Executed Python lines at two sizes, and the seconds of one realistic layer, forwards and backwards."""
    lines = []
    for n, ci, co, h, w in ((2, 2, 3, 6, 7), (9, 6, 7, 17, 15)):
        layer = (j.rng.normal(size=(n, ci, h, w)), j.rng.normal(size=(ci, co, 3, 3)), np.zeros(co), 2, 1, 1)
        dout = j.rng.normal(size=(n, co, 2 * h, 2 * w))
        lines.append(j.learner.line_count("conv_transpose2d", *layer) + j.learner.line_count("backward", dout, layer))
    what = {"zh": "图更大、更多时执行的 Python 行数", "en": "Python lines executed for more and larger images"}
    j.at_most(lines[1], lines[0] + 20, what=what, cause=causes.LOOPS)
    layers = [(j.rng.normal(size=(16, 16, 16, 16)), j.rng.normal(size=(16, 8, 4, 4)), j.rng.normal(size=8)) for _ in range(3)]

    def once(i: int) -> None:
        x, w, b = layers[i]
        y = j.learner.call("conv_transpose2d", x, w, b, 2, 1, 0)
        j.learner.do("backward", y, (x, w, b, 2, 1, 0))

    seconds = j.seconds(once, repeat=3)
    j.metric("seconds", seconds)
    what = {"zh": "一层前向加反向的秒数", "en": "seconds for one layer, there and back"}
    j.at_most(seconds, j.threshold("seconds"), what=what, cause=causes.LOOPS)


@check("K5")
def odd_sizes(j: Judging) -> None:
    x, w, b = j.rng.normal(size=(3, 5, 11, 7)), j.rng.normal(size=(5, 2, 2, 3)), j.rng.normal(size=2)
    layer = Layer(x, w, b, (1, 2), (0, 1), (0, 1))
    parity(j, layer, causes.CROSSED)
    gradients(j, layer)


@check("K6")
def images_independent(j: Judging) -> None:
    x, w, b = j.rng.normal(size=(7, 3, 5, 6)), j.rng.normal(size=(3, 4, 3, 2)), j.rng.normal(size=4)
    order = j.rng.permutation(7)[:4]
    what = {"zh": "部分图片换了次序", "en": "some images in another order"}
    whole = j.array(j.learner.call("conv_transpose2d", x, w, b, 2, 1, 0), "conv_transpose2d", shape=(7, 4, 9, 10))
    j.close(j.learner.call("conv_transpose2d", x[order], w, b, 2, 1, 0), whole[order], rtol=1e-9, atol=1e-12, what=what)
