"""Closed forms in one line each: no loops over layers."""


def conv_flops(cin, cout, k, h, w, stride=1, padding=0):
    if min(h, w) + 2 * padding < k:
        raise ValueError("kernel too large")
    side = lambda n: (n + 2 * padding - k + stride) // stride  # noqa: E731
    return cin * cout * k**2 * side(h) * side(w) * 2


def resnet_params(cfg):
    stem, w, classes = cfg["stem"], cfg["width"], cfg["num_classes"]
    if stem != "imagenet" and stem != "cifar":
        raise ValueError(stem)
    total = (147 if stem == "imagenet" else 27) * w + 2 * w
    for i, n in enumerate(cfg["layers"]):
        c = w * 2**i
        total += n * (18 * c * c + 4 * c)
        if i:  # first block: 9·(c/2)·c instead of 9·c², and a projection (c/2)·c + 2c
            half = c // 2
            total += -9 * c * c + 9 * half * c + half * c + 2 * c
    return total + (c + 1) * classes


def transformer_params(V, d, h, dff, L):
    if d // h * h != d:
        raise ValueError(h)
    return V * d + L * (12 * d * d + 4 * d * dff + 2 * dff + 24 * d)


def bert_params(cfg):
    d, n, f = cfg["hidden_size"], cfg["num_hidden_layers"], cfg["intermediate_size"]
    if d % cfg["num_attention_heads"]:
        raise ValueError(d)
    rows = sum(cfg[k] for k in ["vocab_size", "max_position_embeddings", "type_vocab_size"])
    return d * (rows + 2) + n * (4 * d * d + 2 * d * f + f + 9 * d) + d * d + d
