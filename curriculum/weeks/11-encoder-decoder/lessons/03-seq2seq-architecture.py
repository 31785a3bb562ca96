# %% id=shapes
import torch
from torch import nn

torch.manual_seed(0)
B, T, U, E, H, V = 2, 4, 5, 3, 6, 10
embed_en, embed_fr = nn.Embedding(V, E, padding_idx=0), nn.Embedding(V, E, padding_idx=0)
encoder, decoder = nn.GRU(E, H, batch_first=True), nn.GRU(E, H, batch_first=True)
head = nn.Linear(H, V)
x = torch.tensor([[4, 5, 6, 2], [7, 2, 0, 0]])
y_in = torch.tensor([[1, 7, 9, 8, 4], [1, 6, 5, 2, 0]])
states, last = encoder(embed_en(x))
print("embedded   ", tuple(embed_en(x).shape))
print("states     ", tuple(states.shape), " last", tuple(last.shape))
out, _ = decoder(embed_fr(y_in), last)
print("decoder out", tuple(out.shape), " logits", tuple(head(out).shape))
assert states.shape == (B, T, H)
assert last.shape == (1, B, H)
assert head(out).shape == (B, U, V)

# %% id=count
# hand: count-parameters


def gru_parameters(inputs, hidden):
    return 3 * (inputs * hidden + hidden * hidden + 2 * hidden)


def count(module):
    return sum(p.numel() for p in module.parameters())


print("encoder", gru_parameters(3, 6), count(encoder))
print("decoder with the context at every step", gru_parameters(3 + 6, 6), count(nn.GRU(3 + 6, 6)))
print("head", 6 * 10 + 10, count(head))
assert gru_parameters(3, 6) == count(encoder) == 198
assert gru_parameters(9, 6) == count(nn.GRU(9, 6)) == 306
assert count(head) == 70

# %% id=last-state
# hand: two-lengths
toy = torch.tensor([[[1.0], [3.0], [6.0], [8.0]], [[2.0], [5.0], [5.5], [5.7]]])  # states of B=2 rows, T=4
lengths = torch.tensor([4, 2])
picked = toy[torch.arange(2), lengths - 1]
print("last column   :", toy[:, -1, 0].tolist())
print("at the lengths:", picked[:, 0].tolist())
assert picked[:, 0].tolist() == [8.0, 5.0]

# %% id=three-ways
by_index = states[torch.arange(B), lengths - 1]
by_gather = states.gather(1, (lengths - 1).view(B, 1, 1).expand(-1, 1, H)).squeeze(1)
packed = nn.utils.rnn.pack_padded_sequence(embed_en(x), lengths, batch_first=True, enforce_sorted=False)
by_packing = encoder(packed)[1][0]
alone = encoder(embed_en(x[1:, :2]))[1][0, 0]
print("three ways agree         :", torch.allclose(by_index, by_gather) and torch.allclose(by_index, by_packing, atol=1e-6))
print("row 2 alone              :", [round(v, 3) for v in alone.tolist()][:3])
print("row 2 at its length      :", [round(v, 3) for v in by_index[1].tolist()][:3])
print("row 2 in the last column :", [round(v, 3) for v in states[1, -1].tolist()][:3])
assert torch.allclose(by_index[1], alone, atol=1e-6)
assert not torch.allclose(states[1, -1], alone, atol=1e-2)

# %% id=two-modes
with torch.no_grad():
    state = by_index.unsqueeze(0)
    forced = head(decoder(embed_fr(y_in), state)[0]).argmax(-1)  # one call, answers given
    token, written = torch.full((B, 1), 1), []
    for _ in range(U):  # one step at a time, own words fed back
        step, state = decoder(embed_fr(token), state)
        token = head(step).argmax(-1)
        written.append(token)
free = torch.cat(written, 1)
print("teacher forcing", tuple(forced.shape), " free running", tuple(free.shape))
print("first words agree:", torch.equal(forced[:, 0], free[:, 0]))
assert torch.equal(forced[:, 0], free[:, 0])

# %% id=drift
# hand: three-steps
a, b = 0.95, 0.30  # right after a right prefix, right after a wrong one
p, course = 1.0, []
for _ in range(20):
    p = a * p + b * (1 - p)
    course.append(p)
print("steps 1, 2, 3:", [round(v, 6) for v in course[:3]], " step 20:", round(course[-1], 3))
print(f"whole sentence of 20 without a slip: {a**20:.3f}")
assert abs(course[0] - 0.95) < 1e-12
assert abs(course[1] - 0.9175) < 1e-12
assert abs(course[2] - 0.896375) < 1e-12

# %% id=flattery
import numpy as np

rng = np.random.default_rng(0)
forced_right, free_right = 0, 0
for _ in range(2000):
    on_track = True
    for _ in range(20):
        forced_right += rng.random() < a  # the true prefix is handed in every time
        on_track = rng.random() < (a if on_track else b)
        free_right += on_track
print(f"word accuracy with teacher forcing {forced_right / 40000:.2f}, on its own {free_right / 40000:.2f}")
assert forced_right > free_right + 2000
