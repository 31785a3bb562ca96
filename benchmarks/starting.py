"""What a cold sandbox costs: beside a bare interpreter, and beside a bare `import torch`."""

from benchmarks.figures import Figure, median
from benchmarks.jobs import opened, whole_life
from benchmarks.yardstick import Yardstick, plain_python, timed


def measure(runs: int) -> list[Figure]:
    bare, plain = Yardstick(), []
    nothing, torch = [], []
    with opened("cold") as pool:
        sandbox = pool.sandbox("learner")
        whole_life(sandbox, "import torch")  # the first one reads the files from the disk
        for _ in range(runs):
            plain.append(plain_python())
            nothing.append(timed(lambda: whole_life(sandbox, "pass")))
            bare.measure()
            torch.append(timed(lambda: whole_life(sandbox, "import torch")))
    overhead = median([one - other for one, other in zip(nothing, plain, strict=True)])
    return [
        Figure(
            name="sandbox overhead without torch",
            value=1000 * overhead,
            unit="ms",
            target=50,
            note=f"start to nothing left {1000 * median(nothing):.0f} ms, a bare interpreter {1000 * median(plain):.0f} ms",
        ),
        Figure(
            name="import torch in a cold sandbox, start to nothing left",
            value=median(torch) / bare.t,
            unit="T",
            target=1.10,
            note=f"{median(torch):.2f} s, T = {bare.t:.2f} s",
        ),
    ]
