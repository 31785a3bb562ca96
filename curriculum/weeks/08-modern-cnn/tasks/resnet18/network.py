"""The judge's own ResNet-18, and how a learner's is brought to the same weights."""

from collections import OrderedDict

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from workers.judge import Torch


class Block(nn.Module):
    """The judge's residual block: stride on the first convolution, ReLU after the addition."""

    def __init__(self, cin, cout, stride):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False), nn.BatchNorm2d(cout)
        self.conv2, self.bn2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False), nn.BatchNorm2d(cout)
        self.downsample = None
        if stride != 1 or cin != cout:
            self.downsample = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))

    def forward(self, x):
        short = x if self.downsample is None else self.downsample(x)
        return F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))) + short)


class Net(nn.Module):
    """The judge's ResNet-18."""

    def __init__(self, classes, stem, width):
        super().__init__()
        self.big = stem == "imagenet"
        self.conv1 = nn.Conv2d(3, width, 7, 2, 3, bias=False) if self.big else nn.Conv2d(3, width, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        for k, (cin, cout) in enumerate(((1, 1), (1, 2), (2, 4), (4, 8)), 1):
            first = Block(cin * width, cout * width, 1 if k == 1 else 2)
            setattr(self, f"layer{k}", nn.Sequential(first, Block(cout * width, cout * width, 1)))
        self.fc = nn.Linear(8 * width, classes)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        x = F.max_pool2d(x, 3, 2, 1) if self.big else x
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(x.mean((2, 3)))


def random_state(net, rng):
    """Weights that keep activations alive and make every buffer matter."""
    state = OrderedDict()
    for name, value in net.state_dict().items():
        shape = tuple(value.shape)
        if name.endswith("num_batches_tracked"):
            new = np.array(3, dtype=np.int64)
        elif name.endswith("running_var"):
            new = rng.uniform(0.5, 2.0, shape)
        elif name.endswith(("running_mean", "bias")):
            new = rng.normal(size=shape) * 0.2
        elif len(shape) == 1:
            new = rng.uniform(0.5, 1.5, shape)
        else:
            new = rng.normal(size=shape) * np.sqrt(2 / np.prod(shape[1:]))
        state[name] = new if new.dtype == np.int64 else new.astype(np.float32)
    return state


def same_names(j, got, want):
    """Fails, naming them, unless the two states have the same names and shapes."""
    missing = [name for name in want if name not in got]
    extra = [name for name in got if name not in want]
    j.that(
        not missing and not extra,
        {
            "zh": f"state_dict 的名字与 torchvision 的不同：缺 {missing[:4]}，多 {extra[:4]}"
            f"（共缺 {len(missing)}、多 {len(extra)}）。",
            "en": f"The names in state_dict differ from torchvision's: missing {missing[:4]}, extra {extra[:4]} "
            f"({len(missing)} and {len(extra)} in all).",
        },
    )
    for name in want:
        j.shape(got[name], tuple(want[name].shape), what=name)


def pair(j, classes, stem, width, mode="eval"):
    """(their model, the judge's network) with the judge's weights."""
    ours = Net(classes, stem, width)
    state = random_state(ours, j.rng)
    theirs = j.learner.new("resnet18", classes, stem, width)
    same_names(j, theirs.state(), state)
    theirs.load_state(state)
    ours.load_state_dict({name: torch.as_tensor(value) for name, value in state.items()})
    theirs.do(mode)
    return theirs, ours.train(mode == "train")


def images(j, n, h, w):
    return j.rng.normal(size=(n, 3, h, w)).astype(np.float32)


def logits(j, model, x, classes):
    return j.array(model(Torch(x)), "model(x)", shape=(len(x), classes))


def inception_parts(j, block, cin, c1, c3, c5, cp):
    """Their weights by shape (all twelve sizes differ): judge's values in, {(shape): array} out."""
    sizes = [(c1, cin, 1), (c3[0], cin, 1), (c3[1], c3[0], 3), (c5[0], cin, 1), (c5[1], c5[0], 5), (cp, cin, 1)]
    shapes = {(out, inn, k, k) for out, inn, k in sizes} | {(out,) for out, _, _ in sizes}
    state = block.state()
    got = sorted(value.shape for value in state.values())
    j.equal(
        [list(shape) for shape in got],
        [list(shape) for shape in sorted(shapes)],
        what={"zh": "Inception 块所有参数的形状", "en": "the shapes of all parameters of the Inception block"},
        cause={"zh": "六个带偏置的卷积，没有 BatchNorm。", "en": "Six convolutions with biases and no BatchNorm."},
    )
    new = {name: (j.rng.normal(size=v.shape) * 0.4).astype(np.float32) for name, v in state.items()}
    block.load_state(new)
    by_shape = {value.shape: torch.from_numpy(value) for value in new.values()}
    return [(by_shape[(out, inn, k, k)], by_shape[(out,)], k // 2) for out, inn, k in sizes]
