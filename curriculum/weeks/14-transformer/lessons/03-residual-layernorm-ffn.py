# %% id=by-hand
# hand: one-two-three
import torch
from torch import nn

x = torch.tensor([1.0, 2.0, 3.0])
mean = x.mean()
var = ((x - mean) ** 2).mean()  #: 除以 D = 3 | divided by D = 3
normal = (x - mean) / torch.sqrt(var)
print("mean", mean.item(), " var", round(var.item(), 4), " normalised", [round(v, 4) for v in normal.tolist()])
assert abs(var.item() - 2 / 3) < 1e-6
assert torch.allclose(normal, torch.tensor([-1.2247, 0.0, 1.2247]), atol=1e-4)
y = 2 * normal + 1  #: γ = 2，β = 1 | γ = 2, β = 1
assert torch.allclose(y, torch.tensor([-1.4495, 1.0, 3.4495]), atol=1e-4)

# %% id=axes


def layer_norm(x, weight, bias, eps=1e-5):
    """x T[…,D]: every row of D numbers by its own mean and biased variance."""
    centred = x - x.mean(dim=-1, keepdim=True)
    var = centred.square().mean(dim=-1, keepdim=True)
    return weight * centred / torch.sqrt(var + eps) + bias


torch.manual_seed(0)
x = torch.randn(2, 5, 8) * 3 + 4
ln = nn.LayerNorm(8)
print("x", list(x.shape), " one mean for each token", list(x.mean(-1).shape))
assert torch.allclose(layer_norm(x, ln.weight, ln.bias), ln(x), atol=1e-5)
tiny = torch.tensor([[1.0, 2.0, 3.0], [30.0, 20.0, 10.0]])
print([[round(v, 4) for v in row] for row in layer_norm(tiny, 1.0, 0.0, 0.0).tolist()])

# %% id=company
sentence = torch.randn(1, 5, 8)
others = torch.randn(3, 5, 8) * 50
with_others = torch.cat([sentence, others])


def over_batch(z):
    return (z - z.mean(0, keepdim=True)) / z.std(0, correction=0, keepdim=True)


moved_ln = (ln(with_others)[0] - ln(sentence)[0]).abs().max().item()
alone = torch.cat([sentence, torch.randn(3, 5, 8)])
moved_batch = (over_batch(with_others)[0] - over_batch(alone)[0]).abs().max().item()
print("LayerNorm moves by", moved_ln, " statistics over the batch: by more than 0.5:", moved_batch > 0.5)
assert moved_ln < 1e-6
assert moved_batch > 0.5

# %% id=paths
# hand: halved


def unit(v):
    return nn.functional.layer_norm(v, v.shape[-1:])


def direct_path(layers, pre, d=64):
    """How much of the output's gradient arrives at the input unchanged: the component along itself."""
    torch.manual_seed(0)
    x, g = torch.randn(256, d, requires_grad=True), torch.randn(256, d)
    z = x
    for _ in range(layers):
        branch = torch.randn(d, d) / d**0.5  #: 支路：一个随机的线性映射 | the branch: a random linear map
        z = z + unit(z) @ branch if pre else unit(z + z @ branch)
    z.backward(g)
    return ((x.grad * g).sum() / g.square().sum()).item()


for layers in (1, 2, 6, 12):
    post, pre = (direct_path(layers, pre) for pre in (False, True))
    print(f"{layers:2} blocks: post-norm {post:5.2f} (0.7071^{layers} = {0.5 ** (layers / 2):.3f}), pre-norm {pre:.2f}")
assert abs(0.5**0.5 - 0.7071) < 1e-4
assert 0.5 ** (12 / 2) == 1 / 64
assert abs(direct_path(6, pre=False) - 0.125) < 0.06
assert abs(direct_path(12, pre=True) - 1) < 0.3

# %% id=branch-off
torch.manual_seed(0)
norm, f = nn.LayerNorm(8), nn.Linear(8, 8)
x = torch.randn(4, 8) * 5
with torch.no_grad():
    f.weight.zero_()  #: 支路什么也不做 | a branch that does nothing
    f.bias.zero_()
    right = x + f(norm(x))
    z = norm(x)
    wrong = z + f(z)
print("identity kept:", torch.equal(right, x), " from the normalised x:", torch.allclose(wrong, x))
assert torch.equal(right, x)
assert abs(wrong.std(correction=0).item() - 1) < 0.05

# %% id=ffn
# hand: two-thirds
d, wide = 512, 2048
ffn = nn.Sequential(nn.Linear(d, wide), nn.ReLU(), nn.Linear(wide, d))
attention = nn.MultiheadAttention(d, 8)


def count(module):
    return sum(p.numel() for p in module.parameters())


print(f"attention {count(attention):,}  FFN {count(ffn):,}  share {count(ffn) / (count(ffn) + count(attention)):.3f}")
assert count(attention) == 4 * d * d + 4 * d == 1_050_624
assert count(ffn) == 2 * d * wide + wide + d == 2_099_712
x = torch.randn(2, 5, d)
with torch.no_grad():
    whole, third = ffn(x), ffn(x[:, 2:3])
print("the third token on its own gives the same:", torch.allclose(whole[:, 2:3], third, atol=1e-6), list(whole.shape))
assert torch.allclose(whole[:, 2:3], third, atol=1e-6)

# %% id=growth
torch.manual_seed(0)
x, sizes = torch.randn(32, 64), []
for _ in range(12):
    branch = torch.randn(64, 64) / 8
    x = x + nn.functional.layer_norm(x, (64,)) @ branch
    sizes.append(round(x.std().item(), 1))
print("size of the residual stream after each pre-norm block:", sizes)
print("after the final norm:", round(nn.functional.layer_norm(x, (64,)).std().item(), 2))
assert sizes[-1] > 2.5
