"""Sizes of the three papers' models, from their configurations alone. Integers throughout."""


def conv_flops(cin, cout, k, h, w, stride=1, padding=0):
    """2 × multiply-adds of a k×k convolution over an [h, w] map."""
    if h + 2 * padding < k or w + 2 * padding < k:
        raise ValueError("the kernel does not fit")
    out_h = (h + 2 * padding - k) // stride + 1
    out_w = (w + 2 * padding - k) // stride + 1
    return 2 * cin * k * k * cout * out_h * out_w


def conv_bn(cin, cout, k):
    return cin * cout * k * k + 2 * cout


def resnet_params(cfg):
    """Basic blocks; cfg: layers (blocks of each stage), width, num_classes, stem."""
    kernels = {"imagenet": 7, "cifar": 3}
    if cfg["stem"] not in kernels:
        raise ValueError("stem")
    channels = cfg["width"]
    total = conv_bn(3, channels, kernels[cfg["stem"]])
    for stage, blocks in enumerate(cfg["layers"]):
        out = cfg["width"] * 2**stage
        for block in range(blocks):
            total += conv_bn(channels, out, 3) + conv_bn(out, out, 3)
            if block == 0 and stage > 0:
                total += conv_bn(channels, out, 1)
            channels = out
    return total + channels * cfg["num_classes"] + cfg["num_classes"]


def linear(n, m):
    return n * m + m


def attention(d):
    return 4 * linear(d, d)


def many(d, h):
    return h * attention(d)


def feed_forward(d, dff):
    return linear(d, dff) + linear(dff, d)


def transformer_params(V, d, h, dff, L):
    if d % h:
        raise ValueError("h must divide d")
    norm = 2 * d
    encoder = many(d, h) + feed_forward(d, dff) + 2 * norm
    decoder = 2 * many(d, h) + feed_forward(d, dff) + 3 * norm
    return V * d + L * (encoder + decoder)


def bert_params(cfg):
    d = cfg["hidden_size"]
    if d % cfg["num_attention_heads"]:
        raise ValueError("num_attention_heads must divide hidden_size")
    tables = cfg["vocab_size"] + cfg["max_position_embeddings"] + cfg["type_vocab_size"]
    norm = 2 * d
    layer = attention(d) + feed_forward(d, cfg["intermediate_size"]) + 2 * norm
    pooler = linear(d, d)
    return tables * d + norm + cfg["num_hidden_layers"] * layer + pooler
