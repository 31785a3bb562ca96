# %% id=by-hand
# hand: two-by-four
import math

import torch

x = torch.arange(8).reshape(1, 2, 4)  # B=1, T=2, D=4
B, T, D, h = 1, 2, 4, 2
right = x.view(B, T, h, D // h).transpose(1, 2)
wrong = x.view(B, h, T, D // h)
print("token 0", x[0, 0].tolist(), " token 1", x[0, 1].tolist())
print("view, then transpose: head 0 has", right[0, 0].tolist(), " head 1 has", right[0, 1].tolist())
print("view(B, h, T, d):     head 0 has", wrong[0, 0].tolist(), " head 1 has", wrong[0, 1].tolist())
assert right[0, 0].tolist() == [[0, 1], [4, 5]]
assert right[0, 1].tolist() == [[2, 3], [6, 7]]
assert wrong[0, 0].tolist() == [[0, 1], [2, 3]]
assert right.shape == wrong.shape


# %% id=ladder
def split(x, h):
    """[B,T,D] -> [B,h,T,D/h]"""
    B, T, D = x.shape
    return x.view(B, T, h, D // h).transpose(1, 2)


def merge(x):
    """[B,h,T,d] -> [B,T,h·d]"""
    B, h, T, d = x.shape
    return x.transpose(1, 2).reshape(B, T, h * d)


torch.manual_seed(0)
B, T, D, h = 2, 5, 12, 3
x = torch.randn(B, T, D)
wq, wk, wv, wo = (torch.nn.Linear(D, D) for _ in range(4))
q, k, v = (split(layer(x), h) for layer in (wq, wk, wv))
w = torch.softmax(q @ k.transpose(-2, -1) / math.sqrt(D // h), dim=-1)
heads = w @ v
out = wo(merge(heads))
for name, tensor in (("x", x), ("q", q), ("w", w), ("heads", heads), ("merged", merge(heads)), ("out", out)):
    print(f"{name:7} {tuple(tensor.shape)}")
assert torch.equal(merge(split(x, h)), x)

# %% id=one-by-one
one = []
for i in range(h):  #: 逐个头：只为对照，不要这样交 | head by head: to compare with, not to hand in
    part = slice(4 * i, 4 * i + 4)
    qi, ki, vi = (layer(x)[..., part] for layer in (wq, wk, wv))
    one.append(torch.softmax(qi @ ki.transpose(-2, -1) / math.sqrt(4), dim=-1) @ vi)
same = torch.allclose(wo(torch.cat(one, dim=-1)), out, atol=1e-6)
print("a loop over slices of the features gives the same output:", same)
by_block = sum(head @ wo.weight[:, 4 * i : 4 * i + 4].T for i, head in enumerate(one)) + wo.bias
print("so does a sum of heads, each through its block of Wo:   ", torch.allclose(by_block, out, atol=1e-6))
assert same
assert torch.allclose(by_block, out, atol=1e-6)


# %% id=scrambled
def layer_output(x, cut):
    q, k, v = (cut(layer(x)) for layer in (wq, wk, wv))
    return torch.softmax(q @ k.transpose(-2, -1) / 2, dim=-1) @ v


x = torch.randn(1, 6, 12)
cuts = {"view, transpose": lambda t: split(t, 3), "view(B, h, T, d)": lambda t: t.view(1, 3, 6, 4)}
for name, cut in cuts.items():
    base, moved = layer_output(x, cut), x.clone()
    moved[0, 5] += 1  #: 只改最后一个词 | only the last token
    touched = (layer_output(moved, cut) != base).any(-1)[0].any(-1)
    print(f"{name:16} change token 5: heads that notice {touched.tolist()}")
    assert touched.all() == (name == "view, transpose")


# %% id=count
# hand: count
def count(D, h, bias=True):
    layer = torch.nn.MultiheadAttention(D, h, bias=bias)
    return sum(p.numel() for p in layer.parameters())


for heads in (1, 2, 8):
    print(f"D = 64, {heads} heads: {count(64, heads)} parameters, without biases {count(64, heads, bias=False)}")
    assert count(64, heads) == 4 * 64**2 + 4 * 64 == 16640
    assert count(64, heads, bias=False) == 4 * 64**2 == 16384

# %% id=scale
D, T = 64, 50
x = torch.randn(200, T, D)
for heads in (1, 8):
    q, k = split(torch.randn(200, T, D), heads), split(x, heads)
    s = q @ k.transpose(-2, -1)
    d = D // heads
    std = s.std().item()
    print(f"{heads} heads: std of q·k {std:.2f}, over √d {std / d**0.5:.2f}, over √D {std / D**0.5:.2f}")
    assert abs(s.std() / d**0.5 - 1) < 0.05

# %% id=mean-of-two
# hand: two-jobs
v = torch.eye(3)  #: 三个词，各交出自己的标记 | three tokens, each hands over its own label
one_head = torch.tensor([0.5, 0.0, 0.5]) @ v
two_heads = torch.cat([torch.tensor([1.0, 0.0, 0.0]) @ v, torch.tensor([0.0, 0.0, 1.0]) @ v])
swapped = torch.cat([torch.tensor([0.0, 0.0, 1.0]) @ v, torch.tensor([1.0, 0.0, 0.0]) @ v])
print("one head:", one_head.tolist(), " two heads:", two_heads.tolist())
print("who is the subject, who the object? two heads can tell:", not torch.equal(two_heads, swapped))
assert one_head.tolist() == [0.5, 0.0, 0.5]
assert not torch.equal(two_heads, swapped)
