# %% id=by-hand
# hand: causal-three
import math

import torch

scores = math.log(2) * torch.tensor([[0.0, 1, 1], [1, 0, 1], [1, 1, 2]])  #: 上一课的得分 | the scores of the lesson before
V = torch.tensor([[5.0, 0.0], [0.0, 5.0], [10.0, 10.0]])
causal = torch.ones(3, 3, dtype=torch.bool).tril()  #: True 表示可以看 | True means may attend
w = torch.softmax(scores.masked_fill(~causal, -math.inf), dim=-1)
print("weights", w.double().round(decimals=3).tolist())
print("output ", (w @ V).double().round(decimals=3).tolist())
assert torch.allclose(w, torch.tensor([[1, 0, 0], [2 / 3, 1 / 3, 0], [1 / 4, 1 / 4, 1 / 2]]))
assert torch.allclose((w @ V)[1], torch.tensor([10 / 3, 5 / 3]))

# %% id=padding
# hand: one-pad
keep = torch.tensor([True, True, False])  #: 第三个词是 PAD | the third token is PAD
w = torch.softmax(scores.masked_fill(~keep, -math.inf), dim=-1)
print("third row", w[2].tolist(), " output", (w @ V)[2].tolist())
assert w[2].tolist() == [0.5, 0.5, 0.0]
assert (w @ V)[2].tolist() == [2.5, 2.5]
late = torch.softmax(scores, dim=-1) * keep  #: 先 softmax 再乘 | softmax first, then times the mask
print("masked afterwards", late[2].double().round(decimals=3).tolist(), " sum", late[2].sum().item())
assert abs(late[2].sum() - 0.5) < 1e-6


# %% id=leak
def train_copycat(diagonal, T=8, N=8):
    """Predicts the next of T random symbols: (loss, accuracy in training, accuracy when the future is missing)."""
    torch.manual_seed(0)
    where, out = torch.zeros(T, T), torch.zeros(N, N)  #: 位置对位置的得分，输出矩阵 | scores by position, output matrix
    where.requires_grad_(), out.requires_grad_()
    optimiser = torch.optim.Adam([where, out], lr=0.1)
    see = torch.ones(T, T, dtype=torch.bool).tril(diagonal)

    def logits(x):
        n = x.shape[1]
        w = torch.softmax(where[:n, :n].masked_fill(~see[:n, :n], -math.inf), dim=-1)
        return w @ torch.eye(N)[x] @ out

    for _ in range(150):
        x = torch.randint(N, (64, T))
        loss = torch.nn.functional.cross_entropy(logits(x)[:, :-1].flatten(0, 1), x[:, 1:].flatten())
        optimiser.zero_grad(), loss.backward(), optimiser.step()
    x = torch.randint(N, (4000, T))
    inside = (logits(x)[:, 3].argmax(-1) == x[:, 4]).float().mean().item()
    missing = (
        (logits(x[:, :4])[:, 3].argmax(-1) == x[:, 4]).float().mean().item()
    )  #: 第 4 个还没有写出来 | token 4 is not written yet
    return loss.item(), inside, missing


# %% id=run-leak
for name, diagonal in (("tril()", 0), ("tril(1)", 1)):
    loss, inside, missing = train_copycat(diagonal)
    print(f"{name:8} loss {loss:.2f}, accuracy in training {inside:.2f}, with the future missing {missing:.2f}")
    assert (inside > 0.95) == (diagonal == 1)
    assert missing < 0.3
print("guessing gives a loss of", round(math.log(8), 2), "and an accuracy of", 1 / 8)

# %% id=hide-itself
hidden = torch.ones(3, 3, dtype=torch.bool).tril(-1)
w = torch.softmax(scores.masked_fill(~hidden, -math.inf), dim=-1)
print("first row without its diagonal:", w[0].tolist())
print("keys that each token sees:", hidden.sum(-1).tolist(), " with the diagonal:", causal.sum(-1).tolist())
assert w[0].isnan().all()

# %% id=polarity
q = k = v = torch.randn(1, 1, 4, 8)
pad = torch.tensor([False, False, False, True])  #: 最后一个是 PAD | the last one is PAD
own = torch.softmax((q @ k.transpose(-2, -1) / 8**0.5).masked_fill(pad, -math.inf), dim=-1) @ v
f = torch.nn.functional.scaled_dot_product_attention  # here True means may attend
print("F.sdpa with ~pad:", torch.allclose(f(q, k, v, attn_mask=~pad[None]), own, atol=1e-5), end="  ")
print("with pad:", torch.allclose(f(q, k, v, attn_mask=pad[None]), own, atol=1e-5))
layer = torch.nn.MultiheadAttention(8, 1, batch_first=True)  # here True means masked
_, weights = layer(q[0], k[0], v[0], key_padding_mask=pad[None])
print("nn.MultiheadAttention with pad: weight on PAD", weights[0, :, 3].tolist())
assert torch.allclose(f(q, k, v, attn_mask=~pad[None]), own, atol=1e-5)
assert weights[0, :, 3].tolist() == [0, 0, 0, 0]

# %% id=combine
lengths = torch.tensor([3, 5])
T = 5
keep = torch.arange(T) < lengths[:, None]  # [B,T]
causal = torch.ones(T, T, dtype=torch.bool).tril()  # [T,T]
both = keep[:, None, None, :] & causal  # [B,1,T,T]
print("keep", tuple(keep.shape), " causal", tuple(causal.shape), " both", tuple(both.shape))
print("keys seen by each query:", both[:, 0].sum(-1).tolist())
assert both[:, 0].sum(-1).tolist() == [[1, 2, 3, 3, 3], [1, 2, 3, 4, 5]]

# %% id=align
# hand: two-of-five
Tq, Tk = 2, 5
lower_right = torch.ones(Tq, Tk, dtype=torch.bool).tril(Tk - Tq)
top_left = torch.ones(Tq, Tk, dtype=torch.bool).tril()
print("lower right", lower_right.int().tolist(), " top left", top_left.int().tolist())
assert lower_right.sum(-1).tolist() == [4, 5]
assert top_left.sum(-1).tolist() == [1, 2]
k, v = torch.randn(1, 1, Tk, 8), torch.randn(1, 1, Tk, 8)
q = torch.randn(1, 1, Tk, 8)
whole = f(q, k, v, is_causal=True)[:, :, -Tq:]
print("last two queries, lower right:", torch.allclose(f(q[:, :, -Tq:], k, v, attn_mask=lower_right), whole, atol=1e-5), end="  ")
print("is_causal=True:", torch.allclose(f(q[:, :, -Tq:], k, v, is_causal=True), whole, atol=1e-5))
assert torch.allclose(f(q[:, :, -Tq:], k, v, attn_mask=lower_right), whole, atol=1e-5)
assert torch.allclose(f(q[:, :, -Tq:], k, v, is_causal=True), f(q[:, :, -Tq:], k, v, attn_mask=top_left), atol=1e-5)

# %% id=empty-row
row = torch.tensor([1.0, 2.0, 3.0])
nothing = torch.zeros(3, dtype=torch.bool)
print("fill -inf:", torch.softmax(row.masked_fill(~nothing, -math.inf), 0).tolist())
print("fill -1e9:", torch.softmax(row.masked_fill(~nothing, -1e9), 0).double().round(decimals=3).tolist())
for name in ("masked_fill", "add log(mask)"):
    s = row.clone().requires_grad_()
    hidden = s.masked_fill(~nothing, -math.inf) if name == "masked_fill" else s + nothing.float().log()
    w = torch.softmax(hidden, 0).nan_to_num(0.0)
    (w * row).sum().backward()
    print(f"{name:14} forward {w.tolist()} gradient {s.grad.tolist()}")
    assert w.tolist() == [0, 0, 0]
    assert s.grad.isnan().any() == (name != "masked_fill")
