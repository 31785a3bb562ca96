# %% id=by-hand
# hand: reverse-314
def encode(digits):
    s = 0
    for x in digits:
        s = 10 * s + x
    return s


def decode(s):
    out = []
    while s:  # 0 plays the part of the end mark
        out.append(s % 10)
        s = s // 10
    return out


for digits in ([3, 1, 4], [7, 2], [5, 5, 6, 2, 9]):
    print(digits, "->", encode(digits), "->", decode(encode(digits)))
assert encode([3]) == 3
assert encode([3, 1]) == 31
assert encode([3, 1, 4]) == 314
assert decode(314) == [4, 1, 3]

# %% id=lengths
import torch
from torch import nn

torch.manual_seed(0)
encoder = nn.GRU(6, 8, batch_first=True)
decoder = nn.GRU(6, 8, batch_first=True)
for source, target in ((2, 5), (5, 2), (9, 4)):
    _, state = encoder(torch.randn(1, source, 6))
    out, _ = decoder(torch.randn(1, target, 6), state)
    print(f"read {source} steps -> state {tuple(state.shape)} -> write {target} steps: {tuple(out.shape)}")
    assert state.shape == (1, 1, 8)
    assert out.shape == (1, target, 8)

# %% id=chain
# hand: le-chat
import math

steps = {"le": 0.5, "chat": 0.4, "<eos>": 0.9}
product = math.prod(steps.values())
log_sum = sum(math.log(p) for p in steps.values())
print(f"p(le chat <eos>) = {product:.2f}, log p = {log_sum:.4f}")
assert math.isclose(product, 0.18)
assert math.isclose(math.exp(log_sum), 0.18)

# %% id=depends
table = {"": {"le": 0.5, "la": 0.5}, "le": {"chat": 0.8, "rivière": 0.0}, "la": {"chat": 0.0, "rivière": 0.8}}
for first in ("le", "la"):
    for second in ("chat", "rivière"):
        print(f"p({first}) p({second} | {first}) = {table[''][first] * table[first][second]:.2f}")
independent = 0.5 * (0.5 * 0.8 + 0.5 * 0.0)
print(f"without looking back, la chat would get {independent:.2f}")
assert table[""]["la"] * table["la"]["chat"] == 0 < independent

# %% id=sorting
tasks = {
    "translation": ("sequence", "sequence", False),
    "summary": ("sequence", "sequence", False),
    "speech recognition": ("frames", "sequence", False),
    "image caption": ("picture", "sequence", False),
    "part-of-speech tags": ("sequence", "sequence", True),
    "sentiment": ("sequence", "label", False),
}
for task, (source, target, aligned) in tasks.items():
    needs = target == "sequence" and not aligned
    print(f"{task:20} {source:9} -> {target:9} one label a word: {aligned!s:5}  decoder needed: {needs}")
assert sum(t == "sequence" and not a for _, t, a in tasks.values()) == 4

# %% id=bounded
LIMIT = 1000  # the state keeps three digits


def encode_bounded(digits):
    s = 0
    for x in digits:
        s = (10 * s + x) % LIMIT
    return s


for digits in ([3, 1, 4], [2, 7, 3, 1, 4], [9, 9, 3, 1, 4]):
    print(digits, "->", encode_bounded(digits), "->", decode(encode_bounded(digits)))
assert encode_bounded([2, 7, 3, 1, 4]) == encode_bounded([9, 9, 3, 1, 4]) == 314

# %% id=no-draft
_, short = encoder(torch.randn(1, 2, 6))
_, long = encoder(torch.randn(1, 40, 6))
print("numbers in the state after 2 words :", short.numel())
print("numbers in the state after 40 words:", long.numel())
assert short.numel() == long.numel() == 8
