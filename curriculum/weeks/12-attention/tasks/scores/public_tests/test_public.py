"""The public tests: python public_tests/test_public.py (beside your solution.py)."""

import sys
from math import log
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, ".")

import torch
from solution import additive, luong

VALUES = torch.tensor([[[7.0, 0.0], [0.0, 14.0], [7.0, 0.0]]])


def near(got, want):
    assert torch.allclose(got, torch.tensor([want]), atol=1e-4), got


def test_by_hand():
    # the lesson's example: tanh(½ ln 3) = 1/2, so the scores are 0, ln 2 and 2 ln 2
    a = 0.5 * log(3)
    q, keys = torch.tensor([[1.0]]), torch.tensor([[[-1.0, -1.0], [0.0, -1.0], [0.0, 0.0]]])
    weights = torch.tensor([[a], [a]]), torch.tensor([[a, 0.0], [0.0, a]]), torch.tensor([2 * log(2)] * 2)
    ctx, w = additive(q, keys, VALUES, torch.tensor([[True, True, True]]), *weights)
    near(w, [1 / 7, 2 / 7, 4 / 7])
    near(ctx, [5.0, 4.0])
    ctx, w = additive(q, keys, VALUES, torch.tensor([[True, True, False]]), *weights)
    near(w, [1 / 3, 2 / 3, 0.0])
    near(ctx, [7 / 3, 28 / 3])


def test_luong_hand():
    ln2, half = log(2), 0.5 * log(3)
    q, keys = torch.tensor([[1.0, 2.0]]), torch.tensor([[[0.0, 0.0], [ln2, 0.0], [0.0, ln2]]])
    keep = torch.ones(1, 3, dtype=torch.bool)
    ctx, w = luong(q, keys, VALUES, keep, "dot")
    near(w, [1 / 7, 2 / 7, 4 / 7])
    near(ctx, [5.0, 4.0])
    ctx, w = luong(q, keys, VALUES, keep, "general", torch.tensor([[0.0, 0.0], [1.0, 1.0]]))
    near(w, [1 / 9, 4 / 9, 4 / 9])
    near(ctx, [35 / 9, 56 / 9])
    wa = torch.tensor([[0.0, half / 2, half / ln2, 0.0], [0.0, half / 2, 0.0, half / ln2]])
    ctx, w = luong(q, keys, VALUES, keep, "concat", (wa, torch.tensor([10 * ln2 / 3, 20 * ln2 / 3])))
    near(w, [1 / 7, 2 / 7, 4 / 7])
    near(ctx, [5.0, 4.0])


def test_odd_shapes():
    q, keys, values = torch.randn(2, 3), torch.randn(2, 5, 4), torch.randn(2, 5, 6)
    keep = torch.tensor([[True] * 5, [True] * 3 + [False] * 2])
    calls = [
        additive(q, keys, values, keep, torch.randn(7, 3), torch.randn(7, 4), torch.randn(7)),
        luong(q, torch.randn(2, 5, 3), values, keep, "dot"),
        luong(q, keys, values, keep, "general", torch.randn(3, 4)),
        luong(q, keys, values, keep, "concat", (torch.randn(7, 7), torch.randn(7))),
    ]
    for ctx, w in calls:
        assert ctx.shape == (2, 6), ctx.shape
        assert w.shape == (2, 5), w.shape
        assert torch.allclose(w.sum(-1), torch.ones(2), atol=1e-5), w


if __name__ == "__main__":
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            test()
            print("ok", name)
