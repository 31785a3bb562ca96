"""Exact integers against our own count, which is built from lists of shapes: another way than the formulas a learner writes."""

import itertools
import math

from workers.judge import Judging, check

PUBLIC_BERT = {
    "vocab_size": 10,
    "hidden_size": 4,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 8,
    "max_position_embeddings": 6,
    "type_vocab_size": 2,
}
CAUSES = {
    "conv_flops": {
        "zh": "输出的高和宽要分别算：⌊(H+2p−k)/stride⌋+1；一次乘加算两次运算，不算偏置。",
        "en": "Height and width of the output apart: ⌊(H+2p−k)/stride⌋+1; a multiply-add is two operations, biases do not count.",
    },
    "resnet_params": {
        "zh": "逐项核对：卷积没有偏置；每个 BatchNorm 有 γ 和 β；换段时捷径上有 1×1 卷积和它的 BatchNorm；全连接层有偏置。",
        "en": (
            "Go through the items: convolutions without biases; γ and β for every BatchNorm; a 1×1 convolution and its "
            "BatchNorm on the shortcut of a new stage; a bias in the classifier."
        ),
    },
    "transformer_params": {
        "zh": (
            "逐项核对：嵌入只数一次；一次注意力有四个带偏置的 d×d；解码器层有两次注意力、三个 LayerNorm；"
            "没有位置参数和末端的 norm。"
        ),
        "en": (
            "Go through the items: the embedding once; four d×d with biases in an attention; two attentions and three "
            "LayerNorms in a decoder layer; no learned positions and no final norm."
        ),
    },
    "bert_params": {
        "zh": "逐项核对：词、位置、片段三张表，嵌入之后的 LayerNorm，每层的偏置与两个 LayerNorm，最后的 pooler；没有 MLM 的头。",
        "en": (
            "Go through the items: three tables (words, positions, segments), the LayerNorm after them, biases and two "
            "LayerNorms in every layer, the pooler; no MLM head."
        ),
    },
}


def size(shapes):
    return sum(math.prod(shape) for shape in shapes)


def conv_shapes(cin, cout, k):
    return [(cout, cin, k, k), (cout,), (cout,)]


def resnet_shapes(cfg):
    width, channels = cfg["width"], cfg["width"]
    shapes = conv_shapes(3, width, 7 if cfg["stem"] == "imagenet" else 3)
    for stage, blocks in enumerate(cfg["layers"]):
        for _ in range(blocks):
            out = width << stage
            shapes += conv_shapes(channels, out, 3) + conv_shapes(out, out, 3)
            shapes += conv_shapes(channels, out, 1) if channels != out else []
            channels = out
    return [*shapes, (cfg["num_classes"], channels), (cfg["num_classes"],)]


def layer_shapes(d, dff, attentions):
    projections = [(d, d), (d,)] * 4 * attentions
    return [*projections, (dff, d), (dff,), (d, dff), (d,), *[(d,), (d,)] * (attentions + 1)]


def transformer_shapes(V, d, dff, L):
    return [(V, d), *layer_shapes(d, dff, 1) * L, *layer_shapes(d, dff, 2) * L]


def bert_shapes(cfg):
    d = cfg["hidden_size"]
    tables = [(cfg[key], d) for key in ("vocab_size", "max_position_embeddings", "type_vocab_size")]
    layers = layer_shapes(d, cfg["intermediate_size"], 1) * cfg["num_hidden_layers"]
    return [*tables, (d,), (d,), *layers, (d, d), (d,)]


def flops(cin, cout, k, h, w, stride, padding):
    rows = len(range(0, h + 2 * padding - k + 1, stride))
    columns = len(range(0, w + 2 * padding - k + 1, stride))
    return 2 * cin * cout * k * k * rows * columns


def exact(j, got, want, name, shown):
    """A Python int and nothing else: a float that happens to be whole is a number somebody divided for."""
    what = f"{name}({shown})"
    j.that(type(got) is int, {"zh": f"{what}：应为 int，得到 {got!r}。", "en": f"{what}: expected an int, got {got!r}."})
    j.equal(got, want, what=what, cause=CAUSES[name])


def refuses(j, name, *args):
    j.raises("ValueError", lambda: j.learner.call(name, *args), what=f"{name}{args}")


@check("two_layers")
def two_layers(j: Judging) -> None:
    exact(j, j.learner.call("conv_flops", 3, 2, 3, 4, 4, 2, 1), 432, "conv_flops", "3, 2, 3, 4, 4, stride=2, padding=1")
    small = {"layers": [1], "width": 2, "num_classes": 3, "stem": "cifar"}
    exact(j, j.learner.call("resnet_params", small), 147, "resnet_params", small)
    exact(j, j.learner.call("transformer_params", 10, 4, 2, 8, 2), 904, "transformer_params", "10, 4, 2, 8, 2")
    exact(j, j.learner.call("bert_params", dict(PUBLIC_BERT)), 444, "bert_params", "…")


@check("conv_flops")
def conv_flops(j: Judging) -> None:
    cases = []
    for k, stride, padding in itertools.product((1, 3, 5, 7), (1, 2, 3), (0, 2)):
        cin, cout, h, w = (int(n) for n in j.rng.integers([1, 1, 9, 9], [40, 40, 70, 70]))
        cases.append((cin, cout, k, h, w, stride, padding))
    cases += [(1, 1, 3, 3, 3, 1, 0), (2, 5, 4, 1, 3, 5, 2), (511, 513, 3, 10**6 + 3, 10**6 + 7, 1, 1)]
    for case in cases:
        got = j.learner.call("conv_flops", *case)
        exact(j, got, flops(*case), "conv_flops", ", ".join(map(str, case)))
    exact(j, j.learner.call("conv_flops", 3, 4, 3, 8, 9), flops(3, 4, 3, 8, 9, 1, 0), "conv_flops", "3, 4, 3, 8, 9")
    refuses(j, "conv_flops", 1, 1, 5, 4, 9, 1, 0)
    refuses(j, "conv_flops", 1, 1, 5, 9, 2, 1, 1)


@check("resnet_params")
def resnet_params(j: Judging) -> None:
    cases = [
        {"layers": [2, 2, 2, 2], "width": 64, "num_classes": 1000, "stem": "imagenet"},
        {"layers": [3, 4, 6, 3], "width": 64, "num_classes": 10, "stem": "imagenet"},
        {"layers": [3, 3, 3], "width": 16, "num_classes": 10, "stem": "cifar"},
        {"layers": [1], "width": 1, "num_classes": 1, "stem": "imagenet"},
    ]
    for stem, stages in (("imagenet", 5), ("cifar", int(j.rng.integers(2, 7)))):
        layers = [int(n) for n in j.rng.integers(1, 6, stages)]
        width, classes = int(j.rng.integers(3, 90)), int(j.rng.integers(2, 400))
        cases.append({"layers": layers, "width": width, "num_classes": classes, "stem": stem})
    for cfg in cases:
        exact(j, j.learner.call("resnet_params", cfg), size(resnet_shapes(cfg)), "resnet_params", cfg)
    refuses(j, "resnet_params", {"layers": [1], "width": 4, "num_classes": 2, "stem": "patch"})


@check("transformer_params")
def transformer_params(j: Judging) -> None:
    cases = [(37000, 512, 8, 2048, 6), (37000, 1024, 16, 4096, 6), (5, 3, 1, 7, 1), (2**40 + 1, 6, 3, 5, 2)]
    for heads in (1, 2, 5):
        d = heads * int(j.rng.integers(3, 40))
        cases.append((int(j.rng.integers(50, 9000)), d, heads, int(j.rng.integers(5, 400)), int(j.rng.integers(1, 9))))
    for case in cases:
        V, d, _, dff, L = case
        got = j.learner.call("transformer_params", *case)
        exact(j, got, size(transformer_shapes(V, d, dff, L)), "transformer_params", ", ".join(map(str, case)))
    refuses(j, "transformer_params", 100, 10, 3, 20, 2)


@check("bert_params")
def bert_params(j: Judging) -> None:
    base = PUBLIC_BERT | {"vocab_size": 30522, "hidden_size": 768, "num_hidden_layers": 12, "num_attention_heads": 12}
    base |= {"intermediate_size": 3072, "max_position_embeddings": 512}
    large = base | {"hidden_size": 1024, "num_hidden_layers": 24, "num_attention_heads": 16, "intermediate_size": 4096}
    cases = [base, large, PUBLIC_BERT | {"num_hidden_layers": 1, "type_vocab_size": 1, "num_attention_heads": 1}]
    for heads in (1, 3, 4):
        numbers = [int(n) for n in j.rng.integers(3, 300, 5)]
        cases.append(
            {
                "vocab_size": numbers[0] * 20,
                "hidden_size": heads * numbers[1],
                "num_hidden_layers": numbers[2] % 7 + 1,
                "num_attention_heads": heads,
                "intermediate_size": numbers[3] * 3,
                "max_position_embeddings": numbers[4],
                "type_vocab_size": heads + 1,
                "hidden_act": "gelu",
                "layer_norm_eps": 1e-12,
                "model_type": "bert",
            }
        )
    for cfg in cases:
        exact(j, j.learner.call("bert_params", cfg), size(bert_shapes(cfg)), "bert_params", cfg)
    refuses(j, "bert_params", PUBLIC_BERT | {"num_attention_heads": 3})
