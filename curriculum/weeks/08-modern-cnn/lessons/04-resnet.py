# %% id=by-hand
# hand: one-block
import torch
import torch.nn.functional as F
from torch import nn

x = torch.tensor([3.0, -1.0])
for branch in ([0.0, 0.0], [1.0, 2.0], [-4.0, 0.5]):
    y = F.relu(torch.tensor(branch) + x)
    print("F(x) =", branch, "-> y =", y.tolist())
assert F.relu(torch.tensor([0.0, 0.0]) + x).tolist() == [3.0, 0.0]
assert F.relu(torch.tensor([1.0, 2.0]) + x).tolist() == [4.0, 1.0]
assert F.relu(torch.tensor([-4.0, 0.5]) + x).tolist() == [0.0, 0.0]

# %% id=degradation
torch.manual_seed(0)
patterns = torch.rand(10, 64)  # ten classes, 8×8 patterns flattened
Y = torch.arange(300) % 10
X = patterns[Y] + 0.3 * torch.randn(300, 64)


class Deep(nn.Module):
    """64 -> width -> `depth` layers of width -> 10; with `residual` every layer computes x + relu(layer(x))."""

    def __init__(self, depth, residual, width=32):
        super().__init__()
        self.first, self.last = nn.Linear(64, width), nn.Linear(width, 10)
        self.layers = nn.ModuleList(nn.Linear(width, width) for _ in range(depth))
        self.residual = residual

    def forward(self, x):
        x = F.relu(self.first(x))
        for layer in self.layers:
            x = (x if self.residual else 0) + F.relu(layer(x))
        return self.last(x)


# %% id=train
def train(depth, residual, steps=60):
    """Training loss on the 300 patterns; every step moves each weight by 0.003 against the sign of its gradient."""
    torch.manual_seed(0)
    model = Deep(depth, residual)
    for _ in range(steps):
        loss = F.cross_entropy(model(X), Y)
        grads = torch.autograd.grad(loss, list(model.parameters()))
        with torch.no_grad():
            for p, g in zip(model.parameters(), grads):
                p -= 0.003 * g.sign()
    return loss.item()


losses = {(depth, residual): train(depth, residual) for depth in (2, 20) for residual in (False, True)}
for (depth, residual), loss in losses.items():
    print(
        f"{depth:2} layers, {'residual' if residual else 'plain   '}: training loss {'above 1.5' if loss > 1.5 else 'below 0.5'}"
    )
assert losses[20, False] > 1.5
assert max(losses[2, False], losses[2, True], losses[20, True]) < 0.5

# %% id=block


class BasicBlock(nn.Module):
    """Names as in torchvision: conv1, bn1, conv2, bn2, downsample.0, downsample.1."""

    def __init__(self, cin, cout, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, 1, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(cout)
        self.downsample = None
        if stride != 1 or cin != cout:
            self.downsample = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return F.relu(out + shortcut)


# %% id=shapes
for cin, cout, stride in ((16, 16, 1), (16, 32, 2)):
    out = BasicBlock(cin, cout, stride)(torch.randn(2, cin, 32, 32))
    print(f"BasicBlock({cin}, {cout}, {stride}):", tuple(out.shape))
    assert out.shape == (2, cout, 32 // stride, 32 // stride)
with torch.no_grad():
    block = BasicBlock(16, 16).eval()
    block.bn2.weight.zero_()
    x = torch.randn(2, 16, 8, 8)
    print("zero branch gives relu(x):", torch.equal(block(x), F.relu(x)))
    assert torch.equal(block(x), F.relu(x))

# %% id=stride
torch.manual_seed(0)
early, late = nn.Conv2d(4, 4, 3, 2, 1, bias=False), nn.Conv2d(4, 4, 3, 1, 1, bias=False)
a, b = early.weight, late.weight
x = torch.randn(1, 4, 8, 8)
with torch.no_grad():
    one = F.conv2d(F.relu(F.conv2d(x, a, stride=2, padding=1)), b, stride=1, padding=1)
    two = F.conv2d(F.relu(F.conv2d(x, a, stride=1, padding=1)), b, stride=2, padding=1)
print("shapes", tuple(one.shape), tuple(two.shape), " equal:", torch.allclose(one, two))
assert one.shape == two.shape
assert not torch.allclose(one, two)

# %% id=count
# hand: count-blocks


def block_params(cin, cout, changes):
    return 9 * cin * cout + 9 * cout * cout + 4 * cout + (cin * cout + 2 * cout if changes else 0)


def resnet18_params(width, classes, stem):
    stages, cin = [], width
    for k in range(4):
        cout = width * 2**k
        stages.append(block_params(cin, cout, k > 0) + block_params(cout, cout, False))
        cin = cout
    return [stem * stem * 3 * width + 2 * width, *stages, cin * classes + classes]


print("width 16:", resnet18_params(16, 10, 3), "sum", f"{sum(resnet18_params(16, 10, 3)):,}")
assert (block_params(16, 16, False), block_params(16, 32, True)) == (4672, 14528)
assert sum(p.numel() for p in BasicBlock(16, 32, 2).parameters()) == 14528
assert resnet18_params(16, 10, 3) == [464, 9344, 33088, 131712, 525568, 1290]
assert sum(resnet18_params(16, 10, 3)) == 701_466
assert sum(resnet18_params(64, 10, 3)) == 11_173_962
assert sum(resnet18_params(64, 1000, 7)) == 11_689_512

# %% id=gradient
# hand: slopes
slopes = [0.5, -0.5, 0.5, 0.1]
plain, residual = 1.0, 1.0
for w in slopes:
    plain *= w  #: 普通层：y = w x | a plain layer: y = w x
    residual *= 1 + w  #: 残差层：y = x + w x | a residual layer: y = x + w x
print("plain", round(plain, 4), " residual", round(residual, 4))
assert abs(plain - -0.0125) < 1e-12
assert abs(residual - 1.2375) < 1e-12

# %% id=norms
torch.manual_seed(0)
for residual in (False, True):
    model = Deep(20, residual)
    F.cross_entropy(model(X), Y).backward()
    norms = [layer.weight.grad.norm().item() for layer in model.layers]
    ratio = norms[0] / norms[-1]
    print(f"residual={residual!s:5}  first layer's gradient / last layer's: {'below 1e-5' if ratio < 1e-5 else 'about 1'}")
    assert ratio < 1e-5 if not residual else 0.1 < ratio < 10
