"""w08/resnet18. Images come as u8[N,3,32,32], labels as i64[N]. torchvision and timm are not allowed."""

from torch import nn


class BasicBlock(nn.Module):
    """Two 3×3 convolutions and a shortcut. Names: conv1, bn1, conv2, bn2, and downsample (0: 1×1 conv, 1: BatchNorm)."""

    def __init__(self, cin, cout, stride=1):
        super().__init__()

    def forward(self, x): ...


def resnet18(num_classes, stem="imagenet", width=64):
    """Names: conv1, bn1, layer1 … layer4 (two blocks each), fc. stem "imagenet": 7×7/2 and max pool; "cifar": 3×3."""


class InceptionBlock(nn.Module):
    """Branches 1×1, 1×1→3×3, 1×1→5×5 and max pool→1×1, joined along the channels in this order; c3, c5: (reduced, out)."""

    def __init__(self, cin, c1, c3, c5, cp):
        super().__init__()

    def forward(self, x): ...


def train(data, cfg, report, out):
    """Train resnet18(10, cfg["stem"], cfg["width"]); report(epoch, loss=…, val_loss=…); save into the folder `out`."""


def load(out):
    """The trained model, in a fresh process."""


def predict(model, x):
    """x u8[B,3,32,32] -> labels i64[B]. Never trains."""
