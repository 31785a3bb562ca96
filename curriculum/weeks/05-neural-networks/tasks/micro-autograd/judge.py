"""Judge of micro-autograd: programs (lists of operations) go in, the value and the gradients of the leaves come back."""

import math
from typing import Any

import numpy as np

from workers.judge import Judging, check

Program = list[list[Any]]


def evaluate(program: Program, leaves: list[float]) -> tuple[float, list[float]]:
    """The reference: a program lists parents before children, so one sweep backwards over it is enough."""
    values: list[float] = []
    edges: list[list[tuple[int, float]]] = []
    for op, *args in program:
        value, into = step(op, args, values, leaves)
        values.append(value)
        edges.append(into)
    up = [0.0] * len(program)
    up[-1] = 1.0
    for node in range(len(program) - 1, -1, -1):
        for parent, slope in edges[node]:
            up[parent] += slope * up[node]
    grads = [0.0] * len(leaves)
    for node, (op, *args) in enumerate(program):
        if op == "leaf":
            grads[args[0]] += up[node]
    return values[-1], grads


def step(op: str, args: list[Any], values: list[float], leaves: list[float]) -> tuple[float, list[tuple[int, float]]]:
    """One operation: its value, and (parent, derivative) for each Value among its arguments."""
    if op == "leaf":
        return leaves[args[0]], []
    if op == "add":
        return values[args[0]] + values[args[1]], [(args[0], 1.0), (args[1], 1.0)]
    if op == "mul":
        return values[args[0]] * values[args[1]], [(args[0], values[args[1]]), (args[1], values[args[0]])]
    if op in ("add_number", "number_add", "mul_number", "number_mul"):
        node, number = (args[0], args[1]) if op.endswith("number") else (args[1], args[0])
        return (values[node] + number, [(node, 1.0)]) if "add" in op else (values[node] * number, [(node, number)])
    x = values[args[0]]
    if op == "pow":
        return x ** args[1], [(args[0], args[1] * x ** (args[1] - 1))]
    value, slope = {
        "exp": lambda: (math.exp(x), math.exp(x)),
        "tanh": lambda: (math.tanh(x), 1 - math.tanh(x) ** 2),
        "relu": lambda: (max(x, 0.0), float(x > 0)),
    }[op]()
    return value, [(args[0], slope)]


def draw(rng: np.random.Generator, leaves: list[float], size: int) -> Program:
    """A random program that uses every leaf; values stay between 1e-3 and 4 in size, so differences are exact enough."""
    program: Program = [["leaf", k] for k in range(len(leaves))]
    values = list(leaves)
    while len(program) < size:
        new = draw_step(rng, values)
        value, _ = step(new[0], new[1:], values, leaves)
        if 1e-3 < abs(value) < 4:
            program.append(new)
            values.append(value)
    total = len(program) - 1
    for node in range(len(leaves), size - 1):  # the sum of all: every node counts
        program.append(["add", total, node])
        total = len(program) - 1
    return program


def draw_step(rng: np.random.Generator, values: list[float]) -> list[Any]:
    a, b = (int(k) for k in rng.integers(0, len(values), 2))
    number = round(float(rng.uniform(0.3, 1.5)), 3)
    choices: list[list[Any]] = [
        ["add", a, b],
        ["mul", a, b],
        ["add_number", a, number],
        ["number_add", number, a],
        ["mul_number", a, number],
        ["number_mul", number, a],
        ["pow", a, 2],
        ["pow", a, 3],
        ["exp", a],
        ["tanh", a],
        ["relu", a],
    ]
    if values[a] > 0.2:
        choices += [["pow", a, -1], ["pow", a, 0.5]]
    return choices[int(rng.integers(len(choices)))]


def draw_leaves(rng: np.random.Generator, n: int) -> list[float]:
    return [round(float(v), 4) for v in rng.uniform(0.3, 1.4, n) * rng.choice([-1, 1], n)]


def results(j: Judging, program: Program, leaves: list[float], times: int = 1) -> tuple[float, np.ndarray]:
    """Their (value, gradients of the leaves); `run` is published, so anything else is a failure."""
    got = j.learner.call("run", program, leaves, times)
    j.that(
        isinstance(got, dict) and set(got) == {"value", "grads"} and isinstance(got["grads"], list),
        {
            "zh": "请保留 starter 里的 run：它返回 value 与 grads。",
            "en": "Please keep run from the starter: it returns value and grads.",
        },
    )
    return j.number(got["value"], "value"), np.array([j.number(grad, "grads") for grad in got["grads"]])


def compare(j: Judging, program: Program, leaves: list[float], *, times: int = 1, cause: dict[str, str] | None = None) -> None:
    value, grads = results(j, program, leaves, times)
    want_value, want_grads = evaluate(program, leaves)
    j.close(value, want_value, rtol=1e-9, atol=1e-12, what={"zh": "输出的值", "en": "the output's value"})
    what = {"zh": f"{times} 次 backward() 后叶子的 grad", "en": f"grad of the leaves after {times} backward()"}
    j.close(grads, times * np.array(want_grads), rtol=1e-9, atol=1e-10, what=what, cause=cause)


CAUSE_REUSE = {
    "zh": "一个值被用了几次，就会收到几份梯度：要用 += 累加。",
    "en": "A value used several times receives several gradients: accumulate with +=.",
}
CAUSE_ORDER = {
    "zh": "某个节点在收齐所有下游梯度之前就往上传了；先做拓扑排序。",
    "en": "A node passed its gradient on before all of its uses had reported; sort topologically first.",
}
CAUSE_TWICE = {
    "zh": "第二次 backward() 要在原有的 grad 上再加一份；中间节点旧的 grad 不能再流一遍。",
    "en": "A second backward() adds one more share to grad; old grads of inner nodes must not flow again.",
}
CAUSE_SLOPE = {"zh": "核对每个运算的局部导数。", "en": "Check the local derivative of every operation."}


@check("first_graph")
def first_graph(j: Judging) -> None:
    program: Program = [["leaf", 0], ["leaf", 1], ["mul", 0, 1], ["add", 2, 0], ["pow", 3, 2]]
    compare(j, program, [2.0, -3.0], cause=CAUSE_REUSE)
    compare(j, [["leaf", 0], ["tanh", 0], ["exp", 1], ["relu", 2]], [0.0], cause=CAUSE_SLOPE)


@check("numbers")
def numbers(j: Judging) -> None:
    program: Program = [["leaf", 0], ["number_mul", 2, 0], ["mul_number", 0, 4], ["add", 1, 2], ["add_number", 3, 1]]
    program += [["number_add", 5, 0], ["add", 4, 5]]
    compare(j, program, [3.0])


@check("values")
def values(j: Judging) -> None:
    for _ in range(10):
        leaves = draw_leaves(j.rng, 3)
        program = draw(j.rng, leaves, 12)
        got, _ = results(j, program, leaves)
        j.close(got, evaluate(program, leaves)[0], rtol=1e-9, atol=1e-12, what={"zh": "输出的值", "en": "the output's value"})


@check("diamond")
def diamond(j: Judging) -> None:
    """x reaches the output along several paths of equal length, and as both arguments of one operation."""
    for _ in range(5):
        leaves = draw_leaves(j.rng, 1)
        square: Program = [["leaf", 0], ["mul", 0, 0]]
        compare(j, square, leaves, cause=CAUSE_REUSE)
        two: Program = [["leaf", 0], ["tanh", 0], ["exp", 0], ["mul", 1, 2], ["add", 3, 3]]
        compare(j, two, leaves, cause=CAUSE_REUSE)


@check("topo")
def topo(j: Judging) -> None:
    """Long and short paths meet: node k feeds both k+1 and k+2, so no node may send before both have."""
    for length in (5, 9, 14):
        leaves = draw_leaves(j.rng, 2)
        program: Program = [["leaf", 0], ["leaf", 1]]
        for k in range(2, length):
            program += [["add", k - 2, k - 1] if k % 3 else ["mul", k - 1, k - 2]]
            if abs(evaluate(program, leaves)[0]) > 3:
                program[-1] = ["tanh", k - 1]
        compare(j, program, leaves, cause=CAUSE_ORDER)
        compare(j, [*program, ["mul", length - 1, 0], ["add", length, length - 1]], leaves, cause=CAUSE_ORDER)


@check("grad_fd")
def grad_fd(j: Judging) -> None:
    for op in (["exp", 0], ["tanh", 0], ["relu", 0], ["pow", 0, 3], ["pow", 0, -1], ["pow", 0, 0.5], ["mul_number", 0, 1.7]):
        differences(j, [["leaf", 0], op, ["mul", 1, 1]], [round(float(j.rng.uniform(0.4, 1.2)), 4)])
    for _ in range(6):
        leaves = draw_leaves(j.rng, 3)
        differences(j, draw(j.rng, leaves, 14), leaves)


def differences(j: Judging, program: Program, leaves: list[float], h: float = 1e-5) -> None:
    _, grads = results(j, program, leaves)
    numeric = []
    for k in range(len(leaves)):
        up, down = list(leaves), list(leaves)
        up[k] += h
        down[k] -= h
        numeric.append((results(j, program, up)[0] - results(j, program, down)[0]) / (2 * h))
    what = {"zh": f"程序 {program} 的 grads", "en": f"grads of {program}"}
    j.close(grads, np.array(numeric), rtol=1e-6, atol=1e-7, what=what, cause=CAUSE_SLOPE)


@check("twice")
def twice(j: Judging) -> None:
    leaves = draw_leaves(j.rng, 3)
    program = draw(j.rng, leaves, 9)
    for times in (2, 3):
        compare(j, program, leaves, times=times, cause=CAUSE_TWICE)


@check("edges")
def edges(j: Judging) -> None:
    compare(j, [["leaf", 0], ["relu", 0]], [0.0], cause={"zh": "约定 ReLU′(0) = 0。", "en": "The convention is ReLU′(0) = 0."})
    compare(j, [["leaf", 0]], [1.5])
    compare(j, [["leaf", 0], ["leaf", 1], ["exp", 0]], [0.5, 2.0])
    compare(j, [["leaf", 0], ["number_mul", 0, 0], ["relu", 1], ["add_number", 2, -3]], [0.7])


@check("deep")
def deep(j: Judging) -> None:
    program: Program = [["leaf", 0]]
    for k in range(3000):
        program.append(["add_number", k, 0.5] if k % 2 else ["mul_number", k, 1.0])
    compare(
        j,
        program,
        [0.25],
        cause={"zh": "递归太深：用自己的栈代替递归。", "en": "The recursion is too deep: use a stack of your own instead."},
    )


@check("K8")
def growth(j: Judging) -> None:
    """x + x, doubled k times: 2^k paths, but only k + 1 nodes."""

    def lines(k: int) -> int:
        program: Program = [["leaf", 0], *(["add", i, i] for i in range(k))]
        return j.learner.line_count("run", program, [1.0])

    j.at_most(
        lines(12),
        3 * lines(6),
        what={"zh": "节点数加倍后执行的 Python 行数", "en": "Python lines executed for twice the nodes"},
        cause={
            "zh": "按路径而不是按节点走，工作量成指数增长。",
            "en": "Walking paths instead of nodes makes the work exponential.",
        },
    )
