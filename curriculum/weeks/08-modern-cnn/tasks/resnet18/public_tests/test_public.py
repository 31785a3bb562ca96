"""The public tests: python public_tests/test_public.py (beside your solution.py)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, ".")

import torch
from solution import BasicBlock, resnet18


def test_block_shapes():
    x = torch.rand(2, 6, 9, 7)
    assert BasicBlock(6, 6, 1)(x).shape == (2, 6, 9, 7)
    assert BasicBlock(6, 10, 2)(x).shape == (2, 10, 5, 4)
    assert BasicBlock(6, 10, 1)(x).shape == (2, 10, 9, 7)


def test_model_shapes():
    for stem in ("cifar", "imagenet"):
        model = resnet18(7, stem, 4).eval()
        for side in (32, 64):
            assert model(torch.rand(3, 3, side, side)).shape == (3, 7), (stem, side)


def test_params16():
    assert sum(p.numel() for p in resnet18(10, "cifar", 16).parameters()) == 701_466


if __name__ == "__main__":
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            test()
            print("ok", name)
