"""Judge of array-puzzles: every puzzle against the plain loops of loops.py, on random shapes."""

import ast
from typing import Any

import loops
import numpy as np

from workers.judge import Judging, check

IN_DISGUISE = {"map", "filter", "reduce", "vectorize", "frompyfunc", "apply_along_axis", "apply_over_axes", "fromiter", "nditer"}
LOOPS = ast.For | ast.While | ast.comprehension
NAMES = (
    "one_hot", "moving_avg", "pairwise_sq_dist", "topk_idx", "rle",
    "nan_mean", "bincount2d", "rolling_max", "outer_argmax", "group_mean",
)  # fmt: skip


def same(j: Judging, name: str, *args: Any, cause: dict[str, str] | None = None) -> None:
    """The learner's answer against the loops', to 1e-9."""
    want = getattr(loops, name)(*args)
    got = j.learner.call(name, *args)
    shapes = ", ".join(str(arg.shape) if isinstance(arg, np.ndarray) else str(arg) for arg in args)
    j.close(got, want, rtol=1e-9, atol=1e-9, what=f"{name}({shapes})", cause=cause)


# ---- public ----


@check("one_hot_example")
def one_hot_example(j: Judging) -> None:
    same(j, "one_hot", np.array([2, 0, 2]), 3)


@check("moving_avg_example")
def moving_avg_example(j: Judging) -> None:
    same(j, "moving_avg", np.array([1.0, 2.0, 6.0, 4.0]), 3)


@check("rle_example")
def rle_example(j: Judging) -> None:
    same(j, "rle", np.array([7, 7, 3, 7, 7, 7]))


# ---- values ----


@check("one_hot")
def one_hot(j: Judging) -> None:
    for n, k in ((11, 5), (4, 9), (1, 1)):
        same(j, "one_hot", j.rng.integers(0, k, size=n), k)
    for bad in (-1, 4):
        labels = np.array([0, bad, 2])
        what = f"one_hot([0, {bad}, 2], 4)"
        j.raises(("ValueError", "IndexError"), lambda labels=labels: j.learner.call("one_hot", labels, 4), what=what)


@check("moving_avg")
def moving_avg(j: Judging) -> None:
    for n, w in ((13, 4), (7, 1), (5, 5), (3, 8), (29, 11)):
        x = j.rng.normal(size=n) * j.rng.choice([1.0, 1000.0], size=n)
        cause = {"zh": "只要完整的窗口：n − w + 1 个。", "en": "Whole windows only: n − w + 1 of them."}
        same(j, "moving_avg", x, w, cause=cause)


@check("pairwise_sq_dist")
def pairwise_sq_dist(j: Judging) -> None:
    for n, m, d in ((7, 3, 5), (1, 11, 2), (4, 6, 1)):
        A, B = 30 + j.rng.normal(size=(n, d)), 30 + j.rng.normal(size=(m, d))
        B[0] = A[-1]
        size = (A**2).sum(axis=1)[:, None] + (B**2).sum(axis=1)
        got = j.array(j.learner.call("pairwise_sq_dist", A, B), "pairwise_sq_dist(A, B)", shape=(n, m))
        want = loops.pairwise_sq_dist(A, B)
        cause = {"zh": "对每一对 (a, b) 求 Σ (a − b)²，形状是 [n, m]。", "en": "Σ (a − b)² of every pair (a, b), shape [n, m]."}
        j.close(
            got / size, want / size, rtol=0, atol=1e-9, what=f"pairwise_sq_dist({n}×{d}, {m}×{d}) / (‖a‖² + ‖b‖²)", cause=cause
        )
        if got.min() < 0:
            j.fail({"zh": f"有负的距离平方：{got.min():.3g}。", "en": f"A squared distance is negative: {got.min():.3g}."})


@check("topk_idx")
def topk_idx(j: Judging) -> None:
    for n, k in ((12, 4), (9, 0), (6, 6), (5, 8), (40, 1), (500, 60)):
        same(j, "topk_idx", j.rng.normal(size=n), k)


@check("rle")
def rle(j: Judging) -> None:
    for runs in (1, 4, 17):
        same(j, "rle", np.repeat(j.rng.integers(-3, 4, size=runs), j.rng.integers(1, 5, size=runs)))
    same(j, "rle", np.array([0, 0, 5, 5, 0]))


@check("nan_mean")
def nan_mean(j: Judging) -> None:
    used = [node.attr for node in ast.walk(j.tree()) if isinstance(node, ast.Attribute) and node.attr in ("nanmean", "nansum")]
    if used:
        j.fail({"zh": f"这一题不用 np.{used[0]}：自己写出掩码。", "en": f"Not with np.{used[0]}: write the mask yourself."})
    for n, m in ((7, 5), (3, 11)):
        X = j.rng.normal(size=(n, m))
        X[j.rng.random((n, m)) < 0.3] = np.nan
        X[1], X[:, 2] = np.nan, np.nan
        for axis in (0, 1):
            cause = {
                "zh": "除以不是 NaN 的个数；一个也没有时得 NaN。",
                "en": "Divide by how many are not NaN; none at all gives NaN.",
            }
            same(j, "nan_mean", X, axis, cause=cause)


@check("bincount2d")
def bincount2d(j: Judging) -> None:
    for n, shape in ((60, (3, 5)), (20, (7, 2)), (1, (4, 4))):
        rows, cols = (j.rng.integers(0, max(1, size - 1), size=n) for size in shape)
        cause = {
            "zh": "out[rows, cols] += 1 对重复的下标只加一次。",
            "en": "out[rows, cols] += 1 adds only once for an index that is repeated.",
        }
        same(j, "bincount2d", rows, cols, shape, cause=cause)


@check("rolling_max")
def rolling_max(j: Judging) -> None:
    for n, w in ((13, 4), (6, 1), (5, 9), (31, 7)):
        cause = {"zh": "开头的窗口短一些；补 −∞，不补 0。", "en": "Windows at the start are shorter: pad with −∞, not with 0."}
        same(j, "rolling_max", -5 + j.rng.normal(size=n), w, cause=cause)


@check("outer_argmax")
def outer_argmax(j: Judging) -> None:
    for n, m in ((7, 5), (1, 4), (11, 3)):
        same(j, "outer_argmax", j.rng.normal(size=n), j.rng.normal(size=m))
    a, b = -1 - j.rng.random(6), -1 - j.rng.random(4)
    cause = {
        "zh": "两个负数相乘是正数：各取最大不行。",
        "en": "Two negatives multiply to a positive: the largest of each will not do.",
    }
    same(j, "outer_argmax", np.append(a, 0.5), np.append(b, 0.5), cause=cause)


@check("group_mean")
def group_mean(j: Judging) -> None:
    for n, k in ((40, 5), (3, 9)):
        groups = j.rng.integers(0, k - 1, size=n)
        groups[groups == 1] = 0
        cause = {"zh": "空的组得 NaN，结果总是 k 个。", "en": "An empty group gives NaN, and there are always k."}
        same(j, "group_mean", j.rng.normal(size=n), groups, k, cause=cause)


# ---- edges ----


@check("empty")
def empty(j: Judging) -> None:
    none, ints = np.zeros(0), np.zeros(0, dtype=np.int64)
    cases = {
        "one_hot": ((ints, 4), (np.zeros((0, 4)), "f64")),
        "moving_avg": ((none, 3), (none, "f64")),
        "pairwise_sq_dist": ((np.zeros((0, 3)), np.ones((2, 3))), (np.zeros((0, 2)), "f64")),
        "topk_idx": ((none, 3), (ints, "i64")),
        "nan_mean": ((np.zeros((0, 3)), 0), (np.full(3, np.nan), "f64")),
        "bincount2d": ((ints, ints, (2, 3)), (np.zeros((2, 3)), "i64")),
        "rolling_max": ((none, 3), (none, "f64")),
        "group_mean": ((none, ints, 3), (np.full(3, np.nan), "f64")),
    }
    for name, (args, (want, dtype)) in cases.items():
        what = {"zh": f"{name}，空的输入", "en": f"{name}, empty input"}
        got = j.array(j.learner.call(name, *args), what, dtype=dtype)
        j.close(got, want, what=what)
    values, lengths = (j.array(part, "rle([])", dtype="i64") for part in j.learner.call("rle", ints))
    j.equal((values.shape, lengths.shape), ((0,), (0,)), what={"zh": "rle([]) 的形状", "en": "shapes of rle([])"})
    j.raises("ValueError", lambda: j.learner.call("outer_argmax", none, np.ones(2)), what="outer_argmax([], b)")


@check("ties")
def ties(j: Judging) -> None:
    cause = {"zh": "相等时取靠前的：稳定的排序。", "en": "Among equals the first: a stable sort."}
    for n, k in ((40, 25), (300, 120)):
        same(j, "topk_idx", j.rng.integers(0, 4, size=n).astype(float), k, cause=cause)
    for n, m in ((9, 7), (5, 12)):
        a, b = (j.rng.choice([-2.0, -1.0, 1.0, 2.0], size=size) for size in (n, m))
        same(j, "outer_argmax", a, b, cause={"zh": "并列时按行的顺序取第一个。", "en": "Among equals the first, row by row."})
    a, b = (np.concatenate([ends, j.rng.choice([-1.0, 1.0], size=5)]) for ends in ([2.0, -2.0], [-2.0, 2.0]))
    same(
        j,
        "outer_argmax",
        a,
        b,
        cause={"zh": "按行的顺序：(0, 1) 在 (1, 0) 之前。", "en": "Row by row: (0, 1) comes before (1, 0)."},
    )
    same(j, "outer_argmax", np.zeros(4), j.rng.normal(size=3), cause={"zh": "全是 0 时取 (0, 0)。", "en": "All zero: (0, 0)."})


# ---- without loops ----


def mentioned(tree: ast.AST) -> set[str]:
    """Every name and attribute in the source."""
    nodes = list(ast.walk(tree))
    return {node.id for node in nodes if isinstance(node, ast.Name)} | {
        node.attr for node in nodes if isinstance(node, ast.Attribute)
    }


@check("no_loops")
def no_loops(j: Judging) -> None:
    tree = j.tree()
    found = [node for node in ast.walk(tree) if isinstance(node, LOOPS)]
    if found:
        line = getattr(found[0], "lineno", None) or found[0].target.lineno  # a comprehension has no line of its own
        j.fail({"zh": f"第 {line} 行有循环或推导式。", "en": f"Line {line} has a loop or a comprehension."})
    disguised = sorted(mentioned(tree) & IN_DISGUISE)
    if disguised:
        j.fail({"zh": f"{disguised[0]} 是变相的循环。", "en": f"{disguised[0]} is a loop in disguise."})
    for name in NAMES:
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == name]
        inner = [n for node in calls for n in ast.walk(node) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == name]
        if inner:
            j.fail({"zh": f"{name} 调用了自己：递归也是循环。", "en": f"{name} calls itself: recursion is a loop, too."})


def large(rng: np.random.Generator, n: int) -> dict[str, tuple[Any, ...]]:
    """Arguments of each puzzle of size n (the square root of it where the answer has n² entries)."""
    x, side = rng.normal(size=n), int(n**0.5)
    groups = rng.integers(0, 50, size=n)
    return {
        "one_hot": (rng.integers(0, 10, size=n), 10),
        "moving_avg": (x, 20),
        "pairwise_sq_dist": (rng.normal(size=(side, 8)), rng.normal(size=(side, 8))),
        "topk_idx": (x, 20),
        "rle": (rng.integers(0, 2, size=n),),
        "nan_mean": (x.reshape(-1, 10), 1),
        "bincount2d": (groups, rng.integers(0, 40, size=n), (50, 40)),
        "rolling_max": (x, 20),
        "outer_argmax": (rng.normal(size=side), rng.normal(size=side)),
        "group_mean": (x, groups, 50),
    }


@check("speed")
def speed(j: Judging) -> None:
    small, big = large(j.rng, 4_000), [large(j.rng, 200_000) for _ in range(3)]
    times = {}
    for name in NAMES:
        few = j.learner.line_count(name, *small[name])
        many = j.learner.line_count(name, *big[0][name])
        cause = {"zh": "行数随输入增长：里面有循环。", "en": "The lines grow with the input: there is a loop in it."}
        what = {"zh": f"{name} 执行的 Python 行数", "en": f"Python lines that {name} runs"}
        j.at_most(many, 2 * few + 20, what=what, cause=cause)
        times[name] = j.seconds(lambda i, name=name: j.learner.do(name, *big[i][name]), repeat=3)
        j.at_most(times[name], 1.0, what={"zh": f"{name} 的秒数", "en": f"seconds of {name}"})
    j.figure("speed", speed_figure(times))


def speed_figure(times: dict[str, float]) -> dict[str, Any]:
    names = sorted(times, key=lambda name: times[name])
    return {
        "data": [{"type": "bar", "orientation": "h", "x": [1000 * times[name] for name in names], "y": names}],
        "layout": {
            "title": {"text": {"zh": "20 万个数用了多久", "en": "Time for 200,000 numbers"}},
            "xaxis": {"title": {"text": {"zh": "毫秒（含往返）", "en": "milliseconds, round trip included"}}},
            "margin": {"l": 130},
        },
    }


# ---- gates ----


@check("K4")
def same_twice(j: Judging) -> None:
    x = j.rng.normal(size=23)
    first, second = j.twice(lambda learner: learner.call("rolling_max", x, 5))
    j.close(first, second, rtol=0, what={"zh": "两个进程的 rolling_max", "en": "rolling_max of two processes"})


@check("K5")
def odd_sizes(j: Judging) -> None:
    for n in (1, 2, 17):
        same(j, "moving_avg", j.rng.normal(size=n), 1)
        same(j, "group_mean", j.rng.normal(size=n), j.rng.integers(0, 3, size=n), 3)
        same(j, "bincount2d", j.rng.integers(0, 3, size=n), j.rng.integers(0, 7, size=n), (3, 7))
