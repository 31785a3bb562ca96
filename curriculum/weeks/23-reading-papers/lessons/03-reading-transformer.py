# %% id=embedding-scale
# hand: embedding-scale
import math

import torch
from torch import nn

D = 512
torch.manual_seed(0)
word = torch.randn(1000, D) / math.sqrt(D)
place = torch.arange(100)[:, None] / 10000 ** (torch.arange(0, D, 2) / D)
position = torch.stack([place.sin(), place.cos()], dim=-1).flatten(1)  #: [100, 512] | [100, 512]
print("length of a word     ", round(word.norm(dim=1).mean().item(), 2))
print("length of a position ", round(position.norm(dim=1).mean().item(), 2))
print("word times √d        ", round((word * math.sqrt(D)).norm(dim=1).mean().item(), 1))
assert abs(word.norm(dim=1).mean() - 1) < 0.01
assert torch.allclose(position.norm(dim=1), torch.tensor(16.0), atol=1e-4)

# %% id=figure-is-not-enough
x = torch.randn(2, 5, 8)
layer, norm = nn.Linear(8, 8), nn.LayerNorm(8)
add_then_norm = norm(x + layer(x))  #: 论文 §3.1 | §3.1 of the paper
norm_then_add = x + layer(norm(x))  #: 后来大多数实现 | most later implementations
print("same shape:", add_then_norm.shape == norm_then_add.shape)
print("same result:", torch.allclose(add_then_norm, norm_then_add))
assert not torch.allclose(add_then_norm, norm_then_add, atol=0.1)

# %% id=tiny-transformer
# hand: tiny-transformer


def parts(V, d, dff, L):
    """{part: parameters}; biases and norms are counted apart."""
    attention, feed_forward = 4 * d * d, 2 * d * dff
    return {
        "embedding": V * d,
        "attention": 3 * L * attention,  #: 编码器一次，解码器两次 | one in the encoder, two in the decoder
        "feed-forward": 2 * L * feed_forward,
        "biases": L * (3 * 4 * d + 2 * (dff + d)),
        "norms": L * 5 * 2 * d,
    }


A, M = 4 * (6 * 6 + 6), 2 * 6 * 12 + 12 + 6
encoder, decoder = A + M + 4 * 6, 2 * A + M + 6 * 6
print("A", A, " M", M, " encoder", encoder, " decoder", decoder, " total", 20 * 6 + encoder + decoder)
assert (A, M, encoder, decoder) == (168, 162, 354, 534)
assert 120 + encoder + decoder == sum(parts(20, 6, 12, 1).values()) == 1008
torch_layer = nn.TransformerEncoderLayer(6, 3, 12)
print("torch, encoder layer:", sum(p.numel() for p in torch_layer.parameters()))
assert sum(p.numel() for p in torch_layer.parameters()) == encoder

# %% id=biases
full = parts(37000, 512, 2048, 6)
total = sum(full.values())
small = full["biases"] + full["norms"]
print(f"biases and norms: {small} of {total}, or {small / total:.2%}")
missing = full["biases"]
print("forget the biases and the difference is", missing, "=", missing // 512, "× 512")
assert missing % 512 == 0
assert 0.001 < small / total < 0.002

# %% id=base-model
for name, count in full.items():
    print(f"{name:13} {count:>11,} {count / total:6.1%}")
print(f"{'total':13} {total:>11,}")
print(f"the paper says 65 million: {65e6 - total:,.0f} more, as if V were {round(37000 + (65e6 - total) / 512, -2):,.0f}")
assert total == 63_082_496
