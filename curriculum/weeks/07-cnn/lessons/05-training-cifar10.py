# %% id=channels
# hand: two-by-two-rgb
import numpy as np

nhwc = np.array([[[[1, 2, 3], [4, 5, 6]], [[7, 8, 9], [10, 11, 12]]]])  # one image: 2 rows, 2 columns, RGB
right = nhwc.transpose(0, 3, 1, 2)
scrambled = nhwc.reshape(1, 3, 2, 2)
print("red by transpose:", right[0, 0].tolist(), " by reshape:", scrambled[0, 0].tolist(), " both", right.shape)
assert right[0, 0].tolist() == [[1, 4], [7, 10]]
assert scrambled[0, 0].tolist() == [[1, 2], [3, 4]]
assert right.shape == scrambled.shape  # the shape cannot tell

# %% id=normalise
# hand: four-pixels
train_pixels = np.array([80.0, 120, 80, 120])
mean, std = train_pixels.mean(), train_pixels.std()
print("mean", mean, " std", std, " training pixels", ((train_pixels - mean) / std).tolist(), " a new 160:", (160 - mean) / std)
assert (mean, std) == (100, 20)
assert ((train_pixels - mean) / std).tolist() == [-1, 1, -1, 1]
assert (160 - mean) / std == 3

# %% id=wrap
# hand: wrap-around
pixels = np.array([10, 120, 250], dtype=np.uint8)
wrapped = pixels + np.uint8(20)
kept = np.clip(pixels.astype(np.int16) + 20, 0, 255).astype(np.uint8)
print("u8 + 20:", wrapped.tolist(), " with clip:", kept.tolist())
assert wrapped.tolist() == [30, 140, 14]
assert kept.tolist() == [30, 140, 255]

# %% id=data
import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn

torch.set_num_threads(1)
rng = np.random.default_rng(0)
digits, labels = load_digits(return_X_y=True)
strokes = (digits.reshape(-1, 8, 8) * 15.9).repeat(2, axis=1).repeat(2, axis=2)  # 16x16, 0 ... 254
n = len(labels)
corners = rng.integers(0, 256, (n, 3, 2, 2)).astype(float)  # a random colour in every corner ...
ramp = np.linspace(0, 1, 16)
weights = np.stack([1 - ramp, ramp])
background = np.einsum("ncij,iy,jx->ncyx", corners, weights, weights)  # ... blended over the image
X = np.abs(background - strokes[:, None]).astype(np.uint8)  # u8 [n, 3, 16, 16], channels first
order = rng.permutation(n)
x_train, y_train, x_val, y_val = X[order[:600]], labels[order[:600]], X[order[600:1200]], labels[order[600:1200]]
print("train", x_train.shape, x_train.dtype, " val", x_val.shape, " channel means", x_train.mean((0, 2, 3)).round().tolist())

# %% id=augment


def augment(x, seed, shift=1):
    """x u8[B,3,H,W] -> the same dtype and shape: every image moves by up to `shift` pixels, by its own amount."""
    rng = np.random.default_rng(seed)
    b, _, h, w = x.shape
    padded = np.pad(x, ((0, 0), (0, 0), (shift, shift), (shift, shift)), mode="edge")
    rows = rng.integers(0, 2 * shift + 1, b)[:, None] + np.arange(h)
    cols = rng.integers(0, 2 * shift + 1, b)[:, None] + np.arange(w)
    return padded[np.arange(b)[:, None, None, None], np.arange(3)[:, None, None], rows[:, None, :, None], cols[:, None, None, :]]


twice = augment(x_train[:9], 5), augment(x_train[:9], 5)
print(twice[0].shape, twice[0].dtype, " same seed, same images:", np.array_equal(*twice))
assert twice[0].shape == (9, 3, 16, 16)
assert twice[0].dtype == np.uint8

# %% id=train
MEAN, STD = (torch.tensor(f(x_train / 255, axis=(0, 2, 3))).float()[:, None, None] for f in (np.mean, np.std))


def to_input(x):
    return (torch.tensor(x).float() / 255 - MEAN) / STD  # training statistics, also for validation images


print("input", tuple(to_input(x_train[:4]).shape), " mean", abs(round(to_input(x_train).mean().item(), 2)))
assert abs(to_input(x_train).std().item() - 1) < 0.01


# %% id=train-loop
def fit(change=None, epochs=10):
    torch.manual_seed(0)
    body = [
        nn.Conv2d(3, 12, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(12, 24, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
    ]
    model = nn.Sequential(*body, nn.Flatten(), nn.Linear(24 * 4 * 4, 10))
    opt = torch.optim.Adam(model.parameters(), lr=5e-3)
    for epoch in range(epochs):
        for step, rows in enumerate(torch.randperm(len(x_train)).split(50)):
            batch = x_train[rows.numpy()] if change is None else change(x_train[rows.numpy()], 100 * epoch + step)
            opt.zero_grad()
            F.cross_entropy(model(to_input(batch)), torch.tensor(y_train)[rows]).backward()
            opt.step()
    return model


# %% id=compare
@torch.no_grad()
def accuracy(model, x, y):
    return (model(to_input(x)).argmax(1).numpy() == y).mean()


def mirrored(x, seed):
    half = np.random.default_rng(seed).random(len(x)) < 0.5
    return np.where(half[:, None, None, None], x[..., ::-1], x)


models = {"none": fit(), "shift": fit(augment), "mirror": fit(mirrored)}
scores = {name: (accuracy(m, x_train, y_train), accuracy(m, x_val, y_val)) for name, m in models.items()}
for name, (train_acc, val_acc) in scores.items():
    print(f"{name:>6}: train {train_acc:.2f}  val {val_acc:.2f}")
assert scores["shift"][1] > scores["none"][1] > scores["mirror"][1]

# %% id=predict
with torch.no_grad():
    steady = [models["none"](to_input(x_val)).argmax(1) for _ in range(2)]
    shaky = [models["none"](to_input(augment(x_val, seed))).argmax(1) for seed in (1, 2)]
changed = [int((a != b).sum()) for a, b in (steady, shaky)]
print(
    "labels of 600 that change between two predictions:",
    changed[0],
    "plain;",
    "more than 20" if changed[1] > 20 else "few",
    "augmented",
)
assert changed[0] == 0
assert changed[1] > 20

# %% id=confusion
with torch.no_grad():
    guess = models["mirror"](to_input(x_val)).argmax(1).numpy()
table = np.zeros((10, 10), dtype=int)
np.add.at(table, (y_val, guess), 1)
print(
    "images a class:",
    table.sum(axis=1).tolist(),
    " trace / sum equals the accuracy:",
    np.isclose(np.trace(table) / table.sum(), scores["mirror"][1]),
)
assert table.sum() == 600
assert np.isclose(np.trace(table) / 600, accuracy(models["mirror"], x_val, y_val))
