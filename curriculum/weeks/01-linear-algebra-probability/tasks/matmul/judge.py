"""Judge of matmul. Values are compared with NumPy's own product on this side, where it is allowed."""

from typing import Any

import numpy as np

from workers.judge import Judging, check

INNER = {
    "zh": "C[i][j] = Σ_p A[i][p]·B[p][j]：行取自 A，列取自 B。",
    "en": "C[i][j] = Σ_p A[i][p]·B[p][j]: the row from A, the column from B.",
}
LEAD = {
    "zh": "只有最后两个轴参与乘法，前面的轴照广播规则。",
    "en": "Only the last two axes take part in the product; those before them broadcast.",
}
FUNCTIONS = ("matmul_loops", "matmul_vec", "batched")


def product(j: Judging, name: str, A: np.ndarray, B: np.ndarray) -> Any:
    """The learner's product; lists in, lists out for matmul_loops."""
    if name == "matmul_loops":
        got = j.learner.call(name, A.tolist(), B.tolist())
        if not isinstance(got, list) or not all(isinstance(row, list) for row in got):
            j.fail({"zh": "matmul_loops 应返回列表的列表。", "en": "matmul_loops should return a list of lists."})
        if any(len(row) != B.shape[1] for row in got) or len(got) != len(A):
            shape = f"{len(got)} × {sorted({len(row) for row in got})}"
            j.fail({"zh": f"matmul_loops 的形状是 {shape}。", "en": f"matmul_loops has the shape {shape}."})
        return np.array(got, dtype=np.float64)
    return j.learner.call(name, A, B)


@check("by_hand")
def by_hand(j: Judging) -> None:
    A, B = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), np.array([[1.0, 0.0], [2.0, 1.0], [0.0, 3.0]])
    for name in FUNCTIONS:
        j.close(product(j, name, A, B), np.array([[5.0, 11.0], [14.0, 23.0]]), what=f"{name}(A, B)", cause=INNER)


@check("nonsquare")
def nonsquare(j: Judging) -> None:
    for m, k, n in ((2, 3, 5), (7, 1, 4), (1, 6, 1), (5, 11, 3)):
        A, B = j.rng.normal(size=(m, k)), j.rng.normal(size=(k, n))
        for name in FUNCTIONS:
            j.close(product(j, name, A, B), A @ B, rtol=1e-9, atol=1e-12, what=f"{name}, {m}×{k} · {k}×{n}", cause=INNER)


@check("bad_shape")
def bad_shape(j: Judging) -> None:
    A = j.rng.normal(size=(3, 4))
    for rows in (3, 5, 1):  # 1: broadcasting would swallow it
        B = j.rng.normal(size=(rows, 2))
        what = f"3×4 · {rows}×2"
        j.raises("ValueError", lambda B=B: j.learner.call("matmul_loops", A.tolist(), B.tolist()), what=f"matmul_loops, {what}")
        j.raises("ValueError", lambda B=B: j.learner.call("matmul_vec", A, B), what=f"matmul_vec, {what}")
        j.raises("ValueError", lambda B=B: j.learner.call("batched", A, B), what=f"batched, {what}")
    one = j.rng.normal(size=(3, 1))
    j.raises("ValueError", lambda: j.learner.call("batched", one, A), what="batched, 3×1 · 3×4")
    j.raises("ValueError", lambda: j.learner.call("matmul_vec", one, A), what="matmul_vec, 3×1 · 3×4")
    ragged = [[1.0, 2.0], [3.0]]
    square = [[1.0, 0.0], [0.0, 1.0]]
    j.raises(
        "ValueError",
        lambda: j.learner.call("matmul_loops", ragged, square),
        what={"zh": "A 的行长短不一", "en": "ragged rows in A"},
    )
    j.raises(
        "ValueError",
        lambda: j.learner.call("matmul_loops", square, ragged),
        what={"zh": "B 的行长短不一", "en": "ragged rows in B"},
    )
    apart = j.rng.normal(size=(3, 2, 2)), j.rng.normal(size=(4, 2, 2))
    j.raises("ValueError", lambda: j.learner.call("batched", *apart), what={"zh": "前导轴 3 与 4", "en": "leading axes 3 and 4"})


@check("k_zero")
def k_zero(j: Judging) -> None:
    for name in ("matmul_vec", "batched"):
        got = j.learner.call(name, np.zeros((3, 0)), np.zeros((0, 5)))
        j.close(got, np.zeros((3, 5)), what=f"{name}, 3×0 · 0×5")
    got = j.learner.call("batched", np.zeros((2, 3, 0)), np.zeros((0, 5)))
    j.close(got, np.zeros((2, 3, 5)), what="batched, 2×3×0 · 0×5")


@check("noncontig")
def noncontig(j: Judging) -> None:
    A, B = j.rng.normal(size=(6, 10)), j.rng.normal(size=(14, 5))
    views = ((A.T[:, ::2], B[4:7]), (A[::-1, 1:8], B[::2]), (A[:, ::-2], B[:10:2]))
    for left, right in views:
        for name in ("matmul_vec", "batched"):
            got = j.learner.call(name, left, right)
            j.close(got, left @ right, rtol=1e-9, atol=1e-12, what=f"{name}, {left.shape} · {right.shape}", cause=INNER)


@check("lead_broadcast")
def lead_broadcast(j: Judging) -> None:
    shapes = (
        ((4, 1, 2, 3), (5, 3, 7)),
        ((2, 3), (4, 3, 5)),
        ((3, 2, 5), (3, 5, 2)),
        ((1, 2, 3), (6, 1, 3, 4)),
        ((2, 2, 2), (2, 2, 2)),
    )
    for left, right in shapes:
        A, B = j.rng.normal(size=left), j.rng.normal(size=right)
        got = j.learner.call("batched", A, B)
        j.close(got, A @ B, rtol=1e-9, atol=1e-12, what=f"batched, {left} · {right}", cause=LEAD)


@check("speed")
def speed(j: Judging) -> None:
    loops = j.loops("matmul_vec")
    j.that(
        loops <= 1,
        {
            "zh": f"matmul_vec 里有 {loops} 个循环（推导式也算），至多一个。",
            "en": f"matmul_vec has {loops} loops (comprehensions count); at most one is allowed.",
        },
    )
    sizes, slow, fast = (24, 48, 96), [], []
    for size in sizes:
        pairs = [(j.rng.normal(size=(size, size)), j.rng.normal(size=(size, size))) for _ in range(3)]
        lists = [(A.tolist(), B.tolist()) for A, B in pairs]
        slow.append(j.seconds(lambda i, lists=lists: j.learner.do("matmul_loops", *lists[i]), repeat=3))
        fast.append(j.seconds(lambda i, pairs=pairs: j.learner.do("matmul_vec", *pairs[i]), repeat=3))
    ratio = slow[-1] / fast[-1]
    j.metric("times_faster", ratio)
    j.figure("timing", timing_figure(sizes, slow, fast))
    cause = {
        "zh": "一次处理整列或整个外积，而不是一个数一个数地乘。",
        "en": "Work on a whole column or a whole outer product at once, not number by number.",
    }
    j.at_least(ratio, j.threshold("times_faster"), what={"zh": "快多少倍（96×96）", "en": "times faster (96×96)"}, cause=cause)


def timing_figure(sizes: tuple[int, ...], slow: list[float], fast: list[float]) -> dict[str, Any]:
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines+markers",
                "x": list(sizes),
                "y": [float(f"{s * 1000:.3g}") for s in times],
                "name": name,
            }
            for times, name in ((slow, "matmul_loops"), (fast, "matmul_vec"))
        ],
        "layout": {
            "title": {"text": {"zh": "用时随大小的变化", "en": "Time against size"}},
            "xaxis": {"type": "log", "title": {"text": "m = k = n"}},
            "yaxis": {"type": "log", "title": {"text": {"zh": "毫秒", "en": "milliseconds"}}},
        },
    }


# ---- gates ----


@check("K4")
def same_twice(j: Judging) -> None:
    A, B = j.rng.normal(size=(5, 7)), j.rng.normal(size=(7, 3))
    first, second = j.twice(lambda learner: learner.call("matmul_vec", A, B))
    j.same(first, second, what={"zh": "两个进程的乘积", "en": "products of two processes"})


@check("K5")
def odd_sizes(j: Judging) -> None:
    for m, k, n in ((2, 5, 3), (13, 7, 11), (3, 17, 2)):
        A, B = j.rng.normal(size=(m, k)), j.rng.normal(size=(k, n))
        for name in FUNCTIONS:
            j.shape(product(j, name, A, B), (m, n), f"{name}, {m}×{k} · {k}×{n}")


@check("K8")
def growth(j: Judging) -> None:
    lines = []
    for size in (10, 40):
        A, B = j.rng.normal(size=(size, size)), j.rng.normal(size=(size, size))
        lines.append(j.learner.line_count("matmul_vec", A, B))
    j.at_most(
        lines[1],
        5 * lines[0] + 20,
        what={"zh": "40×40 时 matmul_vec 执行的 Python 行数", "en": "Python lines of matmul_vec at 40×40"},
        cause={"zh": "至多对一个维度循环。", "en": "Loop over one dimension at most."},
    )
