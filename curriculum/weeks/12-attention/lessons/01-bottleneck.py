# %% id=chance
# hand: chance-of-all
for T in (2, 4, 8, 16, 32):
    print(f"p = 0.9, T = {T:2}: the whole sentence is right with probability {0.9**T:.3f}")
assert abs(0.9**2 - 0.81) < 1e-12
assert abs(0.9**4 - 0.6561) < 1e-12
assert abs(0.9**8 - 0.43) < 0.005
assert abs(0.9**16 - 0.185) < 0.005
assert abs(0.9**32 - 0.034) < 0.005

# %% id=invert
# One run of each: (mean French length of the bucket, share of exact sentences without attention, with attention)
measured = [(4.9, 0.571, 0.952), (7.1, 0.229, 0.966), (10.4, 0.016, 0.943), (15.6, 0.0, 0.826), (23.4, 0.0, 0.352)]
for T, plain, attended in measured:
    print(f"T = {T:4.1f}: p without attention {plain ** (1 / T):.3f}, with attention {attended ** (1 / T):.3f}")
assert 0.571 ** (1 / 4.9) > 0.229 ** (1 / 7.1) > 0.016 ** (1 / 10.4)
assert min(attended ** (1 / T) for T, _, attended in measured) > 0.95

# %% id=memory
# hand: two-in-one
import torch

k = torch.tensor([[1.0, 0.0], [0.0, 1.0], [0.6, 0.8]])
v = torch.tensor([3.0, 5.0, 10.0])
two, three = v[:2] @ k[:2], v @ k
print("two words:", two.tolist(), " fetched with k1:", (two @ k[0]).item())
print("three words:", three.tolist(), " fetched with k1, k3:", (three @ k[0]).item(), round((three @ k[2]).item(), 4))
assert (two @ k[0]).item() == 3
assert torch.allclose(three, torch.tensor([9.0, 13.0]))
assert abs((three @ k[2]).item() - 15.8) < 1e-5


# %% id=widen
def crosstalk(T, H, D=16, draws=40):
    """Relative error of the values fetched from one matrix that holds T pairs, keys random unit vectors in H dimensions."""
    generator = torch.Generator().manual_seed(0)
    keys = torch.nn.functional.normalize(torch.randn(draws, T, H, generator=generator), dim=-1)
    values = torch.randn(draws, T, D, generator=generator)
    S = values.transpose(1, 2) @ keys  # [draws, D, H], whatever T is
    back = keys @ S.transpose(1, 2)
    return ((back - values).norm() / values.norm()).item()


for H in (16, 32, 64):
    row = [crosstalk(T, H) for T in (4, 8, 16, 32, 64)]
    print(f"H = {H}: error for T = 4, 8, 16, 32, 64:", " ".join(f"{e:.2f}" for e in row))
assert abs(crosstalk(16, 16) - crosstalk(64, 64)) < 0.05  #: 宽四倍，够长四倍 | four times as wide for four times as long

# %% id=copier
from torch import nn


class Copier(nn.Module):
    """Reads digits into one state of 24 numbers, writes them again (teacher forcing)."""

    def __init__(self, hidden=24):
        super().__init__()
        self.embed = nn.Embedding(11, 16)
        self.encoder, self.decoder = nn.GRU(16, hidden, batch_first=True), nn.GRU(16, hidden, batch_first=True)
        self.head = nn.Linear(hidden, 10)

    def forward(self, x):
        before = torch.cat([torch.full((len(x), 1), 10), x[:, :-1]], 1)
        return self.head(self.decoder(self.embed(before), self.encoder(self.embed(x))[1])[0])


# %% id=train-copier
def right(lengths, steps=250):
    """Trained on the given lengths: share of right digits at length 4 and at length 16."""
    torch.manual_seed(0)
    model = Copier()
    opt = torch.optim.Adam(model.parameters(), lr=1e-2)
    for step in range(steps):
        x = torch.randint(0, 10, (32, lengths[step % len(lengths)]))
        loss = nn.functional.cross_entropy(model(x).flatten(0, 1), x.flatten())
        opt.zero_grad()
        loss.backward()
        opt.step()
    tests = [torch.randint(0, 10, (300, T)) for T in (4, 16)]
    return [(model(x).argmax(-1) == x).float().mean().item() for x in tests]


# %% id=only-long
short_only, long_only = right([4]), right([16])
print(f"trained on length 4: right digits at length 4 {short_only[0]:.2f}")
print(f"trained on length 16 only: right digits at length 16 {long_only[1]:.2f}")
assert long_only[1] < 0.7 < short_only[0]
