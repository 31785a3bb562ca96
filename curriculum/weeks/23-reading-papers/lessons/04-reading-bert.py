# %% id=inputs
import torch
from torch import nn

D, PLACES = 8, 16
torch.manual_seed(0)
vocabulary = ["[PAD]", "[CLS]", "[SEP]", "[MASK]", "the", "cat", "sat", "it", "slept"]
word, place, segment, norm = nn.Embedding(9, D), nn.Embedding(PLACES, D), nn.Embedding(2, D), nn.LayerNorm(D)
first, second = ["the", "cat", "sat"], ["it", "slept"]
tokens = ["[CLS]", *first, "[SEP]", *second, "[SEP]"]
ids = torch.tensor([[vocabulary.index(token) for token in tokens]])
types = torch.tensor([[0] * (len(first) + 2) + [1] * (len(second) + 1)])
embedded = norm(word(ids) + place(torch.arange(len(tokens))) + segment(types))
print(tokens)
print("segments", types[0].tolist(), " shape", tuple(embedded.shape))
other = norm(word(ids) + place(torch.arange(len(tokens))) + segment(1 - types))
print("swap the segments, and the same words differ:", not torch.allclose(embedded, other))
print("in base: segments and norm have", 2 * 768 + 2 * 768, "parameters")
assert embedded.shape == (1, 8, D)
assert not torch.allclose(embedded, other, atol=1e-3)

# %% id=masking
# hand: masking
MASK, IGNORED = 3, -100


def hide(ids, share=0.15):
    """(input, labels): labels are -100 where nothing was chosen."""
    chosen = torch.rand(ids.shape) < share
    labels = torch.where(chosen, ids, torch.tensor(IGNORED))
    kind = torch.rand(ids.shape)
    shown = torch.where(chosen & (kind < 0.8), torch.tensor(MASK), ids)
    anything = torch.randint(4, 9, ids.shape)
    shown = torch.where(chosen & (kind >= 0.8) & (kind < 0.9), anything, shown)
    return shown, labels


print("of 128:", 128 * 0.15, "chosen,", round(128 * 0.15 * 0.8, 2), "hidden,", round(128 * 0.15 * 0.1, 2), "random")
text = torch.randint(4, 9, (2000, 128))
shown, labels = hide(text)
print(f"measured: chosen {(labels != IGNORED).float().mean():.1%}, shown as [MASK] {(shown == MASK).float().mean():.1%}")
assert abs((labels != IGNORED).float().mean() - 0.15) < 0.005
assert abs((shown == MASK).float().mean() - 0.12) < 0.005

# %% id=best-rate
# hand: best-rate


def signals(share, k, length=128):
    return length * share * (1 - share) ** k


print("k = 4:", {share: round(signals(share, 4), 2) for share in (0.15, 0.2, 0.5)})
grid = [i / 1000 for i in range(1, 1000)]
for k in (2, 4, 6, 9):
    best = max(grid, key=lambda share: signals(share, k))
    print(
        f"k = {k}: best share {best:.3f}, formula {1 / (k + 1):.3f}; at 0.15 it keeps {signals(0.15, k) / signals(best, k):.0%}"
    )
    assert abs(best - 1 / (k + 1)) < 1e-3
assert [round(signals(share, 4), 2) for share in (0.2, 0.15, 0.5)] == [10.49, 10.02, 4.0]

# %% id=two-by-two
#: 编的数字，只看算法 | invented numbers, to show the arithmetic
score = {("pairs", True): 80.0, ("pairs", False): 79.5, ("passages", True): 79.8, ("passages", False): 80.6}
alone = score["pairs", False] - score["pairs", True]
elsewhere = score["passages", False] - score["passages", True]
together = score["passages", False] - score["pairs", True]
print(f"drop NSP with pairs {alone:+.1f}; drop it with passages {elsewhere:+.1f}; both changes at once {together:+.1f}")
print(f"interaction: {elsewhere - alone:+.1f}; average effect of NSP's absence: {(alone + elsewhere) / 2:+.1f}")
assert alone < 0 < elsewhere

# %% id=tiny-bert
# hand: tiny-bert


def bert(V, P, types, d, dff, L, pooler=True):
    embeddings = (V + P + types) * d + 2 * d
    layer = 4 * (d * d + d) + 2 * d * dff + dff + d + 4 * d
    return embeddings + L * layer + (d * d + d if pooler else 0)


print("by hand:", bert(10, 8, 2, 4, 6, 1))
base, large = bert(30522, 512, 2, 768, 3072, 12), bert(30522, 512, 2, 1024, 4096, 24)
print(f"base {base:,}  large {large:,}")
print("three segments and no pooler:", bert(30522, 512, 3, 768, 3072, 12, pooler=False) - base)
assert bert(10, 8, 2, 4, 6, 1) == 88 + 154 + 20 == 262
assert (base, large) == (109_482_240, 335_141_888)
