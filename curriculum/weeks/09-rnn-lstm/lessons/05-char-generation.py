# %% id=streams
# hand: thirteen-letters
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(1)
letters = np.array(list("abcdefghijklm"))
rows, n = 3, (len(letters) - 1) // 3
x, y = letters[: rows * n].reshape(rows, n), letters[1 : rows * n + 1].reshape(rows, n)
print("x", x.shape, ["".join(row) for row in x], " y", y.shape, ["".join(row) for row in y])
print("chunks of 2:", [["".join(row[k : k + 2]) for row in x] for k in (0, 2)])
assert ["".join(row) for row in x] == ["abcd", "efgh", "ijkl"]
assert ["".join(row) for row in y] == ["bcde", "fghi", "jklm"]

# %% id=text
book = """Call me Ishmael. Some years ago, never mind how long precisely, having little or no money in my
purse, and nothing particular to interest me on shore, I thought I would sail about a little and see the watery
part of the world. It is a way I have of driving off the spleen and regulating the circulation. Whenever I find
myself growing grim about the mouth; whenever it is a damp, drizzly November in my soul; whenever I find myself
involuntarily pausing before coffin warehouses, and bringing up the rear of every funeral I meet; and especially
whenever my hypos get such an upper hand of me, that it requires a strong moral principle to prevent me from
deliberately stepping into the street, and methodically knocking people's hats off, then, I account it high time
to get to sea as soon as I can. This is my substitute for pistol and ball. With a philosophical flourish Cato
throws himself upon his sword; I quietly take to the ship."""
book = book.replace("\n", " ")
chars = [*sorted(set(book)), "\ufffd"]
place = {char: i for i, char in enumerate(chars)}


def encode(text):
    return torch.tensor([place.get(char, len(chars) - 1) for char in text])


print(len(book), "characters, V =", len(chars))


# %% id=model
class CharLM(nn.Module):
    """ids i64[B,T] -> logits T[B,T,V], state."""

    def __init__(self, size, hidden=64):
        super().__init__()
        self.embed = nn.Embedding(size, 16)
        self.lstm = nn.LSTM(16, hidden, batch_first=True)
        self.head = nn.Linear(hidden, size)

    def forward(self, ids, state=None):
        out, state = self.lstm(self.embed(ids), state)
        return self.head(out), state


torch.manual_seed(0)
model = CharLM(len(chars))
logits, state = model(encode("Call me")[None])
print("logits", tuple(logits.shape), " h", tuple(state[0].shape), " c", tuple(state[1].shape))

# %% id=train
ids = encode(book)
n = (len(ids) - 1) // 8
x, y = ids[: 8 * n].view(8, n), ids[1 : 8 * n + 1].view(8, n)
opt = torch.optim.Adam(model.parameters(), lr=1e-2)
for epoch in range(60):
    state = None
    for start in range(0, n, 30):
        logits, state = model(x[:, start : start + 30], state)
        state = tuple(part.detach() for part in state)  # numbers go on, the graph ends here
        loss = F.cross_entropy(logits.flatten(0, 1), y[:, start : start + 30].flatten())
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
    if epoch in (0, 19, 59):
        print(f"epoch {epoch + 1}: {loss.item() / np.log(2):.1f} bits per character")

# %% id=carried
with torch.no_grad():
    some = ids[None, :120]
    whole = model(some)[0]
    first, state = model(some[:, :50])
    carried = torch.cat([first, model(some[:, 50:], state)[0]], dim=1)
    reset = torch.cat([first, model(some[:, 50:])[0]], dim=1)
    costs = [F.cross_entropy(z[0, 50:55], ids[51:56]).item() / np.log(2) for z in (carried, reset)]
print("carried equals the whole:", torch.allclose(whole, carried, atol=1e-5), " reset:", torch.allclose(whole, reset, atol=1e-5))
print("the five characters behind the cut cost more after a reset:", costs[1] > costs[0] + 1)
assert torch.allclose(whole, carried, atol=1e-5)
assert costs[1] > costs[0] + 1

# %% id=temperature
# hand: half-a-quarter-a-quarter
p = np.array([1 / 2, 1 / 4, 1 / 4])


def heated(p, temperature):
    z = np.log(p) / temperature
    e = np.exp(z - z.max())
    return e / e.sum()


for temperature in (0.5, 1.0, 2.0):
    print("T =", temperature, heated(p, temperature).round(4).tolist())
multiplied = np.exp(np.log(p) * 0.5) / np.exp(np.log(p) * 0.5).sum()
print("times 0.5:", multiplied.round(4).tolist(), " which is T = 2")
assert np.allclose(heated(p, 0.5), [2 / 3, 1 / 6, 1 / 6])
assert np.allclose(multiplied, heated(p, 2.0))


# %% id=generate
@torch.no_grad()
def generate(prefix, n, temperature, seed):
    rng = torch.Generator().manual_seed(seed)
    logits, state = model(encode(prefix)[None])
    text = ""
    for _ in range(n):
        row = logits[0, -1].double()
        row[-1] = -torch.inf  # the sign for unknown characters is never written
        pick = int(row.argmax()) if temperature == 0 else int(torch.multinomial((row / temperature).softmax(0), 1, generator=rng))
        text += chars[pick]
        logits, state = model(torch.tensor([[pick]]), state)
    return text


samples = {t: generate("Some ", 60, t, seed=3) for t in (0, 0.8, 3.0)}
distinct = {t: len({generate("Some ", 60, t, seed=s) for s in range(5)}) for t in samples}
print("length", [len(text) for text in samples.values()], " distinct texts of 5 seeds:", distinct)
assert distinct[0] == 1
assert distinct[3.0] == 5

# %% id=seeded
again = generate("Some ", 60, 3.0, seed=3)
torch.rand(100)  # global random numbers come and go
print("same seed, same text:", again == generate("Some ", 60, 3.0, seed=3) == samples[3.0])
assert again == samples[3.0]

# %% id=evaluate
# hand: one-two-none
given = np.array([1 / 2, 1 / 4, 1.0])
print("bits", (-np.log2(given) + 0.0).tolist(), " mean", -np.log2(given).mean())
assert -np.log2(given).mean() == 1
held = "It is a way I have of going to sea."
with torch.no_grad():
    one_pass = model(encode(" " + held)[None, :-1])[0][0].log_softmax(-1)
    state, rows = None, []
    for char in (" " + held)[:-1]:
        logits, state = model(encode(char)[None], state)
        rows.append(logits[0, -1].log_softmax(-1))
print("rows", tuple(one_pass.shape), " one by one equals one pass:", torch.allclose(one_pass, torch.stack(rows), atol=1e-5))
assert torch.allclose(one_pass, torch.stack(rows), atol=1e-5)
