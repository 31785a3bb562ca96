"""Checks you can run yourself: python public_tests/test_public.py (beside solution.py, or from the folder that holds it)."""

import math
import sys
from pathlib import Path

for folder in (Path.cwd(), Path(__file__).resolve().parent.parent, Path(__file__).resolve().parent.parent / "starter"):
    if (folder / "solution.py").exists():
        sys.path.insert(0, str(folder))
        break

from solution import Value, run


def near(got, want):
    assert math.isclose(got, want, rel_tol=1e-9, abs_tol=1e-12), f"got {got}, want {want}"


def test_first_graph():
    a, b = Value(2.0), Value(-3.0)
    out = (a * b + a) ** 2  # (-6 + 2)^2 = 16
    out.backward()
    near(out.data, 16.0)
    near(a.grad, 2 * -4.0 * (-3.0 + 1.0))
    near(b.grad, 2 * -4.0 * 2.0)
    got = run([["leaf", 0], ["tanh", 0], ["exp", 1], ["relu", 2]], [0.0])
    near(got["value"], 1.0)
    near(got["grads"][0], 1.0)


def test_numbers():
    x = Value(3.0)
    out = 2 * x + x * 4 + 1 + (5 + x)  # 7x + 6
    out.backward()
    near(out.data, 27.0)
    near(x.grad, 7.0)


if __name__ == "__main__":
    failed = 0
    for name, test in [(key, value) for key, value in list(globals().items()) if key.startswith("test_")]:
        try:
            test()
        except Exception as problem:
            failed += 1
            print(f"FAIL {name}: {type(problem).__name__}: {problem}")
        else:
            print(f"ok   {name}")
    sys.exit(1 if failed else 0)
