# %% id=lengths
import math

import torch

lengths = torch.tensor([3, 5, 1])
keep = torch.arange(5) < lengths[:, None]  # [B,T], True = keep
print("keep", tuple(keep.shape), keep.int().tolist())
assert keep.sum(1).tolist() == [3, 5, 1]

# %% id=by-hand
# hand: seven-tenths
scores = torch.tensor([2.0, 5.0, 3.0]).log()  #: 指数正好是 2、5、3 | exponentials are exactly 2, 5, 3
mask = torch.tensor([True, True, False])
plain = torch.softmax(scores, dim=0)
late = plain * mask
right = torch.softmax(scores.masked_fill(~mask, -math.inf), dim=0)
for name, w in (("no mask", plain), ("zeroed afterwards", late), ("masked before", right)):
    print(f"{name:17} {[round(x, 3) for x in w.tolist()]} sum {w.sum().item():.2f}")
assert torch.allclose(plain, torch.tensor([0.2, 0.5, 0.3]))
assert abs(late.sum() - 0.7) < 1e-6
assert torch.allclose(right, torch.tensor([2 / 7, 5 / 7, 0.0]))
assert right[2] == 0

# %% id=leaks
for pad_score in (-5.0, 1.0, 5.0, 10.0):
    e = torch.tensor([math.log(2), math.log(5), pad_score])
    late = torch.softmax(e, dim=0) * mask
    right = torch.softmax(e.masked_fill(~mask, -math.inf), dim=0)
    print(f"score at the PAD {pad_score:5.1f}: sum late {late.sum().item():.4f}, sum right {right.sum().item():.4f}")
    assert abs(right.sum() - 1) < 1e-6

# %% id=renormalised
for pad_score in (5.0, 80.0, 120.0):
    e = torch.tensor([math.log(2), math.log(5), pad_score])
    late = torch.softmax(e, dim=0) * mask
    divided = late / late.sum()
    print(f"score at the PAD {pad_score:5.1f}: zeroed, then divided by the sum {[round(x, 3) for x in divided.tolist()]}")
assert divided.isnan().any()

# %% id=fills
e = torch.tensor([-40000.0, -40000.0 + math.log(3), -39990.0])
for name, fill in (("0", 0.0), ("-1e4", -1e4), ("-1e9", -1e9), ("-inf", -math.inf)):
    print(f"fill {name:5}", [round(x, 3) for x in torch.softmax(e.masked_fill(~mask, fill), dim=0).tolist()])
assert torch.softmax(e.masked_fill(~mask, -1e4), dim=0)[2] == 1  #: 填充赢走了一切 | the PAD takes it all
try:
    e.half().masked_fill(~mask, -1e9)
except RuntimeError as error:
    print("float16:", error)

# %% id=shift
# hand: a-thousand
big = [1000.0, 1000.0 + math.log(3)]
try:
    math.exp(big[0])
except OverflowError as error:
    print("exp(1000):", error)
top = max(big)
parts = [math.exp(x - top) for x in big]
print("shifted", [round(p, 4) for p in parts], " weights", [round(p / sum(parts), 4) for p in parts])
assert abs(parts[0] - 1 / 3) < 1e-9
assert abs(parts[1] / sum(parts) - 3 / 4) < 1e-9

# %% id=whose-maximum
# hand: whose-maximum
e = torch.tensor([0.0, math.log(3), 2000.0], dtype=torch.float64)
for name, top in (("maximum of all", e.max()), ("maximum of the kept", e[mask].max())):
    p = torch.where(mask, torch.exp(torch.where(mask, e - top, 0.0)), 0.0)
    shown = [[round(x, 4) for x in t.tolist()] for t in (p, p / p.sum())]
    print(f"{name:19} exponentials {shown[0]}, weights {shown[1]}")
assert torch.allclose(p / p.sum(), torch.tensor([0.25, 0.75, 0.0], dtype=torch.float64))

# %% id=spreads
torch.manual_seed(0)
K, V = torch.randn(3, 5, 4), torch.randn(3, 5, 4)
empty = torch.tensor([3, 0, 5])  #: 第二句一个词也没有 | the second sentence has no word at all
keep = torch.arange(5) < empty[:, None]
for cure in (False, True):
    head = torch.nn.Linear(4, 4)  #: 注意力之后的一层 | a layer after the attention
    w = torch.softmax(K.sum(-1).masked_fill(~keep, -math.inf), dim=-1)
    if cure:
        w = w.masked_fill(~keep.any(-1, keepdim=True), 0.0)
    context = (w.unsqueeze(1) @ V).squeeze(1)
    head(context).pow(2).mean().backward()
    bad = head.weight.grad.isnan().sum().item()
    print(f"cured {cure!s:5} second row {w[1].tolist()}, gradients that are NaN: {bad} of 16")
    assert bad == (0 if cure else 16)


# %% id=four
def weigh(e, keep, kind):
    """e f64[B,T], keep bool[B,T] -> weights, in four ways of masking."""
    if kind == "before":
        w = torch.softmax(e.masked_fill(~keep, -math.inf), dim=-1)
        return w.masked_fill(~keep.any(-1, keepdim=True), 0.0)
    if kind == "fill 0":
        return torch.softmax(e.masked_fill(~keep, 0.0), dim=-1)
    late = torch.softmax(e, dim=-1) * keep
    return late if kind == "after" else late / late.sum(-1, keepdim=True)


def context(q, K, V, keep, kind):
    w = weigh((K @ q.unsqueeze(2)).squeeze(2), keep, kind)
    return (w.unsqueeze(1) @ V).squeeze(1)


# %% id=checks
q, K, V = torch.randn(2, 4).double(), torch.randn(2, 5, 4).double(), torch.randn(2, 5, 3).double()
keep = torch.arange(5) < torch.tensor([[5], [3]])
order = torch.tensor([3, 0, 4, 1, 2])
junk = 300 * q[:, None].expand(-1, 3, -1)  #: 三个填充键，点积得分极大 | three PAD keys with enormous dot scores
longer = torch.cat([K, junk], 1), torch.cat([V, 1e4 * torch.ones(2, 3, 3).double()], 1)
padded = torch.cat([keep, torch.zeros(2, 3, dtype=torch.bool)], 1)
for kind in ("before", "after", "divided", "fill 0"):
    plain = context(q, K, V, keep, kind)
    shuffled = torch.allclose(context(q, K[:, order], V[:, order], keep[:, order], kind), plain, rtol=0, atol=1e-12)
    stays = torch.allclose(context(q, *longer, padded, kind), plain, rtol=0, atol=1e-12)
    print(f"{kind:8} shuffle {shuffled!s:5} three more PADs {stays}")
    assert stays == (kind == "before")

# %% id=empty-check
e, nothing = torch.randn(2, 5).double(), torch.tensor([[True] * 5, [False] * 5])
for kind in ("before", "after", "divided", "fill 0"):
    w = weigh(e, nothing, kind)
    print(f"{kind:8} row sums of a full and of an empty row: {[round(x, 3) for x in w.sum(1).tolist()]}")
assert weigh(e, nothing, "before")[1].tolist() == [0, 0, 0, 0, 0]
