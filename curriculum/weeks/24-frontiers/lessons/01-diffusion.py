# %% id=by-hand
# hand: three-betas
import math

import torch

betas = torch.tensor([0.1, 0.2, 0.5], dtype=torch.float64)
abar = torch.cumprod(1 - betas, dim=0)
print("abar", [round(v, 4) for v in abar.tolist()])
x2 = abar[2].sqrt() * 5 + (1 - abar[2]).sqrt() * 2
print("x2 =", round(x2.item(), 4))
assert torch.allclose(abar, torch.tensor([0.9, 0.72, 0.36], dtype=torch.float64))
assert abs(x2.item() - 4.6) < 1e-9

# %% id=closed-form
torch.manual_seed(0)
x = torch.full((200_000,), 5.0)  #: 同一个 x0，走很多遍 | the same x0, many walks
for beta in betas.float():
    x = (1 - beta).sqrt() * x + beta.sqrt() * torch.randn(x.shape)
once = abar[2].float().sqrt() * 5 + (1 - abar[2]).float().sqrt() * torch.randn(x.shape)
print("x", tuple(x.shape))
print("three steps: mean", round(x.mean().item(), 1), " deviation", round(x.std().item(), 1))
print("in one step: mean", round(once.mean().item(), 1), " deviation", round(once.std().item(), 1))
assert abs(x.mean() - 3) < 0.02
assert abs(x.std() - 0.8) < 0.01
assert abs(once.mean() - 3) < 0.02
assert abs(once.std() - 0.8) < 0.01


# %% id=reverse
# hand: two-weights
def posterior_weights(betas, t):
    """(weight of x0, weight of x_t) in the mean of q(x_{t-1} | x_t, x0); before step 0 abar is 1."""
    abar = torch.cumprod(1 - betas, dim=0)
    before = abar[t - 1] if t else torch.ones(())
    first = before.sqrt() * betas[t] / (1 - abar[t])
    return first.item(), ((1 - betas[t]).sqrt() * (1 - before) / (1 - abar[t])).item()


pair = torch.tensor([0.36, 0.75], dtype=torch.float64)
print("step 1:", [round(v, 4) for v in posterior_weights(pair, 1)])
print("step 0:", [round(v, 4) for v in posterior_weights(pair, 0)])
a, b = posterior_weights(pair, 1)
assert abs(a - 5 / 7) < 1e-9
assert abs(b - 3 / 14) < 1e-9
assert abs(7 * a + 14 * b - 8) < 1e-9
assert posterior_weights(pair, 0) == (1.0, 0.0)

# %% id=training
torch.manual_seed(1)
steps = 100
abar100 = torch.cumprod(1 - torch.linspace(1e-3, 0.2, steps), dim=0)
net = torch.nn.Sequential(
    torch.nn.Linear(3, 64), torch.nn.SiLU(), torch.nn.Linear(64, 64), torch.nn.SiLU(), torch.nn.Linear(64, 2)
)
adam = torch.optim.Adam(net.parameters(), lr=2e-3)
losses = []
for _ in range(600):
    angle = torch.rand(256) * 2 * math.pi  #: 数据：单位圆 | the data: a circle
    x0 = torch.stack([angle.cos(), angle.sin()], dim=1)
    t = torch.randint(steps, (256,))
    eps, a = torch.randn(256, 2), abar100[t][:, None]
    xt = a.sqrt() * x0 + (1 - a).sqrt() * eps  #: 一步加到位 | all the noise in one go
    loss = ((eps - net(torch.cat([xt, t[:, None] / steps], dim=1))) ** 2).mean()
    adam.zero_grad()
    loss.backward()
    adam.step()
    losses.append(loss.item())
print("x0", tuple(x0.shape), " t", tuple(t.shape), " xt", tuple(xt.shape))
print("the loss has fallen by more than half:", sum(losses[-50:]) / 50 < 0.5 * losses[0])
assert sum(losses[-50:]) / 50 < 0.5 * losses[0]

# %% id=guidance
with_class, without = torch.tensor([1.0, 0.0]), torch.tensor([0.5, 0.5])
for w in (0.0, 1.0, 4.0):
    print(f"w = {w:g}:", ((1 + w) * with_class - w * without).tolist())
assert torch.equal((1 + 1.0) * with_class - 1.0 * without, torch.tensor([1.5, -0.5]))

# %% id=beta-is-not-all
print("beta", betas.tolist(), " all the noise", [round(v, 4) for v in (1 - abar).tolist()])
assert abs((1 - abar[2]).item() - 0.64) < 1e-9
right, wrong = x.std().item(), betas[2].sqrt().item()
print("measured deviation", round(right, 1), " root of beta", round(wrong, 2))
assert abs(right - 0.8) < 0.01 < abs(right - wrong)

# %% id=off-by-one
shifted = torch.cat([torch.ones(1, dtype=torch.float64), abar[:-1]])  #: 错一格 | one place off
x0, eps = 5.0, 2.0
for t in range(3):
    good = abar[t].sqrt() * x0 + (1 - abar[t]).sqrt() * eps
    off = shifted[t].sqrt() * x0 + (1 - shifted[t]).sqrt() * eps
    print(f"t = {t}: {good.item():.3f}, one off {off.item():.3f}")
assert shifted[0].sqrt() * x0 == 5.0  # no noise at all at step 0
assert abs(abar[0].sqrt().item() * x0 - 5.0) > 0.2
