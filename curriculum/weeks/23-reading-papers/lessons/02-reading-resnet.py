# %% id=blocks
import torch
from torch import nn

torch.manual_seed(0)
WIDTH = 16
x = torch.rand(256, 2) * 4 - 2
y = (torch.sin(2 * x[:, 0]) > x[:, 1]).long()  #: 一条弯曲的边界 | a curved border


class Block(nn.Module):
    """Two layers; with a shortcut their input is added. No normalisation."""

    def __init__(self, shortcut):
        super().__init__()
        self.one, self.two, self.shortcut = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, WIDTH), shortcut

    def forward(self, h):
        out = self.two(torch.relu(self.one(h)))
        return torch.relu(h + out) if self.shortcut else torch.relu(out)


print(sum(p.numel() for p in Block(True).parameters()), "parameters in a block, with a shortcut or without")


# %% id=trainings
def network(blocks, shortcut, seed):
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(2, WIDTH), *[Block(shortcut) for _ in range(blocks)], nn.Linear(WIDTH, 2))


def training_loss(net, steps=100):
    optimizer = torch.optim.Adam(net.parameters(), lr=3e-3)
    for _ in range(steps):
        loss = nn.functional.cross_entropy(net(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


def first_gradient(net):
    """Norm of the first layer's gradient before any training."""
    nn.functional.cross_entropy(net(x), y).backward()
    return net[0].weight.grad.norm().item()


print(f"two plain blocks: loss {training_loss(network(2, False, 0), steps=1):.1f} in the first step")

# %% id=degradation
final, gradient = {}, {}
for shortcut in (False, True):
    for blocks in (2, 10):
        nets = [network(blocks, shortcut, seed) for seed in range(2)]
        gradient[shortcut, blocks] = sum(first_gradient(net) for net in nets) / 2
        final[shortcut, blocks] = sum(training_loss(net) for net in nets) / 2
        name = f"{'residual' if shortcut else 'plain':8} {blocks:2} blocks"
        size = f"1e{round(torch.tensor(gradient[shortcut, blocks]).log10().item()):+d}"
        print(f"{name}: training loss {final[shortcut, blocks]:.1f}  first gradient about {size}")
assert final[False, 10] > final[False, 2] + 0.3
assert final[True, 10] < 0.3
assert gradient[False, 10] < gradient[True, 10] / 1000

# %% id=small-resnet
# hand: small-resnet


def conv_bn(cin, cout, k):
    return k * k * cin * cout + 2 * cout


stem = conv_bn(3, 4, 3)
first = 2 * conv_bn(4, 4, 3)
second = conv_bn(4, 8, 3) + conv_bn(8, 8, 3) + conv_bn(4, 8, 1)
classifier = 8 * 5 + 5
print("stem", stem, " stage 1", first, " stage 2", second, " classifier", classifier)
print("total", stem + first + second + classifier)
assert (stem, first, second, classifier) == (116, 304, 944, 45)
assert stem + first + second + classifier == 1409

# %% id=batchnorm-counts
bn = nn.BatchNorm2d(64)
print("learned:", {name: tuple(value.shape) for name, value in bn.named_parameters()})
print("kept, not learned:", {name: tuple(value.shape) for name, value in bn.named_buffers()})
channels = [64]  #: ResNet-18 里每个 BatchNorm 的通道数 | channels of every BatchNorm of ResNet-18
for stage, width in enumerate((64, 128, 256, 512)):
    channels += [width] * 4 + ([width] if stage else [])
print(len(channels), "BatchNorms,", 2 * sum(channels), "parameters; counted once:", sum(channels))
assert sum(p.numel() for p in bn.parameters()) == 128
assert (len(channels), sum(channels)) == (20, 4800)

# %% id=conv-flops
# hand: conv-flops


def out_size(n, k, stride, padding):
    return (n + 2 * padding - k) // stride + 1


def conv_flops(cin, cout, k, h, w, stride=1, padding=0):
    return 2 * k * k * cin * cout * out_size(h, k, stride, padding) * out_size(w, k, stride, padding)


print("by hand:", conv_flops(2, 3, 3, 5, 7))
assert conv_flops(2, 3, 3, 5, 7) == 2 * 9 * 2 * 3 * 15 == 1620


# %% id=stages
def stages(layers, size=224):
    """[(name, parameters, multiply-adds)] of a ResNet of basic blocks for ImageNet."""
    rows = [("stem", conv_bn(3, 64, 7), conv_flops(3, 64, 7, size, size, 2, 3) // 2)]
    side, cin = size // 4, 64  #: 入口之后还有一次池化 | there is a pooling after the stem
    for stage, blocks in enumerate(layers):
        width, params, adds = 64 * 2**stage, 0, 0
        for block in range(blocks):
            stride = 2 if block == 0 and stage else 1
            params += conv_bn(cin, width, 3) + conv_bn(width, width, 3)
            adds += conv_flops(cin, width, 3, side, side, stride, 1) // 2
            if stride == 2:
                params += conv_bn(cin, width, 1)
                adds += conv_flops(cin, width, 1, side, side, 2) // 2
            side = out_size(side, 3, stride, 1)
            adds += conv_flops(width, width, 3, side, side, 1, 1) // 2
            cin = width
        rows.append((f"stage {stage + 1}", params, adds))
    return [*rows, ("classifier", 512 * 1000 + 1000, 512 * 1000)]


for name, params, adds in stages((3, 4, 6, 3)):
    print(f"ResNet-34 {name:10} {params:>10,} parameters {adds / 1e6:>6.0f} million multiply-adds")

# %% id=whole-network
for depth, layers in ((18, (2, 2, 2, 2)), (34, (3, 4, 6, 3))):
    rows = stages(layers)
    params, adds = sum(row[1] for row in rows), sum(row[2] for row in rows)
    print(f"ResNet-{depth}: {params} parameters, {adds / 1e9:.2f} × 10⁹ multiply-adds, {2 * adds / 1e9:.2f} × 10⁹ operations")
    if depth == 34:
        assert params == 21_797_672
        assert 3.6e9 < adds < 3.7e9
    else:
        assert params == 11_689_512
