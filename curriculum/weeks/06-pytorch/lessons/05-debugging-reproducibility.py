# %% id=by-hand
# hand: dropout-scale
import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(1)
x = torch.tensor([2.0, 4.0, 6.0, 8.0])
mask = torch.tensor([1.0, 0.0, 1.0, 0.0])
kept = x * mask / (1 - 0.5)
print("kept and doubled:", kept.tolist(), " mean before and after:", x.mean().item(), kept.mean().item())
assert kept.tolist() == [4.0, 0.0, 12.0, 0.0]
drop = nn.Dropout(0.5)
drop.eval()
assert torch.equal(drop(x), x)

# %% id=four-masks
# hand: four-masks
pair = torch.tensor([2.0, 6.0])
masks = torch.tensor([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
outcomes = pair * masks / (1 - 0.5)
print("outcomes:", outcomes.tolist(), " mean:", outcomes.mean(0).tolist())
assert outcomes.tolist() == [[0, 0], [4, 0], [0, 12], [4, 12]]
assert outcomes.mean(0).tolist() == [2, 6]

# %% id=modes
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Dropout(0.5), nn.Linear(64, 3))
x = torch.randn(5, 8)
for mode in (True, False):
    model.train(mode)
    with torch.no_grad():
        print("training =", mode, " same twice:", torch.equal(model(x), model(x)))
with torch.no_grad():
    model.train()
    assert not torch.equal(model(x), model(x))  # no_grad did not switch dropout off


# %% id=seeds
def weights(seed):
    torch.manual_seed(seed)
    return nn.Linear(4, 4).weight.detach().clone()


print("seed 7 twice:", torch.equal(weights(7), weights(7)), " seed 7 and 8:", torch.equal(weights(7), weights(8)))
torch.manual_seed(7)
torch.rand(1)  # one more draw before the layer, and everything after it is different
shifted = nn.Linear(4, 4).weight.detach()
print("after one extra draw:", torch.equal(weights(7), shifted))
order = torch.randperm(5, generator=torch.Generator().manual_seed(3))  # a generator of its own is not disturbed
torch.rand(10)
assert torch.equal(order, torch.randperm(5, generator=torch.Generator().manual_seed(3)))


# %% id=overfit
def overfit(make, lr=0.01, steps=200):
    torch.manual_seed(0)
    x, y = torch.rand(32, 64), torch.randint(0, 10, (32,))  # random labels: nothing to understand, all to memorise
    model = make()
    opt = torch.optim.Adam(model.parameters(), lr=lr)
    for _ in range(steps):
        opt.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        opt.step()
    return round(loss.item(), 3)


good = lambda: nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))  # noqa: E731
softmaxed = lambda: nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10), nn.Softmax(1))  # noqa: E731
print("healthy:", overfit(good), " softmax too many:", overfit(softmaxed), " lr too small:", overfit(good, lr=1e-6))
assert overfit(good) < 0.05 < 1.4 < overfit(softmaxed)

# %% id=leaks
import gc


def graph_tensors(keep):
    """Tensors alive after 50 steps, beyond those alive before."""
    gc.collect()
    before = sum(issubclass(type(o), torch.Tensor) for o in gc.get_objects())
    w, history = torch.randn(100, requires_grad=True), []
    for _ in range(50):
        loss = (w * 2).square().sum()
        history.append(keep(loss))
    after = sum(issubclass(type(o), torch.Tensor) for o in gc.get_objects())
    return after - before


print("keeping loss:", graph_tensors(lambda loss: loss), " keeping loss.item():", graph_tensors(lambda loss: loss.item()))
assert graph_tensors(lambda loss: loss) > 45

# %% id=batch-statistics
torch.manual_seed(0)
head = nn.Linear(16, 4)
x = torch.rand(6, 16)


def logits_bad(x):
    return head((x - x.mean()) / x.std())


def logits(x, mean=0.5, std=0.29):  # constants from the training data
    return head((x - mean) / std)


darker = torch.cat([x[:1], torch.zeros(5, 16)])  # the same first row in other company
with torch.no_grad():
    for name, f in {"its own statistics": logits_bad, "fixed ones": logits}.items():
        moved = (f(x)[0] - f(darker)[0]).abs().max().item()
        print(f"{name:<19} row 0 moves by {moved:.3f}")
    assert torch.allclose(logits(x)[0], logits(darker)[0], atol=1e-6)
    assert not torch.allclose(logits_bad(x)[0], logits_bad(darker)[0], atol=1e-2)
