# %% id=by-hand
# hand: linear-relu
import torch
from torch import nn

torch.set_num_threads(1)
layer = nn.Linear(2, 2)
with torch.no_grad():
    layer.weight.copy_(torch.tensor([[1.0, 2.0], [0.0, -1.0]]))
    layer.bias.copy_(torch.tensor([0.5, 0.0]))
x = torch.tensor([[1.0, 1.0], [2.0, 0.0]])
z = layer(x)
print("z =", z.tolist(), " relu(z) =", torch.relu(z).tolist())
assert torch.equal(z, x @ layer.weight.T + layer.bias)
assert z.tolist() == [[3.5, -1.0], [2.5, 0.0]]


# %% id=own-module
class Net(nn.Module):
    def __init__(self, d_in, d_hidden, d_out):
        super().__init__()
        self.hidden = nn.Linear(d_in, d_hidden)
        self.out = nn.Linear(d_hidden, d_out)

    def forward(self, x):  # [n, d_in] -> [n, d_out]
        return self.out(torch.relu(self.hidden(x)))


net = Net(784, 128, 10)
for name, p in net.named_parameters():
    print(f"{name:<14} {tuple(p.shape)!s:<11} {p.numel()}")
count = sum(p.numel() for p in net.parameters())
print("in all:", count)
assert count == 784 * 128 + 128 + 128 * 10 + 10 == 101_770


# %% id=shared
# hand: count-shared
def stack(same):
    middle = nn.Linear(4, 4)
    other = middle if same else nn.Linear(4, 4)
    return nn.Sequential(nn.Linear(3, 4), nn.ReLU(), middle, nn.ReLU(), other, nn.ReLU(), nn.Linear(4, 2))


counts = {same: sum(p.numel() for p in stack(same).parameters()) for same in (True, False)}
print("one module used twice:", counts[True], " two modules:", counts[False])
assert counts == {True: 16 + 20 + 10, False: 16 + 20 + 20 + 10}


# %% id=lost-layers
class Lost(nn.Module):
    def __init__(self, box):
        super().__init__()
        self.layers = box([nn.Linear(4, 4) for _ in range(3)])

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


for box in (list, nn.ModuleList):
    model = Lost(box)
    out = model(torch.ones(1, 4))
    print(
        f"{box.__name__:<11} output {tuple(out.shape)} ",
        f"parameters {len(list(model.parameters()))}  state_dict {len(model.state_dict())}",
    )
assert len(list(Lost(list).parameters())) == 0


# %% id=registered
class Scale(nn.Module):
    def __init__(self):
        super().__init__()
        self.plain = torch.ones(3)
        self.learned = nn.Parameter(torch.ones(3))
        self.register_buffer("mean", torch.zeros(3))


scale = Scale()
print("parameters:", [name for name, _ in scale.named_parameters()])
print("state_dict:", list(scale.state_dict()))
scale.double()
print("after .double():", scale.plain.dtype, scale.learned.dtype, scale.mean.dtype)
assert list(scale.state_dict()) == ["learned", "mean"]

# %% id=sequential
inner = nn.Sequential(nn.Linear(5, 7), nn.ReLU())
outer = nn.Sequential(nn.Linear(3, 5), nn.ReLU(), inner, nn.Linear(7, 2))
print(list(outer.state_dict()))
assert len(list(outer.parameters())) == 6
assert outer(torch.zeros(11, 3)).shape == (11, 2)

# %% id=relu-at-zero
x = torch.tensor([-1.0, 0.0, 2.0], requires_grad=True)
torch.relu(x).sum().backward()
print("gradient of relu at -1, 0, 2:", x.grad.tolist())
assert x.grad.tolist() == [0.0, 0.0, 1.0]

# %% id=save-load
import tempfile
from pathlib import Path

from safetensors.torch import load_file, save_file

with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "model.safetensors"
    save_file(net.state_dict(), path)
    restored = Net(784, 128, 10)  # the class has to be there: the file holds numbers and names only
    restored.load_state_dict(load_file(path))
    try:
        Net(784, 64, 10).load_state_dict(load_file(path))
    except RuntimeError as error:
        print("another width:", str(error).splitlines()[0])
x = torch.randn(5, 784)
print("same outputs:", torch.equal(net(x), restored(x)))
assert torch.equal(net(x), restored(x))
