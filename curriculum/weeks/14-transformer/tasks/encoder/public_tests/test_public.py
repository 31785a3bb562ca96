"""The public tests: python public_tests/test_public.py (beside your solution.py)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, ".")

import torch
from solution import EncoderLayer, TransformerEncoder

NAMES = {
    "self_attn.in_proj_weight": (36, 12),
    "self_attn.in_proj_bias": (36,),
    "self_attn.out_proj.weight": (12, 12),
    "self_attn.out_proj.bias": (12,),
    "linear1.weight": (20, 12),
    "linear1.bias": (20,),
    "linear2.weight": (12, 20),
    "linear2.bias": (12,),
    "norm1.weight": (12,),
    "norm1.bias": (12,),
    "norm2.weight": (12,),
    "norm2.bias": (12,),
}


def test_layer_shapes():
    layer = EncoderLayer(12, 3, 20, 0.0, True, "gelu").eval()
    pad = torch.tensor([[False] * 5, [False, False, True, True, True]])
    assert layer(torch.randn(2, 5, 12), pad).shape == (2, 5, 12)
    assert layer(torch.randn(2, 5, 12)).shape == (2, 5, 12)
    assert {name: tuple(p.shape) for name, p in layer.named_parameters()} == NAMES


def test_stack_shapes():
    stack = TransformerEncoder(11, 12, 3, 20, 2, 16, 0.0, True).eval()
    ids = torch.tensor([[3, 1, 4, 1, 5], [2, 7, 0, 0, 0]])
    assert stack(ids, ids == 0).shape == (2, 5, 12)
    assert stack(ids).shape == (2, 5, 12)
    names = {"embed.weight", "norm.weight", "norm.bias"} | {f"layers.{k}.{name}" for k in (0, 1) for name in NAMES}
    assert {name for name, _ in stack.named_parameters()} == names


if __name__ == "__main__":
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            test()
            print("ok", name)
