# %% id=schedule
# hand: six-steps
import math


def rate(t, top, warm, total):
    """Learning rate of step t = 0 … total − 1: linear warm-up, then half a cosine."""
    if t < warm:
        return top * (t + 1) / warm
    return 0.5 * top * (1 + math.cos(math.pi * (t - warm) / (total - warm)))


rates = [rate(t, 0.1, 2, 6) for t in range(6)]
print([round(r, 4) for r in rates])
assert [round(r, 4) for r in rates] == [0.05, 0.1, 0.1, 0.0854, 0.05, 0.0146]

# %% id=torch-schedule
import torch

w = torch.nn.Parameter(torch.ones(1))
opt = torch.optim.SGD([w], lr=0.1)
schedule = torch.optim.lr_scheduler.LambdaLR(opt, lambda t: rate(t, 1.0, 2, 6))
seen = []
for _ in range(6):
    seen.append(schedule.get_last_lr()[0])
    opt.step()
    schedule.step()  #: 在 opt.step() 之后 | after opt.step()
print("the same six numbers from torch:", [round(r, 4) for r in seen])
assert all(abs(a - b) < 1e-12 for a, b in zip(seen, rates))

# %% id=smoothing
# hand: four-classes
import torch.nn.functional as F

q = torch.tensor([0.85, 0.05, 0.05, 0.05])  # epsilon = 0.2, four classes, the first is right
exact, sure = q, torch.tensor([0.97, 0.01, 0.01, 0.01])
for name, p in {"p = q": exact, "surer": sure}.items():
    print(f"{name}: loss {-(q * p.log()).sum().item():.4f}   without smoothing {-p[0].log().item():.4f}")
assert abs(-(q * exact.log()).sum() - 0.5875) < 1e-4
assert abs(-(q * sure.log()).sum() - 0.7167) < 1e-4
built_in = F.cross_entropy(sure.log()[None], torch.tensor([0]), label_smoothing=0.2)
assert abs(built_in - -(q * sure.log()).sum()) < 1e-6

# %% id=decay
# hand: one-decay
w = torch.nn.Parameter(torch.tensor([2.0]))
opt = torch.optim.SGD([w], lr=0.1, weight_decay=0.01)
w.grad = torch.tensor([0.5])
opt.step()
print("w after one step:", round(w.item(), 4))
assert abs(w.item() - 1.948) < 1e-6

# %% id=scale-free
torch.manual_seed(0)
conv, bn = torch.nn.Conv2d(3, 4, 3, bias=False), torch.nn.BatchNorm2d(4, eps=1e-12)
x = torch.randn(8, 3, 6, 6)
before = bn(conv(x))
with torch.no_grad():
    conv.weight.mul_(0.1)  #: 卷积的权重缩到十分之一 | the weights of the convolution shrink tenfold
print("convolution shrunk, output unchanged:", torch.allclose(bn(conv(x)), before, atol=1e-4))
with torch.no_grad():
    bn.weight.mul_(0.1)
print("gamma shrunk, output shrinks to:", round((bn(conv(x)).norm() / before.norm()).item(), 3))
assert torch.allclose(bn(conv(x)), 0.1 * before, atol=1e-4)
print("gamma after 100 steps of pure decay:", round((1 - 0.1 * 0.05) ** 100, 3))

# %% id=groups
model = torch.nn.Sequential(conv, bn, torch.nn.Flatten(), torch.nn.Linear(64, 10))
decay = [p for p in model.parameters() if p.ndim > 1]
free = [p for p in model.parameters() if p.ndim <= 1]
opt = torch.optim.SGD([{"params": decay, "weight_decay": 5e-4}, {"params": free, "weight_decay": 0.0}], lr=0.1)
print("with decay:", [tuple(p.shape) for p in decay], " without:", [tuple(p.shape) for p in free])
assert sum(p.numel() for p in decay + free) == sum(p.numel() for p in model.parameters())

# %% id=test-noise
# hand: thousand-images
p, n = 0.9, 1000
sigma = math.sqrt(p * (1 - p) / n)
print(f"standard deviation of an accuracy of 0.9 on 1,000 images: {sigma:.4f}")
assert abs(sigma - 0.0095) < 1e-4

# %% id=ablation
runs = {
    "full recipe": [94.8, 96.1, 94.1, 95.7, 95.8, 96.3, 95.0, 95.1],
    "no warm-up": [94.8, 96.9, 94.6, 96.3, 93.7, 97.0, 93.9, 96.1],
    "no cosine": [90.7, 95.7, 94.8, 96.4, 94.7, 93.9, 95.6, 94.7],
    "no smoothing": [94.1, 95.5, 93.4, 94.9, 94.4, 95.5, 93.1, 95.1],
    "no decay": [94.7, 96.1, 94.3, 95.7, 96.1, 95.9, 95.0, 95.3],
    "no BatchNorm": [86.6, 88.8, 85.1, 87.6, 86.8, 81.4, 88.8, 83.8],
}
stats = {name: (torch.tensor(v).mean().item(), torch.tensor(v).std().item()) for name, v in runs.items()}
mean, std = stats["full recipe"]
for name, (m, s) in stats.items():
    error = math.sqrt(std**2 / 8 + s**2 / 8)
    print(f"{name:13} {m:5.1f} ± {s:.1f}   drop {mean - m:4.1f} = {(mean - m) / error:4.1f} standard errors")
error = math.sqrt((std**2 + stats["no BatchNorm"][1] ** 2) / 8)
assert (mean - stats["no BatchNorm"][0]) / error > 5

# %% id=one-seed
wins = [a > b for a, b in zip(runs["no warm-up"], runs["full recipe"])]
print("seeds on which leaving out the warm-up looks better:", sum(wins), "of", len(wins))
assert sum(wins) == 5
