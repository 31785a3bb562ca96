# %% id=layer
import torch
import torch.nn.functional as F
from torch import nn


class EncoderLayer(nn.Module):
    def __init__(self, d, h, d_ff, norm_first):
        super().__init__()
        self.self_attn = nn.MultiheadAttention(d, h, batch_first=True)
        self.linear1, self.linear2 = nn.Linear(d, d_ff), nn.Linear(d_ff, d)
        self.norm1, self.norm2, self.norm_first = nn.LayerNorm(d), nn.LayerNorm(d), norm_first

    def forward(self, x, pad=None):
        if self.norm_first:
            x = x + self.attend(self.norm1(x), pad)
            return x + self.ffn(self.norm2(x))
        x = self.norm1(x + self.attend(x, pad))
        return self.norm2(x + self.ffn(x))

    def attend(self, z, pad):
        return self.self_attn(z, z, z, key_padding_mask=pad, need_weights=False)[0]

    def ffn(self, z):
        return self.linear2(F.relu(self.linear1(z)))


# %% id=parity
torch.manual_seed(0)
x = torch.randn(2, 5, 12, dtype=torch.float64)
pad = torch.tensor([[False] * 5, [False, False, False, True, True]])
for norm_first in (False, True):
    official = nn.TransformerEncoderLayer(12, 3, 20, 0.0, batch_first=True, norm_first=norm_first).double()
    ours = EncoderLayer(12, 3, 20, norm_first).double()
    ours.load_state_dict(official.state_dict())  #: 名字相同，权重直接装进来 | same names: the weights just fit
    want = official.train()(x, src_key_padding_mask=pad)
    error = (ours(x, pad) - want)[~pad].abs().max().item()
    print(f"norm_first={norm_first}: largest difference at real positions below 1e-10: {error < 1e-10}")
    assert error < 1e-10

# %% id=fast-path
import warnings

warnings.simplefilter("ignore")  # torch says that nested tensors are a prototype
torch.manual_seed(0)
official = nn.TransformerEncoder(nn.TransformerEncoderLayer(12, 2, 20, 0.0, batch_first=True), 2).eval()
x32 = x.float()
with torch.no_grad():
    fast = official(x32, src_key_padding_mask=pad)
slow = official.train()(x32, src_key_padding_mask=pad)
print("at PAD, evaluation:", fast[1, 3, :3].tolist())
print("at PAD, training is zero:", bool((slow[1, 3] == 0).all()))
print("real positions agree:", torch.allclose(fast[~pad], slow[~pad], atol=1e-5))
assert (fast[1, 3] == 0).all()
assert torch.allclose(fast[~pad], slow[~pad], atol=1e-5)

# %% id=stack
# hand: six-or-one


def count(module):
    return sum(p.numel() for p in module.parameters())


layer = EncoderLayer(4, 2, 8, True)
repeated = nn.ModuleList([layer] * 6)
built = nn.ModuleList([EncoderLayer(4, 2, 8, True) for _ in range(6)])
print("one layer", count(layer), " [layer] * 6:", count(repeated), " built six times:", count(built))
assert (count(layer), count(repeated), count(built)) == (172, 172, 1032)
with torch.no_grad():
    repeated[0].linear1.bias.fill_(7.0)
print("written into layer 0, read from layer 5:", repeated[5].linear1.bias[0].item())
assert repeated[5].linear1.bias[0] == 7.0

# %% id=final-norm
torch.manual_seed(0)
stack = [EncoderLayer(32, 4, 64, True) for _ in range(12)]
z, sizes = torch.randn(2, 7, 32) * 3, []
with torch.no_grad():
    for layer in stack:
        layer.self_attn.in_proj_weight.mul_(2)
        layer.linear2.weight.mul_(4)
        z = layer(z)
        sizes.append(round(z.std().item(), 1))
print("deviation after layers 1, 6, 12:", sizes[0], sizes[5], sizes[11])
print("after a final LayerNorm:", round(F.layer_norm(z, (32,)).std().item(), 2))
assert sizes[11] > sizes[0]

# %% id=masks
# hand: both-masks
target_pad = torch.tensor([[False, False, False, True]])  # three words, then one PAD
causal = torch.ones(4, 4, dtype=torch.bool).triu(1)  # True = may NOT look
blocked = causal[None] | target_pad[:, None, :]  # [B,T,T]
print(blocked[0].int())
assert blocked[0].int().tolist() == [[0, 1, 1, 1], [0, 0, 1, 1], [0, 0, 0, 1], [0, 0, 0, 1]]


# %% id=decoder
class DecoderLayer(nn.Module):
    """Pre-norm: masked self-attention, cross-attention to the memory, FFN, each with a residual."""

    def __init__(self, d, h, d_ff):
        super().__init__()
        self.own, self.cross = (nn.MultiheadAttention(d, h, batch_first=True) for _ in range(2))
        self.ffn = nn.Sequential(nn.Linear(d, d_ff), nn.ReLU(), nn.Linear(d_ff, d))
        self.norm1, self.norm2, self.norm3 = (nn.LayerNorm(d) for _ in range(3))

    def forward(self, y, memory, later, source_pad):
        z = self.norm1(y)
        y = y + self.own(z, z, z, attn_mask=later, need_weights=False)[0]
        z = self.norm2(y)
        y = y + self.cross(z, memory, memory, key_padding_mask=source_pad, need_weights=False)[0]
        return y + self.ffn(self.norm3(y))


# %% id=probe
torch.manual_seed(0)
decoder, later = DecoderLayer(12, 3, 20).eval(), causal
y, memory = torch.randn(1, 4, 12), torch.randn(1, 5, 12)
source_pad = torch.tensor([[False, False, False, True, True]])
with torch.no_grad():
    base = decoder(y, memory, later, source_pad)
    future, padded, word = y.clone(), memory.clone(), memory.clone()
    push = torch.randn(12)  #: 不能处处加同一个数：LayerNorm 会把它减掉 | not one constant: LayerNorm would remove it
    future[:, 3] += push
    padded[:, 4] += push
    word[:, 0] += push
    cases = {
        "target word 4": decoder(future, memory, later, source_pad),
        "source PAD": decoder(y, padded, later, source_pad),
        "source word 1": decoder(y, word, later, source_pad),
    }
    cases = {name: (out - base).abs().amax(-1)[0] for name, out in cases.items()}
for name, change in cases.items():
    print(f"{name:13} changed: outputs move", (change > 1e-6).int().tolist())
assert (cases["target word 4"] > 1e-6).tolist() == [False, False, False, True]
assert not (cases["source PAD"] > 1e-6).any()
assert (cases["source word 1"] > 1e-6).all()
