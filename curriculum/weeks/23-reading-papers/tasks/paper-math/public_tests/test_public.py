"""Public checks: python public_tests/test_public.py, beside your solution.py."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path.cwd()))
import solution


def test_conv():
    # 4×4 map, 3×3 kernel, padding 1, stride 2: 2×2 outputs of 2 channels, each 3·9 multiply-adds
    assert solution.conv_flops(3, 2, 3, 4, 4, stride=2, padding=1) == 2 * 4 * 2 * 27


def test_one_resnet_stage():
    # stem 3·2·9 + 4 = 58, a block 2·(2·2·9 + 4) = 80, classifier 2·3 + 3 = 9
    assert solution.resnet_params({"layers": [1], "width": 2, "num_classes": 3, "stem": "cifar"}) == 147


def test_two_layer_transformer():
    # attention 80, feed-forward 76, LayerNorm 8: encoder layer 172, decoder layer 260; embedding 40
    assert solution.transformer_params(V=10, d=4, h=2, dff=8, L=2) == 904


def test_two_layer_bert():
    cfg = {
        "vocab_size": 10,
        "hidden_size": 4,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "intermediate_size": 8,
        "max_position_embeddings": 6,
        "type_vocab_size": 2,
    }
    # tables 72, their LayerNorm 8, two layers of 172, pooler 20
    assert solution.bert_params(cfg) == 444


if __name__ == "__main__":
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            test()
            print("ok", name)
