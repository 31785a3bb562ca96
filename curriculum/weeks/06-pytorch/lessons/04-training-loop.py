# %% id=by-hand
# hand: two-sgd-steps
import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(1)
w = torch.tensor([1.0], requires_grad=True)
opt = torch.optim.SGD([w], lr=0.1, momentum=0.5, weight_decay=0.1)
for gradient in (2.0, 1.0):
    w.grad = torch.tensor([gradient])
    opt.step()
    print("w =", round(w.item(), 4))
assert abs(w.item() - 0.5771) < 1e-6

# %% id=data
from sklearn.datasets import load_digits

pixels, labels = load_digits(return_X_y=True)
order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(0))
X = torch.tensor(pixels / 16, dtype=torch.float32)[order]
Y = torch.tensor(labels)[order]
x_train, y_train, x_val, y_val = X[:1200], Y[:1200], X[1200:], Y[1200:]
print(
    "train",
    tuple(x_train.shape),
    " val",
    tuple(x_val.shape),
    " a blind guess costs",
    round(float(torch.log(torch.tensor(10.0))), 4),
)


# %% id=five-steps
def make_model():
    torch.manual_seed(1)
    return nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))


def training_step(model, opt, x, y):
    opt.zero_grad()  # 1 clear what the last step left
    z = model(x)  # 2 forward: logits [B, 10]
    loss = F.cross_entropy(z, y)  # 3 one number
    loss.backward()  # 4 gradients of that number
    opt.step()  # 5 move
    return loss.item()


# %% id=fit
def fit(step, epochs=8, lr=0.3):
    model = make_model()
    opt = torch.optim.SGD(model.parameters(), lr=lr)
    curve = []
    for _ in range(epochs):
        losses = [step(model, opt, x, y) for x, y in zip(x_train.split(64), y_train.split(64))]
        curve.append(round(sum(losses) / len(losses), 3))
    return model, curve


model, curve = fit(training_step)
print("loss by epoch:", curve)
assert curve[-1] < 0.25


# %% id=missing
def without(missing):
    """The same step with one line left out."""

    def step(model, opt, x, y):
        if missing != "zero_grad":
            opt.zero_grad()
        loss = F.cross_entropy(model(x), y)
        if missing != "backward":
            loss.backward()
        if missing != "step":
            opt.step()
        return loss.item()

    return step


for missing in ("zero_grad", "backward", "step"):
    print(f"without {missing:<10}", fit(without(missing))[1])

# %% id=loss
z = torch.tensor([[2.0, 0.0, -1.0], [0.0, 1.0, 0.0]])
y = torch.tensor([0, 2])
by_formula = (torch.logsumexp(z, 1) - z[torch.arange(2), y]).mean()
twice = F.cross_entropy(torch.softmax(z, 1), y)
print("cross_entropy(z):", round(F.cross_entropy(z, y).item(), 4), " by formula:", round(by_formula.item(), 4))
print(
    "cross_entropy(softmax(z)):",
    round(twice.item(), 4),
    " its floor for 10 classes:",
    round(F.cross_entropy(torch.eye(10)[:1], torch.tensor([0])).item(), 4),
)
assert torch.isclose(F.cross_entropy(z, y), by_formula)
assert not torch.isclose(twice, by_formula)

# %% id=floor
# hand: softmax-floor
import math

best = torch.zeros(1, 10)
best[0, 3] = 1.0  # perfect probabilities, taken for logits
floor = F.cross_entropy(best, torch.tensor([3])).item()
print("by hand:", round(math.log(math.e + 9) - 1, 4), " by torch:", round(floor, 4))
assert abs(math.e + 9 - 11.7183) < 1e-4
assert abs(math.log(11.7183) - 2.4612) < 1e-4
assert abs(floor - 1.4612) < 1e-4


# %% id=evaluate
@torch.no_grad()
def evaluate(model, x, y, batch_size):
    loss = correct = 0.0
    for xb, yb in zip(x.split(batch_size), y.split(batch_size)):
        z = model(xb)
        loss += F.cross_entropy(z, yb, reduction="sum").item()
        correct += (z.argmax(1) == yb).sum().item()
    return loss / len(x), correct / len(x)


@torch.no_grad()
def mean_of_means(model, x, y, batch_size):
    means = [F.cross_entropy(model(xb), yb).item() for xb, yb in zip(x.split(batch_size), y.split(batch_size))]
    return sum(means) / len(means)


hard = torch.cat([x_val[:64], x_val[:2]]), torch.cat([y_val[:64], (y_val[:2] + 5) % 10])  # two wrong labels at the end
print("by examples:", round(evaluate(model, *hard, 64)[0], 3), " mean of batch means:", round(mean_of_means(model, *hard, 64), 3))
print("accuracy on the validation part:", round(evaluate(model, x_val, y_val, 100)[1], 3))
assert evaluate(model, x_val, y_val, 7)[1] == evaluate(model, x_val, y_val, 597)[1]
