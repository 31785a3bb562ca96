"""What is graded: the solution of the trivial task, and its one test as these graders get it. Texts only."""

import sysconfig

from benchmarks.course import solution

TEST = """import torch
layer = Linear(2, 2)
with torch.no_grad():
    layer.weight.copy_(torch.tensor([[1.0, 2.0], [0.0, -1.0]]))
    layer.bias.copy_(torch.tensor([0.5, 0.0]))
    got = layer(torch.tensor([[1.0, 1.0], [2.0, 0.0]]))
assert torch.allclose(got, torch.tensor([[3.5, -1.0], [2.5, 0.0]]), rtol=1e-6, atol=1e-6)
"""


def handed_in() -> str:
    """The reference solution; it finds torch where this interpreter has it."""
    place = sysconfig.get_path("purelib")
    return f"import sys\nsys.path.append({place!r})\n{solution()}"
