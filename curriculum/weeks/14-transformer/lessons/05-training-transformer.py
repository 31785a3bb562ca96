# %% id=schedule
# hand: three-steps


def noam(step, d, warmup):
    """d^-1/2 · min(step^-1/2, step · warmup^-3/2): up in a straight line, then down with one over the root."""
    return d**-0.5 * min(step**-0.5, step * warmup**-1.5)


for step in (1, 16, 64):
    print(step, f"{noam(step, 625, 16):.2e}")
assert abs(noam(1, 625, 16) - 6.25e-4) < 1e-9
assert abs(noam(16, 625, 16) - 1e-2) < 1e-9
assert abs(noam(64, 625, 16) - 5e-3) < 1e-9
peak = max(range(1, 40_000), key=lambda step: noam(step, 512, 4000))
print("the paper's peak: step", peak, f"rate {noam(peak, 512, 4000):.2e}")
assert peak == 4000

# %% id=first-steps
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
for step in (1, 2, 10, 100):
    m, v = 0.0, 0.0
    noise = torch.randn(4000, step)  # 4,000 parameters whose true gradient is 0
    for k in range(step):
        m = 0.9 * m + 0.1 * noise[:, k]
        v = 0.98 * v + 0.02 * noise[:, k].square()
    update = (m / (1 - 0.9**step)) / (v / (1 - 0.98**step)).sqrt()
    print(f"Adam, step {step:3}: mean size of the update {update.abs().mean():.2f} x the rate")

# %% id=smoothing
# hand: four-words


def smooth_ce(logits, y, eps, pad):
    """(1-eps)·NLL + eps·mean over all V, averaged over the tokens that are not `pad`."""
    keep = y != pad
    logp = logits.log_softmax(-1)
    nll = -logp.gather(-1, y[..., None])[..., 0]
    loss = (1 - eps) * nll - eps * logp.mean(-1)
    return (loss * keep).sum() / keep.sum().clamp(min=1)


p = torch.tensor([0.7, 0.1, 0.1, 0.1])
by_hand = -(0.925 * p[0].log() + 3 * 0.025 * p[1].log())
found = smooth_ce(p.log()[None, None], torch.tensor([[0]]), 0.1, pad=3)
print("plain", round(-p[0].log().item(), 4), " smoothed", round(found.item(), 4))
assert torch.allclose(found, by_hand)
assert abs(found.item() - 0.5026) < 1e-4
y = torch.tensor([[1, 2, 3, 3]])  # 3 is PAD here
logits = torch.randn(1, 4, 4, requires_grad=True)
smooth_ce(logits, y, 0.1, pad=3).backward()
print("gradient at PAD:", logits.grad[0, 2:].abs().sum().item(), " sums:", logits.grad.sum(-1).abs().max().item() < 1e-6)
torch_says = F.cross_entropy(logits[0], y[0], ignore_index=3, label_smoothing=0.1)
assert torch.allclose(smooth_ce(logits, y, 0.1, 3), torch_says)

# %% id=perplexity
target = torch.tensor([0])
print("p(right)  plain nll  smoothed loss")
losses = {}
for right in (0.7, 0.925, 0.999):
    p = torch.tensor([right] + [(1 - right) / 3] * 3)
    losses[right] = F.cross_entropy(p.log()[None], target, label_smoothing=0.1).item()
    print(f"{right:8} {-p[0].log().item():10.3f} {losses[right]:14.3f}")
assert min(losses, key=losses.get) == 0.925

# %% id=sort-data


def rows(count, length, seed):
    """x and y i64[count,length]: ids 1..10 are digits, 0 is PAD; y is x in ascending order, PAD last."""
    g = torch.Generator().manual_seed(seed)
    x = torch.randint(1, 11, (count, length), generator=g)
    x[torch.arange(length) >= torch.randint(1, length + 1, (count, 1), generator=g)] = 0
    y = torch.where(x == 0, 99, x).sort(1).values
    return x, torch.where(y == 99, 0, y)


x, y = rows(3, 6, 1)
for a, b in zip(x.tolist(), y.tolist()):
    print(a, "->", b)

# %% id=train


class Sorter(nn.Module):
    def __init__(self, d=32, positions=True):
        super().__init__()
        self.embed, self.d, self.positions = nn.Embedding(11, d), d, positions
        nn.init.normal_(self.embed.weight, std=d**-0.5)
        layer = nn.TransformerEncoderLayer(d, 4, 64, 0.0, batch_first=True, norm_first=True)
        self.body = nn.TransformerEncoder(layer, 2, nn.LayerNorm(d), enable_nested_tensor=False)
        self.head = nn.Linear(d, 11)

    def forward(self, ids, flip=False):
        angle = torch.arange(ids.shape[1])[:, None] * 1e4 ** (-torch.arange(0, self.d, 2) / self.d)
        pe = torch.stack([angle.sin(), angle.cos()], -1).flatten(1) * self.positions
        pad = (ids != 0) if flip else (ids == 0)
        return self.head(self.body(self.embed(ids) * self.d**0.5 + pe, src_key_padding_mask=pad))


# %% id=fit


def fit(x, y, steps, batch=32, **how):
    torch.manual_seed(0)
    model = Sorter(positions=how.get("positions", True))
    opt = torch.optim.Adam(model.parameters(), lr=0.0, betas=(0.9, 0.98))
    for step in range(1, steps + 1):
        opt.param_groups[0]["lr"] = 3e-3 * min(step / 40, (40 / step) ** 0.5)
        pick = torch.randint(len(x), (batch,))
        loss = smooth_ce(model(x[pick], how.get("flip", False)), y[pick], 0.0, pad=0)
        opt.zero_grad()
        loss.backward()
        opt.step()
    return model, loss.item()


def right(model, x, y, **how):
    found = model(x, **how)[..., 1:].argmax(-1) + 1
    return ((found == y) | (y == 0)).all(1).float().mean().item()


x8, y8 = rows(8, 6, 2)
for name, how in {"as it should be": {}, "no positions": {"positions": False}}.items():
    model, loss = fit(x8, y8, 80, batch=8, **how)
    print(f"8 rows, 80 steps, {name}: loss {loss:.3f}, rows right {right(model, x8, y8):.2f}")

# %% id=polarity
x, y = rows(2000, 4, 3)
fresh_x, fresh_y = rows(500, 4, 4)
good, _ = fit(x, y, 90)
flipped, _ = fit(x, y, 90, flip=True)
print("unseen rows right, mask as it should be: above 0.55:", right(good, fresh_x, fresh_y) > 0.55)
print("unseen rows right, mask inverted: below 0.5:", right(flipped, fresh_x, fresh_y, flip=True) < 0.5)
