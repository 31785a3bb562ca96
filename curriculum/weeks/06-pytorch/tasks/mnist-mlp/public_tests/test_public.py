"""The public tests: python public_tests/test_public.py (beside your solution.py)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, ".")

import torch
from solution import build_model, evaluate, training_step


def test_shape_and_cap():
    model = build_model()
    assert model(torch.rand(7, 1, 28, 28)).shape == (7, 10)
    assert sum(p.numel() for p in model.parameters()) <= 300_000


def test_overfit50():
    torch.manual_seed(0)
    # Fifty patterns that differ by class stand in for the images, which the platform has.
    y = torch.arange(50) % 10
    x = (torch.rand(10, 1, 28, 28)[y] + 0.3 * torch.rand(50, 1, 28, 28)).clamp(0, 1)
    model = build_model()
    opt = torch.optim.Adam(model.parameters(), lr=2e-3)
    for _ in range(120):
        training_step(model, opt, x, y)
    loss, acc = evaluate(model, x, y, 50)
    assert acc == 1.0, (loss, acc)


if __name__ == "__main__":
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            test()
            print("ok", name)
