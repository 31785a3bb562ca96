# %% id=by-hand
# hand: four-numbers
import torch

x = torch.tensor([2.0, 4.0, 4.0, 6.0])
mean = x.mean()
var = ((x - mean) ** 2).mean()  #: 除以 n | divided by n
normal = (x - mean) / torch.sqrt(var)
print("mean", mean.item(), " var", var.item(), " normalised", [round(v, 4) for v in normal.tolist()])
assert (mean.item(), var.item()) == (4.0, 2.0)
root = 2**0.5
assert torch.allclose(normal, torch.tensor([-root, 0.0, 0.0, root]))
y = 3 * normal + 1  #: γ = 3，β = 1 | γ = 3, β = 1
assert torch.allclose(y.mean(), torch.tensor(1.0))
assert torch.allclose(y.std(correction=0), torch.tensor(3.0))

# %% id=axes


def train_formula(x, weight, bias, eps=1e-5):
    """x T[N,C,H,W]: each channel by its own mean and variance over N, H and W."""
    mean = x.mean(dim=(0, 2, 3), keepdim=True)
    var = ((x - mean) ** 2).mean(dim=(0, 2, 3), keepdim=True)
    shape = (1, -1, 1, 1)
    return weight.view(shape) * (x - mean) / torch.sqrt(var + eps) + bias.view(shape)


torch.manual_seed(0)
x = torch.randn(5, 3, 4, 2) * 2 + 7
bn = torch.nn.BatchNorm2d(3)
with torch.no_grad():
    bn.weight.copy_(torch.tensor([1.0, 0.5, 2.0]))
    bn.bias.copy_(torch.tensor([0.0, 1.0, -1.0]))
    y = train_formula(x, bn.weight, bn.bias)
    print("statistics", x.mean(dim=(0, 2, 3)).shape, " output", y.shape)
    print("size of each channel's mean", [abs(round(v, 3)) for v in y.mean(dim=(0, 2, 3)).tolist()])
    assert torch.allclose(y, bn.train()(x), atol=1e-5)

# %% id=running
# hand: running
x = torch.tensor([2.0, 4.0, 4.0, 6.0])
m, running_mean, running_var = 0.5, 0.0, 1.0
running_mean = (1 - m) * running_mean + m * x.mean().item()
running_var = (1 - m) * running_var + m * x.var(correction=1).item()  #: 这里除以 n − 1 | divided by n − 1 here
print("running mean", running_mean, " running var", round(running_var, 4))
assert running_mean == 2.0
assert abs(running_var - 11 / 6) < 1e-6
again = (4 - running_mean) / running_var**0.5
print("the value 4: in training 0, in evaluation", round(again, 3))
assert abs(again - 1.477) < 1e-3

layer = torch.nn.BatchNorm2d(1, eps=1e-12, momentum=0.5)
layer(x.view(4, 1, 1, 1))
assert abs(layer.running_var.item() - 11 / 6) < 1e-6

# %% id=biased
draws = torch.randn(20000, 4) * 2  # 20,000 batches of 4 numbers with variance 4
print("mean of the variances over n    ", round(draws.var(dim=1, correction=0).mean().item(), 2))
print("mean of the variances over n - 1", round(draws.var(dim=1, correction=1).mean().item(), 2))
assert abs(draws.var(dim=1, correction=0).mean() - 3) < 0.1
assert abs(draws.var(dim=1, correction=1).mean() - 4) < 0.1

# %% id=neighbours
torch.manual_seed(1)
model = torch.nn.Sequential(torch.nn.BatchNorm2d(4), torch.nn.Flatten(), torch.nn.Linear(16, 2))
one = torch.randn(1, 4, 2, 2)
for _ in range(200):
    model.train()(torch.randn(32, 4, 2, 2))


@torch.no_grad()
def classes(mode, offset):
    """The class of `one` among 31 images whose brightness is shifted."""
    model.train(mode == "train")
    company = torch.randn(31, 4, 2, 2) + offset
    return model(torch.cat([one, company]))[0].argmax().item()


seen = {mode: sorted({classes(mode, offset) for offset in (-3.0, 0.0, 3.0)}) for mode in ("train", "eval")}
print("classes of one image in three companies:", seen)
assert len(seen["train"]) == 2
assert len(seen["eval"]) == 1

# %% id=gradient
# hand: gradient
x = torch.tensor([2.0, 4.0, 4.0, 6.0], requires_grad=True)
normal = (x - x.mean()) / torch.sqrt(((x - x.mean()) ** 2).mean())
g = torch.tensor([1.0, 0.0, 0.0, 0.0])  # the loss is the first output
normal.backward(g)
hat = normal.detach()
by_formula = (g - g.mean() - hat * (g * hat).mean()) / 2**0.5
print("gradient", [round(v, 4) for v in x.grad.tolist()], " sum", round(x.grad.sum().item(), 6))
assert torch.allclose(x.grad, by_formula, atol=1e-6)
assert torch.allclose(x.grad.abs(), torch.full((4,), 2**0.5 / 8), atol=1e-6)

# %% id=state
bn = torch.nn.BatchNorm2d(8)
print("parameters:", [name for name, _ in bn.named_parameters()])
print("buffers   :", [name for name, _ in bn.named_buffers()])
assert sum(p.numel() for p in bn.parameters()) == 16
assert len(bn.state_dict()) == 5

# %% id=offset
torch.manual_seed(0)
x = torch.randn(10000) + 4000
one_pass = (x * x).mean() - x.mean() ** 2
two_pass = ((x - x.mean()) ** 2).mean()
print("mean of squared deviations:", round(two_pass.item(), 2))
print("E[x²] - E[x]² is wrong by more than 0.2:", abs(one_pass.item() - two_pass.item()) > 0.2)
assert abs(two_pass - 1) < 0.05
assert abs(one_pass - two_pass) > 0.2

# %% id=failures
for shape in [(1, 3, 1, 1), (1, 3, 2, 2)]:
    try:
        torch.nn.BatchNorm2d(3).train()(torch.randn(shape))
        print(shape, "fine: several pixels per channel")
    except ValueError as error:
        print(shape, "ValueError:", str(error)[:46])
for n in (2, 8, 32):
    spread = torch.stack([torch.randn(n).mean() for _ in range(4000)]).std().item()
    print(f"batches of {n:2}: the batch mean wanders by {spread:.2f} standard deviations")
    assert abs(spread - n**-0.5) < 0.05
