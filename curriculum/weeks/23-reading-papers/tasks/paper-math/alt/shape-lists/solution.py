"""Writes down every tensor's shape, then adds up the products. NumPy for the products, int at the end."""

from math import prod


class Count:
    def __init__(self):
        self.total = 0

    def add(self, *shape):
        self.total += prod(shape)
        return self

    def dense(self, n_in, n_out):
        return self.add(n_out, n_in).add(n_out)

    def conv(self, n_in, n_out, k):
        return self.add(n_out, n_in, k, k).norm(n_out)

    def norm(self, n):
        return self.add(2, n)

    def attention(self, d):
        for _ in "qkvo":
            self.dense(d, d)
        return self.norm(d)

    def mlp(self, d, hidden):
        return self.dense(d, hidden).dense(hidden, d).norm(d)


def conv_flops(cin, cout, k, h, w, stride=1, padding=0):
    sides = []
    for side in (h, w):
        free = side + 2 * padding - k
        if free < 0:
            raise ValueError(f"a kernel of {k} in a side of {side}")
        sides.append(1 + free // stride)
    return prod([2, cin, cout, k, k, *sides])


def resnet_params(cfg):
    match cfg["stem"]:
        case "imagenet":
            k = 7
        case "cifar":
            k = 3
        case other:
            raise ValueError(other)
    count, previous = Count(), cfg["width"]
    count.conv(3, previous, k)
    for stage, n in enumerate(cfg["layers"]):
        for _ in range(n):
            now = cfg["width"] << stage
            count.conv(previous, now, 3).conv(now, now, 3)
            if previous != now:
                count.conv(previous, now, 1)
            previous = now
    return count.dense(previous, cfg["num_classes"]).total


def transformer_params(V, d, h, dff, L):
    if d % h != 0:
        raise ValueError
    count = Count().add(V, d)
    for _ in range(L):
        count.attention(d).mlp(d, dff)
        count.attention(d).attention(d).mlp(d, dff)
    return count.total


def bert_params(cfg):
    d = cfg["hidden_size"]
    if d % cfg["num_attention_heads"] != 0:
        raise ValueError
    count = Count()
    for table in ("vocab_size", "max_position_embeddings", "type_vocab_size"):
        count.add(cfg[table], d)
    count.norm(d)
    for _ in range(cfg["num_hidden_layers"]):
        count.attention(d).mlp(d, cfg["intermediate_size"])
    return count.dense(d, d).total
