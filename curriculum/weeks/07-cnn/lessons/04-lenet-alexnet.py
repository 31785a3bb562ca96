# %% id=lenet-by-hand
# hand: lenet-numbers
import torch
from torch import nn

convolution = lambda c, f, k: f * (c * k * k + 1)  # noqa: E731
linear = lambda d_in, d_out: (d_in + 1) * d_out  # noqa: E731
lenet_counts = {"C1": convolution(1, 6, 5), "C3": convolution(6, 16, 5)}
lenet_counts |= {"F5": linear(400, 120), "F6": linear(120, 84), "out": linear(84, 10)}
print(lenet_counts, " total", sum(lenet_counts.values()))
assert lenet_counts == {"C1": 156, "C3": 2416, "F5": 48120, "F6": 10164, "out": 850}
assert sum(lenet_counts.values()) == 61706

# %% id=lenet


def lenet(channels=1, classes=10):
    return nn.Sequential(
        nn.Conv2d(channels, 6, 5), nn.Tanh(), nn.AvgPool2d(2),
        nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, classes),
    )  # fmt: skip


def table(model, x):
    """Prints a row for every layer that has parameters or changes the shape; returns the parameters."""
    for name, layer in model.named_children():
        before, x = x.shape, layer(x)
        own = sum(p.numel() for p in layer.parameters())
        if own or x.shape != before:
            print(f"{name:>2} {type(layer).__name__:<10} {list(x.shape[1:])!s:<14} {own:>10,}")
    return sum(p.numel() for p in model.parameters())


total = table(lenet(), torch.zeros(1, 1, 32, 32))
print("total", f"{total:,}")
assert total == 61706

# %% id=alexnet
# hand: alexnet-numbers


def alexnet():
    """One tower: the paper splits it over two GPUs, which saves some of the weights of layers 2, 4 and 5."""
    sizes = [(3, 96, 11, 4, 0), (96, 256, 5, 1, 2), (256, 384, 3, 1, 1), (384, 384, 3, 1, 1), (384, 256, 3, 1, 1)]
    layers = []
    for n, (c, f, k, s, p) in enumerate(sizes):
        layers += [nn.Conv2d(c, f, k, s, p), nn.ReLU()]
        layers += [nn.MaxPool2d(3, 2)] if n in (0, 1, 4) else []
    for d_in, d_out in ((9216, 4096), (4096, 4096)):
        layers += [nn.Flatten(), nn.Dropout(0.5), nn.Linear(d_in, d_out), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(4096, 1000))


with torch.device("meta"):  # shapes only: nothing is stored, nothing computed
    total = table(alexnet(), torch.zeros(1, 3, 227, 227))
print("total", f"{total:,}")
assert total == 62_378_344
assert (227 - 11) // 4 + 1 == 55
assert convolution(3, 96, 11) == 34944


# %% id=shares
def shares(model, x):
    """(parameters, multiply-adds) of the convolutions as shares of the whole."""
    parameters, work = {"conv": 0, "linear": 0}, {"conv": 0, "linear": 0}
    for layer in model:
        x = layer(x)
        kind = "conv" if isinstance(layer, nn.Conv2d) else "linear"
        if hasattr(layer, "weight"):
            parameters[kind] += sum(p.numel() for p in layer.parameters())
            work[kind] += layer.weight.numel() * (x[0, 0].numel() if kind == "conv" else 1)
    return parameters["conv"] / sum(parameters.values()), work["conv"] / sum(work.values())


with torch.device("meta"):
    small, large = shares(lenet(), torch.zeros(1, 1, 32, 32)), shares(alexnet(), torch.zeros(1, 3, 227, 227))
print(f"LeNet  : convolutions hold {small[0]:.0%} of the parameters and do {small[1]:.0%} of the work")
print(f"AlexNet: convolutions hold {large[0]:.0%} of the parameters and do {large[1]:.0%} of the work")
assert large[0] < 0.07
assert large[1] > 0.9

# %% id=deeper
# hand: one-seven-three-threes
shallow, deep = nn.Conv2d(64, 64, 7, padding=3), nn.Sequential(*[nn.Conv2d(64, 64, 3, padding=1) for _ in range(3)])
numbers = [sum(p.numel() for p in model.parameters()) for model in (shallow, deep)]
print("one 7x7 layer:", numbers[0], " three 3x3 layers:", numbers[1])
assert numbers == [200_768, 110_784]

# %% id=relu
slopes = {}
for name, f in (("tanh", torch.tanh), ("relu", torch.relu)):
    a = torch.linspace(-3, 3, 601, requires_grad=True)
    f(a).sum().backward()
    slopes[name] = a.grad
    print(
        f"{name}: share of inputs in [-3, 3] whose slope exceeds 0.5: {(a.grad > 0.5).float().mean():.2f},"
        f" slope at 2: {a.grad[500]:.2f}, through five layers {a.grad[500] ** 5:.6f}"
    )
assert slopes["relu"][500] == 1
