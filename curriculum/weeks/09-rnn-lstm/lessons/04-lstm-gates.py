# %% id=one-step
# hand: one-cell
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def cell(z, c):
    """z [4H] in the order i, f, g, o; c [H] -> h', c'."""
    i, f, g, o = np.split(z, 4)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


z = np.log([1.0, 3.0, 2.0, 4.0])  # i = 1/2, f = 3/4, g = 3/5, o = 4/5
h, c = cell(z, np.array([2.0]))
print("gates", sigmoid(z[[0, 1, 3]]).round(6).tolist(), " candidate", np.tanh(z[2]).round(6), " c'", c, " h'", h.round(4))
assert np.allclose(sigmoid(z[[0, 1, 3]]), [1 / 2, 3 / 4, 4 / 5])
assert np.isclose(np.tanh(z[2]), 3 / 5)
assert np.isclose(c[0], 1.8)
assert np.isclose(h[0], 0.8 * np.tanh(1.8))

# %% id=order
import torch

torch.set_num_threads(1)
torch.manual_seed(0)
B, I, H = 2, 3, 4
ready = torch.nn.LSTMCell(I, H).double()
x, h0, c0 = (torch.randn(B, n, dtype=torch.float64) for n in (I, H, H))
gates = x @ ready.weight_ih.T + ready.bias_ih + h0 @ ready.weight_hh.T + ready.bias_hh
i, f, g, o = gates.chunk(4, dim=1)
right = f.sigmoid() * c0 + i.sigmoid() * g.tanh()
i, g, f, o = gates.chunk(4, dim=1)  # another order of the same numbers
wrong = f.sigmoid() * c0 + i.sigmoid() * g.tanh()
want = ready(x, (h0, c0))[1]
print(
    "gates",
    tuple(gates.shape),
    " i,f,g,o:",
    (right - want).abs().max().item() < 1e-12,
    " i,g,f,o: off by",
    f"{(wrong - want).abs().max():.3f}",
)
assert torch.allclose(right, want)
assert not torch.allclose(wrong, want, atol=0.05)

# %% id=path
# hand: hundred-gates
for gate in (0.5, 0.9, 0.99, 1.0):
    print(f"f = {gate}: after 100 steps the memory keeps {gate**100:.3g}")
assert round(0.99**100, 3) == 0.366
forget = torch.full((100,), 0.99, dtype=torch.float64)
start = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
c = start
for gate in forget:
    c = gate * c + 0.1
c.backward()
print("autograd:", start.grad.item())
assert abs(start.grad.item() - 0.99**100) < 1e-12

# %% id=forget-one
keep, c = np.array([1.0]), np.array([5.0])
for gate in (1.0, 0.0):
    print("forget gate", gate, ": c' =", gate * c[0])

# %% id=count
# hand: fifty-six
I, H = 3, 2
one = H * I + H * H + 2 * H  # one gate with PyTorch's two biases
made = {name: sum(p.numel() for p in getattr(torch.nn, name)(I, H).parameters()) for name in ("RNN", "GRU", "LSTM")}
print("one gate", one, " parameters", made)
assert one == 14
assert made == {"RNN": 14, "GRU": 42, "LSTM": 56}


# %% id=gru
def gru_step(x, h, cell):
    """x T[B,I], h T[B,H] -> h'; rows of the weights in the order r, z, n."""
    xr, xz, xn = (x @ cell.weight_ih.T + cell.bias_ih).chunk(3, dim=1)
    hr, hz, hn = (h @ cell.weight_hh.T + cell.bias_hh).chunk(3, dim=1)
    r, z = (xr + hr).sigmoid(), (xz + hz).sigmoid()
    n = (xn + r * hn).tanh()
    return (1 - z) * n + z * h


gru = torch.nn.GRUCell(3, 4)
x, h = torch.randn(2, 3), torch.randn(2, 4)
print("GRU by hand equals torch:", torch.allclose(gru_step(x, h, gru), gru(x, h), atol=1e-6), tuple(gru(x, h).shape))

# %% id=layers
two = torch.nn.LSTM(3, 4, num_layers=2, batch_first=True)
x = torch.randn(5, 7, 3)  # five rows of seven steps
out, (h, c) = two(x)
print("out", tuple(out.shape), " h", tuple(h.shape), " c", tuple(c.shape))
short, (h_short, _) = two(x[:, :4])
print("row 0 is four steps long; its state at the last of 7 steps is off by", f"{(h[-1, 0] - h_short[-1, 0]).abs().max():.3f}")
assert torch.equal(out[:, -1], h[-1])


# %% id=remember
def kept(gate_bias, steps=100):
    """|dc_T/dc_0| of an LSTM cell on random inputs, with that bias of the forget gate."""
    torch.manual_seed(1)
    cell = torch.nn.LSTMCell(2, 8)
    with torch.no_grad():
        cell.bias_ih[8:16] += gate_bias
    start = torch.zeros(1, 8, requires_grad=True)
    h, c = torch.zeros(1, 8), start
    for _ in range(steps):
        h, c = cell(torch.randn(1, 2), (h, c))
    return torch.autograd.grad(c.sum(), start)[0].norm().item()


for bias in (0.0, 2.0, 5.0):
    print(f"bias of the forget gate {bias}: gradient that reaches back 100 steps {kept(bias):.2g}")
assert kept(5.0) > 0.05 > kept(2.0) > kept(0.0)
