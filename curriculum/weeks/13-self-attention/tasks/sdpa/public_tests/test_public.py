"""The public tests: python public_tests/test_public.py (beside your solution.py)."""

import math
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, ".")

import torch
from solution import sdpa


def test_by_hand():
    # the lesson's example: three tokens, d = 2; the scores are √2·ln of 1, 2, 4 …, so the weights are plain fractions
    a = math.sqrt(2) * math.log(2)
    q = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]).view(1, 1, 3, 2)
    k = torch.tensor([[0.0, a], [a, 0.0], [a, a]]).view(1, 1, 3, 2)
    v = torch.tensor([[5.0, 0.0], [0.0, 5.0], [10.0, 10.0]]).view(1, 1, 3, 2)
    out, w = sdpa(q, k, v)
    want_w = torch.tensor([[0.2, 0.4, 0.4], [0.4, 0.2, 0.4], [0.25, 0.25, 0.5]])
    want_out = torch.tensor([[5.0, 6.0], [6.0, 5.0], [6.25, 6.25]])
    assert torch.allclose(w[0, 0], want_w, atol=1e-5), w
    assert torch.allclose(out[0, 0], want_out, atol=1e-4), out


def test_causal_drawn():
    x = torch.zeros(1, 1, 4, 3)
    _, w = sdpa(x, x, x, causal=True)  # equal scores: every row shares its weight evenly among what it sees
    want = torch.tensor([[1, 0, 0, 0], [1 / 2, 1 / 2, 0, 0], [1 / 3, 1 / 3, 1 / 3, 0], [1 / 4, 1 / 4, 1 / 4, 1 / 4]])
    assert torch.allclose(w[0, 0], want, atol=1e-6), w


def test_odd_shapes():
    out, w = sdpa(torch.randn(2, 3, 5, 7), torch.randn(2, 3, 11, 7), torch.randn(2, 3, 11, 13))
    assert out.shape == (2, 3, 5, 13), out.shape
    assert w.shape == (2, 3, 5, 11), w.shape


if __name__ == "__main__":
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            test()
            print("ok", name)
