# %% id=neighbours
# hand: neighbours
import numpy as np
import torch
from torch import nn

torch.set_num_threads(1)
contexts = {"great": [1, 0, 1], "superb": [1, 0, 1], "dull": [0, 1, 1]}  #: 与 fun、slow、film 同句的次数 | with fun, slow, film


def cosine(a, b):
    a, b = np.array(contexts[a]), np.array(contexts[b])
    return a @ b / np.sqrt((a @ a) * (b @ b))


print("great and superb:", cosine("great", "superb"), " great and dull:", cosine("great", "dull"))
assert np.isclose(cosine("great", "superb"), 1)
assert np.isclose(cosine("great", "dull"), 0.5)

# %% id=signals
# hand: signals
sentences, words, labels = 5000, 8, 16
print("blanks to fill:", round(sentences * words * 0.15), " labels:", labels)
assert round(sentences * words * 0.15) == 6000

# %% id=language
PRAISE, BLAME, PLAIN = range(60), range(60, 120), range(120, 200)
V = 200


def write(n, rng):
    """n sentences of eight words, three of them of one mood; the mood is the label."""
    mood = rng.integers(2, size=n)
    coloured = rng.integers(60, size=(n, 3)) + 60 * mood[:, None]
    plain = rng.integers(120, 200, size=(n, 5))
    text = rng.permuted(np.concatenate([coloured, plain], axis=1), axis=1)
    return torch.tensor(text), torch.tensor(mood)


rng = np.random.default_rng(0)
exam, answers = write(2000, rng)
print("two sentences:", exam[:2].tolist(), " moods", answers[:2].tolist())

# %% id=pretrain


def pretrain(text, steps=400, width=16):
    """Embeddings [V, width] learned by filling one blank a sentence from the other words. No label is looked at."""
    torch.manual_seed(0)
    embed, guess = nn.Embedding(V, width), nn.Linear(width, V)
    optimizer = torch.optim.Adam([*embed.parameters(), *guess.parameters()], lr=1e-2)
    for _ in range(steps):
        batch = text[torch.randint(len(text), (256,))]
        blank = torch.randint(8, (256, 1))
        wanted = batch.gather(1, blank)[:, 0]
        others = (embed(batch).sum(1) - embed(wanted)) / 7
        loss = nn.functional.cross_entropy(guess(others), wanted)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return embed.weight.detach(), loss.item()


unlabelled, _ = write(5000, rng)
learned, loss = pretrain(unlabelled)
print(f"loss {loss:.2f}; guessing blindly {np.log(V):.2f}")
assert loss < np.log(V) - 0.1

# %% id=what-it-learned
unit = nn.functional.normalize(learned - learned[list(PRAISE) + list(BLAME)].mean(0), dim=1)
inside = (unit[list(PRAISE)] @ unit[list(PRAISE)].T).mean()
across = (unit[list(PRAISE)] @ unit[list(BLAME)].T).mean()
print(f"praise with praise {inside:.2f}, praise with blame {across:.2f}")
assert inside > across + 0.4

# %% id=transfer


def accuracy(start, n, seed, steps=150):
    """Trains everything on n labelled sentences from `start` (or from nothing); share right on the exam."""
    torch.manual_seed(seed)
    text, mood = write(n, np.random.default_rng(seed + 1))
    embed, decide = nn.Embedding(V, 16), nn.Linear(16, 2)
    if start is not None:
        embed.weight.data = start.clone()
    optimizer = torch.optim.Adam([*embed.parameters(), *decide.parameters()], lr=1e-2)
    for _ in range(steps):
        loss = nn.functional.cross_entropy(decide(embed(text).mean(1)), mood)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return (decide(embed(exam).mean(1)).argmax(1) == answers).float().mean().item()


table = {}
for n in (4, 16, 64, 256):
    table[n] = [np.mean([accuracy(start, n, seed) for seed in range(4)]) for start in (None, learned)]
    print(f"{n:3} labels: from scratch {table[n][0]:.2f}, pre-trained {table[n][1]:.2f}")
assert table[16][1] > table[16][0] + 0.1

# %% id=same-architecture
shuffled = learned[
    torch.randperm(V, generator=torch.Generator().manual_seed(0))
]  #: 同样的数，换了主人 | same numbers, other owners
for name, start in (("nothing", None), ("shuffled", shuffled), ("learned", learned)):
    print(f"16 labels, starting from {name:9}: {np.mean([accuracy(start, 16, seed) for seed in range(4)]):.2f}")

# %% id=more-steps
longer = np.mean([accuracy(None, 16, seed, steps=1500) for seed in range(4)])
print(f"16 labels from scratch, ten times as long: {longer:.2f}; pre-trained, short: {table[16][1]:.2f}")
assert longer < table[16][1] - 0.1
