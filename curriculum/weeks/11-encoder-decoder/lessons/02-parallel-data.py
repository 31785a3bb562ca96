# %% id=vocabulary
PAD, BOS, EOS, UNK = range(4)
MARKS = ["<pad>", "<bos>", "<eos>", "<unk>"]
french = ["je vois un chat", "il dort"]
words = MARKS + sorted({w for text in french for w in text.split()})
index = {w: i for i, w in enumerate(words)}
print({w: i for w, i in index.items() if i >= 4})


def encode(text):
    return [index.get(w, UNK) for w in text.split()] + [EOS]


for text in (*french, "je vois un zèbre"):
    print(f"{text!r:20} -> {encode(text)}")
assert encode("je vois un zèbre")[3] == UNK

# %% id=one-batch
# hand: one-batch
import numpy as np

rows = [encode(text) for text in french]
width = max(map(len, rows))
labels = np.array([row + [PAD] * (width - len(row)) for row in rows])
inputs = np.concatenate([np.full((2, 1), BOS), labels[:, :-1]], axis=1)
print("labels\n", labels, labels.shape)
print("decoder inputs\n", inputs, inputs.shape)
assert labels.tolist() == [[7, 9, 8, 4, 2], [6, 5, 2, 0, 0]]
assert inputs.tolist() == [[1, 7, 9, 8, 4], [1, 6, 5, 2, 0]]

# %% id=copying
sequence = [4, 7, 9, 5, 6, 2]


def copy_model(token):  # the best there is when inputs are the labels themselves
    return token


training_errors = sum(copy_model(x) != y for x, y in zip(sequence, sequence, strict=True))
token, written = BOS, []
for _ in range(5):
    token = copy_model(token)
    written.append(words[token])
print("errors in training:", training_errors)
print("written from <bos>:", written)
assert training_errors == 0
assert set(written) == {"<bos>"}

# %% id=masked-mean
# hand: masked-mean
losses = np.log([[2.0, 2.0], [4.0, 8.0]])
real = np.array([[True, True], [True, False]])
right = losses[real].mean()
print(f"three real places: {right:.4f}")
print(f"PAD in the mean  : {losses.mean():.4f}")
print(f"PAD in the count : {(losses * real).sum() / real.size:.4f}")
assert np.isclose(right, 4 * np.log(2) / 3)
assert np.isclose(losses.mean(), 7 * np.log(2) / 4)
assert np.isclose((losses * real).sum() / 4, np.log(2))

# %% id=torch-mask
import torch
import torch.nn.functional as F

torch.manual_seed(0)
logits = torch.randn(2, 5, len(words), requires_grad=True)
y = torch.tensor(labels)
loss = F.cross_entropy(logits.flatten(0, 1), y.flatten(), ignore_index=PAD)
loss.backward()
per_place = F.cross_entropy(logits.flatten(0, 1), y.flatten(), reduction="none").view(2, 5)
print("logits", tuple(logits.shape), " losses", tuple(per_place.shape), f" mean {loss.item():.4f}")
print("gradient at the PADs:", logits.grad[y == PAD].abs().max().item())
assert torch.isclose(loss, per_place[y != PAD].mean())
assert logits.grad[y == PAD].abs().max() == 0

# %% id=lazy-model
lengths = np.array([3, 4, 5, 20])
places, pads = lengths.size * lengths.max(), int((lengths.max() - lengths).sum())
share = pads / places
p_pad, p_word = 0.9, 0.1 / 300  # says PAD nine times in ten, every word alike
counted = -(share * np.log(p_pad) + (1 - share) * np.log(p_word))
print(f"{pads} of {places} places are PAD ({share:.0%})")
print(f"loss with PAD counted {counted:.2f}, loss on real words {-np.log(p_word):.2f}, guessing evenly {np.log(300):.2f}")
assert counted < np.log(300) < -np.log(p_word)

# %% id=leak
torch.manual_seed(0)
reader = torch.nn.GRU(4, 6, batch_first=True)
embedding = torch.nn.Embedding(10, 4, padding_idx=PAD)
alone = reader(embedding(torch.tensor([[6, 5, 2]])))[1]
beside = reader(embedding(torch.tensor([[6, 5, 2, 0, 0, 0, 0, 0]])))[1]
print("PAD's vector          :", embedding.weight[PAD].tolist())
print(f"state moved by padding: {(alone - beside).abs().max().item():.3f}")
assert (alone - beside).abs().max() > 0.05

# %% id=buckets
rng = np.random.default_rng(0)
lengths = rng.integers(3, 30, size=640)


def pads(order):
    batches = lengths[order].reshape(-1, 64)
    return int((batches.max(axis=1, keepdims=True) - batches).sum())


mixed, sorted_ = pads(rng.permutation(640)), pads(np.argsort(lengths, kind="stable"))
print(f"words {lengths.sum()}, PADs when mixed {mixed}, PADs when sorted {sorted_}")
assert sorted_ < mixed / 5
