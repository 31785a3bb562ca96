# %% id=equivariance
# hand: swap
import math

import torch

K = torch.tensor([[0.0, 1], [1, 0], [1, 1]]) * math.sqrt(2) * math.log(2)
Q = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
V = torch.tensor([[5.0, 0.0], [0.0, 5.0], [10.0, 10.0]])


def attention(q, k, v, see=None):
    s = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    s = s if see is None else s.masked_fill(~see, -math.inf)
    return torch.softmax(s, dim=-1) @ v


order = [2, 1, 0]  #: 第一个词与第三个词对调 | the first and the third token swapped
before, after = attention(Q, K, V), attention(Q[order], K[order], V[order])
print("before", before.double().round(decimals=3).tolist())
print("after ", after.double().round(decimals=3).tolist())
assert torch.allclose(after, before[order])
assert torch.allclose(after[0], torch.tensor([6.25, 6.25]))

# %% id=bag
torch.manual_seed(0)
words = {"dog": torch.randn(16), "bites": torch.randn(16), "man": torch.randn(16)}
wq, wk, wv = (torch.randn(16, 16) / 4 for _ in range(3))


def read(sentence, see=None):
    x = torch.stack([words[word] for word in sentence.split()])
    return attention(x @ wq, x @ wk, x @ wv, see)


one, two = read("dog bites man"), read("man bites dog")
print("'dog' is the same vector in both sentences:", torch.allclose(one[0], two[2], atol=1e-5))
see = torch.ones(3, 3, dtype=torch.bool).tril()
print("with a causal mask:", torch.allclose(read("dog bites man", see)[0], read("man bites dog", see)[2], atol=1e-5))
assert torch.allclose(one[0], two[2], atol=1e-5)
assert not torch.allclose(read("dog bites man", see)[0], read("man bites dog", see)[2], atol=1e-2)


# %% id=cost
# hand: cost
def mults(T, D):
    """(projections, pairs) of one layer: 4·T·D² and 2·T²·D"""
    return 4 * T * D * D, 2 * T * T * D


for T in (8, 1024, 8192):
    projections, pairs = mults(T, 512)
    print(f"T = {T:4}: projections {projections:,}, pairs {pairs:,}, the pairs are {pairs / (pairs + projections):.0%}")
assert mults(8, 512) == (8_388_608, 65_536)
assert mults(1024, 512)[0] == mults(1024, 512)[1]

# %% id=memory
# hand: memory
for T in (512, 2048, 8192):
    print(f"T = {T:4}: weights of 4 heads in float32 take {4 * T * T * 4 / 2**20:.0f} MiB")
assert 4 * 2048**2 * 4 == 64 * 2**20

# %% id=path
T, D = 100, 16
x = torch.randn(T, D, requires_grad=True)
cell = torch.nn.RNN(D, D, batch_first=True)
last = cell(x[None])[0][0, -1]
rnn = torch.autograd.grad(last.sum(), x)[0][0].norm().item()
w = [torch.randn(D, D) / D**0.5 for _ in range(3)]
out = attention(x @ w[0], x @ w[1], x @ w[2])[-1]
att = torch.autograd.grad(out.sum(), x)[0][0].norm().item()
print("gradient of the last output reaching the first token:")
print("  recurrent network, 99 steps apart: below 1e-12:", rnn < 1e-12)
print(f"  attention, one step apart: about 10 to the power {round(math.log10(att))}")
assert rnn < 1e-12 < 1e-6 < att

# %% id=kv-cache
# hand: cache
torch.manual_seed(0)
T, D = 6, 8
x = torch.randn(T, D)
wq, wk, wv = (torch.randn(D, D) / D**0.5 for _ in range(3))
full = attention(x @ wq, x @ wk, x @ wv, torch.ones(T, T, dtype=torch.bool).tril())
keys, values, rows = torch.zeros(0, D), torch.zeros(0, D), []
for t in range(T):
    new = x[t : t + 1]  #: 只处理新来的一个词 | only the new token
    keys, values = torch.cat([keys, new @ wk]), torch.cat([values, new @ wv])
    rows.append(attention(new @ wq, keys, values))
print("step by step with a cache equals the full pass:", torch.allclose(torch.cat(rows), full, atol=1e-6))
print("rows of K computed: with the cache", T, " without", sum(range(1, T + 1)))
assert torch.allclose(torch.cat(rows), full, atol=1e-6)
assert sum(range(1, 5)) == 10


# %% id=online
# hand: online
def chunked(q, k, v, size):
    """Attention that never holds more than [Tq, size] scores: running maximum, running sum, running output."""
    top = torch.full((q.shape[0], 1), -math.inf)
    total, out = torch.zeros(q.shape[0], 1), torch.zeros(q.shape[0], v.shape[1])
    for start in range(0, k.shape[0], size):
        s = q @ k[start : start + size].T / math.sqrt(q.shape[1])
        new = torch.maximum(top, s.max(dim=1, keepdim=True).values)
        shrink, e = torch.exp(top - new), torch.exp(s - new)
        total = total * shrink + e.sum(dim=1, keepdim=True)
        out, top = out * shrink + e @ v[start : start + size], new
    return out / total


row = chunked(torch.ones(1, 1), torch.tensor([[1.0], [2], [4]]).log(), torch.tensor([[7.0], [7], [0]]), 2)
print("scores 0, ln 2, ln 4 in two chunks:", round(row.item(), 4))
assert abs(row.item() - 3) < 1e-5
q, k, v = torch.randn(5, 8), torch.randn(37, 8), torch.randn(37, 3)
print("37 keys in chunks of 10 agree:", torch.allclose(chunked(q, k, v, 10), attention(q, k, v), atol=1e-5))
assert torch.allclose(chunked(q, k, v, 10), attention(q, k, v), atol=1e-5)
