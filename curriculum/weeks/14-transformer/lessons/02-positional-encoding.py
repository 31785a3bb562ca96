# %% id=no-order
import torch
from torch import nn

torch.manual_seed(0)
encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16, 0.0, batch_first=True), 2, enable_nested_tensor=False).eval()
words = torch.randn(3, 8)  #: 狗、咬、人 | dog, bites, man
dog_bites_man, man_bites_dog = words[[0, 1, 2]][None], words[[2, 1, 0]][None]
with torch.no_grad():
    a, b = encoder(dog_bites_man)[0], encoder(man_bites_dog)[0]
print("the word dog in both sentences, difference:", (a[0] - b[2]).abs().max().item() < 1e-6)
assert torch.allclose(a[[0, 1, 2]], b[[2, 1, 0]], atol=1e-6)

# %% id=plain-numbers
embedding = torch.randn(1000, 64)  # ordinary entries of size 1
for name, position in (("t", torch.arange(200.0)), ("t / length", torch.arange(200.0) / 200)):
    x = embedding[:200] + position[:, None]
    share = (position.square() * 64).sum() / x.square().sum()
    step = (position[1] - position[0]).item()
    print(f"{name:10} share of the signal that is position: {share:.3f}  step between neighbours: {step:.3f}")
numbers_share = (torch.arange(200.0).square() * 64).sum() / (embedding[:200] + torch.arange(200.0)[:, None]).square().sum()
assert numbers_share > 0.99

# %% id=by-hand
# hand: three-four
import math

w = [1.0, 10_000 ** (-2 / 4)]  #: 两对，两个频率 | two pairs, two frequencies
rows = [[math.sin(t * w[0]), math.cos(t * w[0]), math.sin(t * w[1]), math.cos(t * w[1])] for t in range(3)]
for t, row in enumerate(rows):
    print(t, [round(v, 4) for v in row])
assert w == [1.0, 0.01]
assert [round(v, 4) for v in rows[1]] == [0.8415, 0.5403, 0.01, 1.0]
assert [round(v, 4) for v in rows[2]] == [0.9093, -0.4161, 0.02, 0.9998]

# %% id=formula


def sinusoidal_pe(length, d):
    """T[length,d]: even columns sin(t·w), odd columns cos(t·w)."""
    w = 10_000.0 ** (-torch.arange(0, d, 2, dtype=torch.float64) / d)  # [d/2]
    angle = torch.arange(length)[:, None] * w  # [length, d/2]
    return torch.stack([angle.sin(), angle.cos()], dim=-1).reshape(length, d)


pe = sinusoidal_pe(50, 16)
print("angles [50, 8] -> pe", list(pe.shape), " length of each row", round(pe.norm(dim=1)[7].item(), 4))
assert torch.allclose(sinusoidal_pe(3, 4), torch.tensor(rows, dtype=torch.float64))
assert torch.allclose(pe.norm(dim=1), torch.full((50,), 8**0.5, dtype=torch.float64))
waves = [2 * math.pi * 10_000 ** (2 * i / 512) for i in (0, 255)]
print("wave lengths for D=512:", [round(v, 2) for v in waves])

# %% id=rotation
# hand: turn-by-one


def turn(row, k):
    """Every pair (sin, cos) of a row turned by k·w."""
    w = k * 10_000.0 ** (-torch.arange(0, len(row), 2, dtype=torch.float64) / len(row))
    s, c = row[0::2], row[1::2]
    return torch.stack([s * w.cos() + c * w.sin(), c * w.cos() - s * w.sin()], dim=-1).reshape(-1)


for t in (0, 3, 40):
    print(f"PE({t + 5}) = PE({t}) turned by 5:", torch.allclose(pe[t + 5], turn(pe[t], 5)))
    assert torch.allclose(pe[t + 5], turn(pe[t], 5))
one = turn(torch.tensor([math.sin(1), math.cos(1)], dtype=torch.float64), 1)
assert torch.allclose(one, torch.tensor([0.9093, -0.4161], dtype=torch.float64), atol=1e-4)
products = [round((pe[t] @ pe[t + 3]).item(), 6) for t in (0, 11, 40)]
print("PE(t)·PE(t+3) for t = 0, 11, 40:", products)
assert len(set(products)) == 1

# %% id=concatenated
halves = torch.cat([pe[:, 0::2], pe[:, 1::2]], dim=1)
print("same numbers, other columns; rows equal:", torch.equal(halves.sort(1).values, pe.sort(1).values))
print("but PE(t)·PE(t') is the same either way:", torch.allclose(halves @ halves.T, pe @ pe.T))
torch.manual_seed(0)
trained = nn.Linear(16, 16).double()  #: 按交错的列训练出来的权重 | weights trained on interleaved columns
gap = (trained(halves) - trained(pe)).abs().max().item()
print("one trained layer, two layouts, largest difference: above 0.5:", gap > 0.5)
assert torch.allclose(halves @ halves.T, pe @ pe.T)
assert gap > 0.5

# %% id=order
torch.manual_seed(0)
table = sinusoidal_pe(3, 8).float()
with torch.no_grad():
    a, b = encoder(dog_bites_man + table)[0], encoder(man_bites_dog + table)[0]
    none = encoder(dog_bites_man)[0]
print("with positions, the word dog differs by", round((a[0] - b[2]).abs().max().item(), 2))
assert (a[0] - b[2]).abs().max() > 0.1
last = encoder.layers[0].self_attn(dog_bites_man, dog_bites_man, dog_bites_man)[1][0]
swapped = encoder.layers[0].self_attn(man_bites_dog, man_bites_dog, man_bites_dog)[1][0]
print("without positions the weights are merely relabelled:", torch.allclose(last, swapped.flip(0, 1), atol=1e-6))
assert torch.allclose(last, swapped.flip(0, 1), atol=1e-6)

# %% id=scale
# hand: sqrt-d
d = 512
torch.manual_seed(0)
table = torch.randn(100, d) / d**0.5  #: 常见的初值：标准差 1/√d | a usual start: deviation 1/√d
position = sinusoidal_pe(100, d).float()
for name, x in (("embedding", table), ("embedding·√d", table * d**0.5)):
    print(f"{name:13} length {x.norm(dim=1).mean():5.1f}   position {position.norm(dim=1).mean():.1f}")
assert abs(table.norm(dim=1).mean() - 1) < 0.05
assert abs(position.norm(dim=1).mean() - 16) < 1e-3
