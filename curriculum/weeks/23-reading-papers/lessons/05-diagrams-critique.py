# %% id=shapes-of-resnet
# hand: shapes-of-resnet
from math import prod

side = (224 + 2 * 3 - 7) // 2 + 1
walk = [("image", (3, 224, 224)), ("stem", (64, side, side)), ("pooled", (64, side // 2, side // 2))]
for stage in (2, 3, 4):
    _, (channels, height, _) = walk[-1]
    walk.append((f"stage {stage}", (2 * channels, height // 2, height // 2)))
walk += [("mean", (512,)), ("classes", (1000,))]
for name, shape in walk:
    print(f"{name:8} {['B', *shape]!s:22} {prod(shape):>7} numbers")
assert [prod(shape) for _, shape in walk[1:6]] == [802816, 200704, 100352, 50176, 25088]

# %% id=shape-check
import re

SHAPE = re.compile(r"[\[(]?\s*\w+(?:\s*[,×x]\s*\w+)+\s*[\])]?")


def sums(text):
    """Both sides of every plus of a description such as "[B, 64, 56, 56] + [B, 64, 56, 56]"."""
    return [tuple(part.strip() for part in line.split("+")) for line in text.strip().split("\n")]


drawing = """
[B, 64, 56, 56] + [B, 64, 56, 56]
[B, 64, 56, 56] + [B, 128, 28, 28]
[B, T, 768] + [B, T, 768]
"""
for left, right in sums(drawing):
    assert SHAPE.fullmatch(left)
    assert SHAPE.fullmatch(right)
    verdict = "adds up" if left == right else "a projection is missing"
    print(f"{left} + {right}: {verdict}")
assert [left == right for left, right in sums(drawing)] == [True, False, True]

# %% id=critique-number
# hand: critique-number
import math

gap = 0.4
largest = gap / (1.645 * math.sqrt(2))
runs = math.ceil((0.3 / largest) ** 2)
print(f"one run each needs sigma below {largest:.3f}; with sigma 0.3, {(0.3 / largest) ** 2:.2f} → {runs} runs each")
assert abs(largest - 0.172) < 1e-3
assert runs == 4

# %% id=overlap
# hand: overlap


def runs_of_eight(words):
    return {tuple(words[i : i + 8]) for i in range(len(words) - 7)}


def overlap(own, other):
    mine = runs_of_eight(own)
    return len(mine & runs_of_eight(other)) / len(mine)


original = [f"w{i}" for i in range(1, 21)]
changed = [*original[:9], "another", *original[10:]]
print(
    len(runs_of_eight(original)),
    "runs; copied",
    overlap(original, original),
    "; one word changed",
    round(overlap(changed, original), 3),
)
assert len(runs_of_eight(original)) == 13
assert overlap(original, original) == 1
assert overlap(changed, original) == 5 / 13
every_eighth = [word if i % 8 else "other" for i, word in enumerate(original, 1)]
print("every eighth word changed:", overlap(every_eighth, original), "- and the structure is still the original's")
assert overlap(every_eighth, original) == 0
