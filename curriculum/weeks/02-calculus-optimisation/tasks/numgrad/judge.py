"""Judge of numgrad. The functions come from stubs.py by name; their gradients are known here in closed form."""

import numpy as np

from workers.judge import Judging, LearnerError, Named, check

ONE_COMPONENT = {
    "zh": "每次只移动一个分量，其余保持不变；两侧各走 h，差除以 2h。",
    "en": "Move one component and keep the others; go h to each side and divide the difference by 2h.",
}
CENTRAL = {
    "zh": "前向差分的误差与 h 成正比；改用 (f(x+h) − f(x−h)) / 2h。",
    "en": "The error of a forward difference is proportional to h; use (f(x+h) − f(x−h)) / 2h.",
}


def quadratic_grad(A: np.ndarray, b: np.ndarray, x: np.ndarray) -> np.ndarray:
    return 0.5 * (A + A.T) @ x + b


def rosenbrock_grad(x: np.ndarray) -> np.ndarray:
    g = np.zeros_like(x)
    inner = x[1:] - x[:-1] ** 2
    g[:-1] = -400 * x[:-1] * inner - 2 * (1 - x[:-1])
    g[1:] += 200 * inner
    return g


def softmax(x: np.ndarray) -> np.ndarray:
    e = np.exp(x - x.max())
    return e / e.sum()


def cases(j: Judging) -> list[tuple[str, Named, np.ndarray, np.ndarray]]:
    """(name, f, x, gradient) at random points; Rosenbrock where it is steep, so that rounding stays below the tolerance."""
    A, b, x = j.rng.normal(size=(7, 7)), j.rng.normal(size=7), j.rng.normal(size=7)
    steep = j.rng.uniform(-1.5, 1.5, size=5)
    while np.abs(rosenbrock_grad(steep)).max() < 60:
        steep = j.rng.uniform(-1.5, 1.5, size=5)
    z = j.rng.normal(size=11)
    return [
        ("quadratic", Named("quadratic", A, b), x, quadratic_grad(A, b, x)),
        ("rosenbrock", Named("rosenbrock"), steep, rosenbrock_grad(steep)),
        ("logsumexp", Named("logsumexp"), z, softmax(z)),
    ]


# ---- public ----


@check("square_at_3")
def square_at_3(j: Judging) -> None:
    got = j.learner.call("numerical_grad", Named("square"), np.array([3.0]))
    j.close(got, np.array([6.0]), rtol=0, atol=1e-8, what="numerical_grad(x², [3.0])", cause=ONE_COMPONENT)


@check("two_variables")
def two_variables(j: Judging) -> None:
    got = j.learner.call("numerical_grad", Named("two_variables"), np.array([1.0, 2.0]))
    j.close(got, np.array([8.0, 3.0]), rtol=0, atol=1e-8, what="numerical_grad(x² + 3xy, [1, 2])", cause=ONE_COMPONENT)


# ---- hidden ----


@check("central_tol")
def central_tol(j: Judging) -> None:
    worst = 0.0
    for name, f, x, want in cases(j):
        allowed = 1e-8 * max(1.0, float(np.abs(want).max()))
        got = j.array(j.learner.call("numerical_grad", f, x), f"numerical_grad({name}, x)", shape=want.shape)
        worst = max(worst, float(np.abs(got - want).max()) / allowed)
        j.close(got, want, rtol=0, atol=allowed, what=f"numerical_grad({name}, x)", cause=CENTRAL)
    j.metric("worst_error", worst)
    j.figure("error-vs-h", error_figure(j))


def error_figure(j: Judging) -> dict[str, object]:
    """The learner's own error on log-sum-exp for steps from 1e-1 to 1e-11."""
    x = j.rng.normal(size=5)
    steps = [10.0**-k for k in range(1, 12)]
    errors = []
    for h in steps:
        got = j.array(j.learner.call("numerical_grad", Named("logsumexp"), x, h), "numerical_grad(logsumexp, x, h)", shape=(5,))
        errors.append(max(float(np.abs(got - softmax(x)).max()), 1e-16))
    return {
        "data": [{"type": "scatter", "mode": "lines+markers", "x": steps, "y": errors}],
        "layout": {
            "title": {"text": {"zh": "误差随步长 h 的变化（log-sum-exp）", "en": "Error against the step h (log-sum-exp)"}},
            "xaxis": {"type": "log", "title": {"text": "h"}},
            "yaxis": {"type": "log", "title": {"text": {"zh": "最大误差", "en": "largest error"}}},
        },
    }


@check("step_used")
def step_used(j: Judging) -> None:
    x = j.rng.uniform(-2, 2, size=5)
    for h in (0.5, float(j.rng.uniform(0.05, 0.3))):
        got = j.learner.call("numerical_grad", Named("cubes"), x, h)
        cause = {
            "zh": "步长应恰好是参数 h，不随 x 缩放，也不换成别的公式。",
            "en": "The step should be exactly the argument h, not scaled with x, and the formula the plain central one.",
        }
        j.close(got, 3 * x**2 + h**2, rtol=1e-9, atol=1e-9, what=f"numerical_grad(Σx³, x, h={h:.3g})", cause=cause)


@check("kink")
def kink(j: Judging) -> None:
    x = j.rng.normal(size=6)
    x = np.where(np.abs(x) < 0.1, 0.5, x)
    x[[1, 4]] = 0.0
    got = j.learner.call("numerical_grad", Named("absolute"), x)
    cause = {
        "zh": "在 0 处两侧的函数值相等，中心差分是 0。",
        "en": "At 0 both sides have the same value: the central difference is 0.",
    }
    j.close(got, np.sign(x), rtol=0, atol=1e-8, what="numerical_grad(Σ|x|, x)", cause=cause)


@check("evaluations")
def evaluations(j: Judging) -> None:
    x = j.rng.normal(size=13)
    try:
        got = j.learner.call("numerical_grad", Named("budgeted", 2 * 13 + 1), x)
    except LearnerError as error:
        if error.type != "RuntimeError" or "evaluated" not in (error.message or ""):
            raise
        j.fail(
            {
                "zh": "13 个分量求值超过了 27 次。每个分量只需要 f(x+h) 与 f(x−h) 两次。",
                "en": "13 components took more than 27 evaluations. Each needs f(x+h) and f(x−h), no more.",
            }
        )
    j.close(got, 2 * x, rtol=0, atol=1e-7, what="numerical_grad(Σx², x)", cause=ONE_COMPONENT)


# ---- gates ----


@check("K4")
def same_twice(j: Judging) -> None:
    x = j.rng.normal(size=7)
    first, second = j.twice(lambda learner: learner.call("numerical_grad", Named("logsumexp"), x))
    j.same(first, second, what={"zh": "两个进程的梯度", "en": "gradients of two processes"})


@check("K5")
def odd_sizes(j: Judging) -> None:
    for d in (1, 2, 3, 17):
        x = j.rng.normal(size=d)
        got = j.learner.call("numerical_grad", Named("logsumexp"), x)
        j.close(got, softmax(x), rtol=0, atol=1e-8, what=f"numerical_grad(logsumexp, x), d = {d}", cause=ONE_COMPONENT)


@check("K8")
def growth(j: Judging) -> None:
    lines = [j.learner.line_count("numerical_grad", Named("logsumexp"), j.rng.normal(size=d)) for d in (50, 100)]
    j.at_most(
        lines[1],
        2.5 * lines[0] + 20,
        what={"zh": "d = 100 时执行的 Python 行数", "en": "Python lines executed at d = 100"},
        cause={"zh": "对每个分量只循环一次。", "en": "Loop over the components once."},
    )
