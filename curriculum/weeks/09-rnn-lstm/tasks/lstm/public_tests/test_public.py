"""The public tests: python public_tests/test_public.py (beside your solution.py)."""

import math
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, ".")

import torch
from solution import LSTMCell, clip_grad_norm


def test_cell_by_hand():
    cell = LSTMCell(1, 2).double()
    with torch.no_grad():
        for parameter in cell.parameters():
            parameter.zero_()
        cell.weight_ih[4, 0] = 1.0  # g of the first unit sees x
        cell.bias_ih[:2] = math.log(3)  # i = 3/4
        cell.bias_hh[2:4] = -math.log(3)  # f = 1/4
    x = torch.tensor([[math.atanh(0.8)]], dtype=torch.float64)
    h, c = torch.zeros(1, 2, dtype=torch.float64), torch.tensor([[0.4, -2.0]], dtype=torch.float64)
    new_h, new_c = cell(x, (h, c))
    assert torch.allclose(new_c, torch.tensor([[0.7, -0.5]], dtype=torch.float64)), new_c
    assert torch.allclose(new_h, 0.5 * torch.tanh(new_c)), new_h


def test_clip_by_hand():
    (grad,), norm = clip_grad_norm([torch.tensor([3.0, 4.0])], 1.0)
    assert math.isclose(float(norm), 5.0), norm
    assert torch.allclose(grad, torch.tensor([0.6, 0.8])), grad


if __name__ == "__main__":
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            test()
            print("ok", name)
