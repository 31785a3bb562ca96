"""The public tests: python public_tests/test_public.py (beside your solution.py)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, ".")

import torch
from solution import LoRALinear
from torch import nn


def test_base_at_start():
    torch.manual_seed(0)
    base = nn.Linear(6, 5)
    x = torch.randn(4, 6)
    before = base(x).detach()
    layer = LoRALinear(base, 2, 4.0)
    assert layer.A.shape == (2, 6)
    assert layer.B.shape == (5, 2)
    assert torch.allclose(layer(x), before, atol=1e-6)


def test_by_hand():
    base = nn.Linear(2, 2, bias=False)
    layer = LoRALinear(base, 1, 2.0)
    with torch.no_grad():
        base.weight.copy_(torch.eye(2))
        layer.A.copy_(torch.tensor([[1.0, 2.0]]))
        layer.B.copy_(torch.tensor([[1.0], [-1.0]]))
    # W x = (1, 1); A x = 3; B A x = (3, -3); alpha / r = 2, so (6, -6) is added
    assert torch.allclose(layer(torch.ones(1, 2)), torch.tensor([[7.0, -5.0]]))
    assert torch.allclose(layer.merge().weight, torch.tensor([[3.0, 4.0], [-2.0, -3.0]]))


if __name__ == "__main__":
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            test()
            print("ok", name)
