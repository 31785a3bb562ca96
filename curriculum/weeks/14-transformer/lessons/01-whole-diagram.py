# %% id=by-hand
# hand: fill-shapes
import torch
from torch import nn

torch.manual_seed(0)
B, S, T, D, h, F, V = 2, 5, 3, 8, 2, 16, 11
source, target = torch.randint(1, V, (B, S)), torch.randint(1, V, (B, T))
embed, to_words = nn.Embedding(V, D), nn.Linear(D, V)
x, y = embed(source), embed(target)
print("source", tuple(source.shape), "-> x", tuple(x.shape))
print("target", tuple(target.shape), "-> y", tuple(y.shape))
print("one head has", D // h, "columns; the FFN widens", D, "to", F)
print("logits", tuple(to_words(y).shape))
assert x.shape == (2, 5, 8)
assert y.shape == (2, 3, 8)
assert to_words(y).shape == (2, 3, 11)

# %% id=three-attentions
# hand: weight-shapes


def attend(q, k, v, mask=None):
    """q T[B,Tq,D], k, v T[B,Tk,D] -> (out T[B,Tq,D], weights T[B,h,Tq,Tk]); True in `mask` = may look."""

    def split(z):
        return z.view(*z.shape[:2], h, D // h).transpose(1, 2)

    scores = split(q) @ split(k).transpose(-2, -1) / (D // h) ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, -1e9)
    weights = scores.softmax(-1)
    return (weights @ split(v)).transpose(1, 2).reshape(q.shape), weights


memory = x  #: 假装编码器已经算完 | pretend that the encoder is done
may_look = torch.ones(T, T, dtype=torch.bool).tril()
places = {"encoder self": (x, x, None), "decoder self": (y, y, may_look), "cross": (y, memory, None)}
for name, (asks, answers, mask) in places.items():
    out, weights = attend(asks, answers, answers, mask)
    print(f"{name:13} weights {tuple(weights.shape)} out {tuple(out.shape)}")
assert attend(x, x, x)[1].shape == (2, 2, 5, 5)
assert attend(y, y, y, may_look)[1].shape == (2, 2, 3, 3)
assert attend(y, memory, memory)[1].shape == (2, 2, 3, 5)

# %% id=wrong-arrow
layer = nn.TransformerDecoderLayer(D, h, F, dropout=0.0, batch_first=True)
causal = nn.Transformer.generate_square_subsequent_mask(T)
probe = torch.randn(B, T, D)


def depends_on_source(keys_from_source):
    """How much the decoder's output moves with the source: the size of a gradient."""
    src = x.detach().clone().requires_grad_()
    own = y.detach()
    out = layer(own, src if keys_from_source else own, tgt_mask=causal)
    ((out * probe).sum() + 0 * src.sum()).backward()
    return src.grad.abs().sum().item()


print("keys and values from the encoder: gradient on the source", round(depends_on_source(True), 2))
print("keys and values from the decoder: gradient on the source", depends_on_source(False))
assert depends_on_source(True) > 0.01
assert depends_on_source(False) == 0.0

# %% id=same-memory
torch.manual_seed(1)


def make():
    return nn.TransformerEncoderLayer(D, h, F, 0.0, batch_first=True)


encoder = [make().eval() for _ in range(2)]
decoder = nn.TransformerDecoder(nn.TransformerDecoderLayer(D, h, F, 0.0, batch_first=True), 2).eval()
with torch.no_grad():
    low = encoder[0](x)
    top = encoder[1](low)
    whole = decoder(y, top, tgt_mask=causal)
    every_top = decoder.layers[1](decoder.layers[0](y, top, tgt_mask=causal), top, tgt_mask=causal)
    same_height = decoder.layers[1](decoder.layers[0](y, low, tgt_mask=causal), top, tgt_mask=causal)
print("the library = both layers read the top:", torch.allclose(whole, every_top, atol=1e-6))
print("the library = each layer reads its height:", torch.allclose(whole, same_height, atol=1e-3))
assert torch.allclose(whole, every_top, atol=1e-6)
assert not torch.allclose(whole, same_height, atol=1e-3)

# %% id=all-at-once
with torch.no_grad():
    at_once = decoder(y, top, tgt_mask=causal)
    one_by_one = []
    for n in range(1, T + 1):  #: 只给前 n 个词 | only the first n words
        mask = nn.Transformer.generate_square_subsequent_mask(n)
        one_by_one.append(decoder(y[:, :n], top, tgt_mask=mask)[:, -1])
    one_by_one = torch.stack(one_by_one, dim=1)
print("calls: 1 instead of", T, " equal:", torch.allclose(at_once, one_by_one, atol=1e-6))
assert torch.allclose(at_once, one_by_one, atol=1e-6)

# %% id=parameters
# hand: count-4-8


def counts(d, f):
    """(parameters of an encoder layer, of a decoder layer)."""
    attention, ffn, norm = 4 * d * d + 4 * d, 2 * d * f + f + d, 2 * d
    return attention + ffn + 2 * norm, 2 * attention + ffn + 3 * norm


def count(module):
    return sum(p.numel() for p in module.parameters())


for d, f in ((4, 8), (512, 2048)):
    by_torch = (
        count(nn.TransformerEncoderLayer(d, 2, f, batch_first=True)),
        count(nn.TransformerDecoderLayer(d, 2, f, batch_first=True)),
    )
    print(f"D={d:3} F={f:4}: encoder layer {counts(d, f)[0]:9,} decoder layer {counts(d, f)[1]:9,}")
    assert counts(d, f) == by_torch
assert counts(4, 8) == (172, 260)
base = 6 * sum(counts(512, 2048)) + 37_000 * 512
print(f"six and six layers with 37,000 tied words: {base:,}")
assert base == 63_082_496
