"""论文里的算术：四个函数都只返回 Python 的 int。 | The arithmetic of the papers: all four return a Python int."""


def conv_flops(cin, cout, k, h, w, stride=1, padding=0):
    """2 × (multiply-adds) of a k×k convolution, cin -> cout channels, over an [h, w] map."""
    raise ValueError("conv_flops is still to be written")


def resnet_params(cfg):
    """cfg = {"layers": [2, 2, 2, 2], "width": 64, "num_classes": 1000, "stem": "imagenet"}"""
    raise ValueError("resnet_params is still to be written")


def transformer_params(V, d, h, dff, L):
    """L encoder and L decoder layers over one shared embedding [V, d]."""
    raise ValueError("transformer_params is still to be written")


def bert_params(cfg):
    """cfg has the keys of a Hugging Face BERT configuration: vocab_size, hidden_size, …"""
    raise ValueError("bert_params is still to be written")
