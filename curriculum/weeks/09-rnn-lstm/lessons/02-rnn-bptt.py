# %% id=unroll
import numpy as np

rng = np.random.default_rng(0)
T, B, I, H = 3, 2, 4, 5
x = rng.normal(size=(T, B, I))
U, W, b = rng.normal(size=(H, I)), rng.normal(size=(H, H)) * 0.4, np.zeros(H)


def rnn(x, h, U, W, b):
    """x [T,B,I], h [B,H] -> states [T,B,H]; the same U, W, b at every step."""
    states = []
    for now in x:
        h = np.tanh(now @ U.T + h @ W.T + b)
        states.append(h)
    return np.stack(states)


states = rnn(x, np.zeros((B, H)), U, W, b)
print("x", x.shape, " U", U.shape, " W", W.shape, " states", states.shape, " last", states[-1].shape)

# %% id=shared
long = rnn(rng.normal(size=(300, B, I)), np.zeros((B, H)), U, W, b)
parameters = U.size + W.size + b.size
print("3 steps:", parameters, "parameters; 300 steps:", parameters, "parameters, states", long.shape)
assert parameters == 5 * 4 + 5 * 5 + 5

# %% id=forward
# hand: fifteen
w, h0 = 2, 1
h1 = w * h0 + 1
h2 = w * h1 + 1
h3 = w * h2 + 1
loss = (h3 - 14) ** 2 / 2
print("h:", h0, h1, h2, h3, " loss", loss)
assert (h1, h2, h3, loss) == (3, 7, 15, 0.5)

# %% id=backward
# hand: seven-six-four
delta3 = h3 - 14
delta2 = w * delta3
delta1 = w * delta2
terms = [delta3 * h2, delta2 * h1, delta1 * h0]
print("deltas", [delta3, delta2, delta1], " terms", terms, " dL/dw =", sum(terms))
assert terms == [7, 6, 4]
assert sum(terms) == 17

# %% id=autograd
import torch

torch.set_num_threads(1)
weight = torch.tensor(2.0, requires_grad=True)
h = torch.tensor(1.0)
for _ in range(3):
    h = weight * h + 1
((h - 14) ** 2 / 2).backward()
print("autograd:", weight.grad.item())
assert weight.grad.item() == 17


# %% id=matrices
def bptt(x, states, h0, W, dstates):
    """dstates [T,B,H]: dL/dh_t from outside. -> dU, dW, db, each summed over the steps."""
    dU, dW, db = np.zeros((H, I)), np.zeros((H, H)), np.zeros(H)
    carried = np.zeros((B, H))
    for t in reversed(range(len(x))):
        dz = (dstates[t] + carried) * (1 - states[t] ** 2)
        before = states[t - 1] if t else h0
        dU, dW, db = dU + dz.T @ x[t], dW + dz.T @ before, db + dz.sum(axis=0)
        carried = dz @ W
    return dU, dW, db


g = rng.normal(size=states.shape)
h0_batch = np.zeros((B, H))
dU, dW, db = bptt(x, states, h0_batch, W, g)
moved = W.copy()
moved[1, 2] += 1e-6
numeric = ((rnn(x, h0_batch, U, moved, b) - states) * g).sum() / 1e-6
print("dU", dU.shape, " dW", dW.shape, " db", db.shape, " dW[1,2]:", dW[1, 2].round(4), " numeric:", numeric.round(4))
assert abs(dW[1, 2] - numeric) < 1e-4

# %% id=cut
# hand: cut-after-one
weight = torch.tensor(2.0, requires_grad=True)
h = weight * torch.tensor(1.0) + 1
h = h.detach()  # the number 3 goes on, its history does not
for _ in range(2):
    h = weight * h + 1
((h - 14) ** 2 / 2).backward()
print("value", h.item(), " gradient", weight.grad.item(), " lost", 17 - weight.grad.item())
assert (h.item(), weight.grad.item()) == (15, 13)

# %% id=not-detached
weight = torch.tensor(0.5, requires_grad=True)
h = torch.tensor(1.0)
try:
    for chunk in range(2):
        for _ in range(3):
            h = weight * h + 1
        (h**2).backward()
        print("chunk", chunk, "done")
except RuntimeError as error:
    print("chunk 1:", str(error).split(".")[0])
