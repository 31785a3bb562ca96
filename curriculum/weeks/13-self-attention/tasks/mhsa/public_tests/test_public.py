"""The public tests: python public_tests/test_public.py (beside your solution.py)."""

import math
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, ".")

import torch
from solution import MultiHeadSelfAttention


def test_by_hand():
    # D = 2 and one head: Wq is the identity, Wk = a·identity, Wv swaps the two features, Wo = 4·identity
    a = math.sqrt(2) * math.log(2)
    layer = MultiHeadSelfAttention(2, 1, bias=False)
    packed = torch.tensor([[1.0, 0.0], [0.0, 1.0], [a, 0.0], [0.0, a], [0.0, 1.0], [1.0, 0.0]])
    layer.load_from_torch({"in_proj_weight": packed, "out_proj.weight": 4 * torch.eye(2)})
    x = torch.tensor([[[1.0, 0.0], [0.0, 1.0]]])
    # the first token scores ln 2 with itself and 0 with the other: weights 2/3 and 1/3 on the values [0,1] and [1,0]
    want = torch.tensor([[[4 / 3, 8 / 3], [8 / 3, 4 / 3]]])
    assert torch.allclose(layer(x), want, atol=1e-5), layer(x)


def test_odd_shapes():
    for d_model, heads, b, t in ((12, 3, 2, 5), (10, 5, 3, 1), (14, 1, 1, 11)):
        layer = MultiHeadSelfAttention(d_model, heads)
        x = torch.randn(b, t, d_model)
        assert layer(x).shape == x.shape
        pad = torch.zeros(b, t, dtype=torch.bool)
        assert layer(x, key_padding_mask=pad, causal=True).shape == x.shape


def test_parameter_count():
    for d_model, heads in ((12, 1), (12, 3), (12, 12)):
        count = sum(p.numel() for p in MultiHeadSelfAttention(d_model, heads).parameters())
        assert count == 4 * d_model**2 + 4 * d_model, count
    count = sum(p.numel() for p in MultiHeadSelfAttention(12, 3, bias=False).parameters())
    assert count == 4 * 12**2, count


if __name__ == "__main__":
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            test()
            print("ok", name)
