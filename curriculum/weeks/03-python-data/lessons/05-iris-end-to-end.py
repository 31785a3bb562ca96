# %% id=six-points
# hand: two-groups
import numpy as np


def correlation(x, y):
    """Pearson's r of two arrays [n]."""
    dx, dy = x - x.mean(), y - y.mean()
    return (dx * dy).sum() / np.sqrt((dx**2).sum() * (dy**2).sum())


x, y = np.array([1.0, 2, 3, 5, 6, 7]), np.array([5.0, 6, 7, 1, 2, 3])
print("A:", correlation(x[:3], y[:3]).round(3), " B:", correlation(x[3:], y[3:]).round(3), " all:", correlation(x, y).round(3))
print("sums:", ((x - 4) * (y - 4)).sum(), ((x - 4) ** 2).sum(), ((y - 4) ** 2).sum())
assert np.isclose(correlation(x[:3], y[:3]), 1)
assert np.isclose(correlation(x, y), -20 / 28)

# %% id=split
# hand: minus-twenty


def split(x, y, groups):
    """Sums of products (total, within groups, between groups)."""
    within = between = 0.0
    for g in np.unique(groups):
        gx, gy = x[groups == g], y[groups == g]
        within += ((gx - gx.mean()) * (gy - gy.mean())).sum()
        between += len(gx) * (gx.mean() - x.mean()) * (gy.mean() - y.mean())
    return ((x - x.mean()) * (y - y.mean())).sum(), within, between


total, within, between = split(x, y, np.array([0, 0, 0, 1, 1, 1]))
print("total", total, "= within", within, "+ between", between)
assert (total, within, between) == (-20, 4, -24)

# %% id=load
import tempfile
from pathlib import Path

import pandas as pd
from sklearn.datasets import load_iris

NUMERIC = ["sepal_length", "sepal_width", "petal_length", "petal_width"]
iris = pd.DataFrame(load_iris().data, columns=NUMERIC)
iris["species"] = load_iris().target_names[load_iris().target]
path = Path(tempfile.mkdtemp(), "iris.csv")
dirty = iris.assign(species=[f" {name.upper()}" if k % 7 == 0 else name for k, name in enumerate(iris["species"])])
dirty.to_csv(path, index=False)


def load(path):
    text = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    numbers = {name: pd.to_numeric(text[name].str.strip(), errors="coerce").astype("float64") for name in NUMERIC}
    return pd.DataFrame({**numbers, "species": text["species"]})


loaded = load(path)
print("shape", loaded.shape, " spellings", loaded["species"].nunique(), " gaps", int(loaded.isna().sum().sum()))
assert loaded.shape == (150, 5)


# %% id=clean
def clean(df):
    out = df.assign(species=df["species"].str.strip().str.lower())
    out = out.drop_duplicates().reset_index(drop=True)
    return out.fillna(out.groupby("species")[NUMERIC].transform("median"))


flowers = clean(loaded)
twice = iris[iris.duplicated(keep=False)]
print("shape", loaded.shape, "->", flowers.shape, flowers["species"].value_counts().to_dict())
print("the repeated row:", twice.index.tolist(), " ".join(map(str, twice.iloc[0])))
assert flowers.shape == (149, 5)
assert loaded["species"].nunique() == 6  # the frame that was passed in is as it was

# %% id=summary
table = iris.groupby("species")[["sepal_length", "sepal_width", "petal_length"]].agg(["mean", "std"]).round(3)
print(table.to_string())
assert table[("petal_length", "mean")].tolist() == [1.462, 4.26, 5.552]

# %% id=two-stds
petals = iris[iris["species"] == "setosa"]["petal_length"]
by_numpy, by_pandas = np.std(petals.to_numpy()), petals.std()
print(f"50 flowers: numpy {by_numpy:.4f}, pandas {by_pandas:.4f}, ratio {by_pandas / by_numpy:.4f}")
few = petals[:3]
by_numpy_few, by_pandas_few = np.std(few.to_numpy()), few.std()
print(f" 3 flowers: numpy {by_numpy_few:.4f}, pandas {by_pandas_few:.4f}, ratio {by_pandas_few / by_numpy_few:.4f}")
assert not np.isclose(by_numpy, by_pandas)
assert np.isclose(by_pandas_few / by_numpy_few, (3 / 2) ** 0.5)

# %% id=paradox
length, width = iris["sepal_length"].to_numpy(), iris["sepal_width"].to_numpy()
groups = iris["species"].to_numpy()
print(f"all 150     r = {correlation(length, width):+.3f}")
for name in np.unique(groups):
    print(f"{name:<11} r = {correlation(length[groups == name], width[groups == name]):+.3f}")
total, within, between = split(length, width, groups)
print(f"total {total:.2f} = within {within:.2f} + between {between:.2f}")
assert round(correlation(length, width), 3) == -0.118
assert np.isclose(total, within + between)


# %% id=lines
def line(x, y):
    """Least-squares slope and intercept."""
    slope = ((x - x.mean()) * (y - y.mean())).sum() / ((x - x.mean()) ** 2).sum()
    return slope, y.mean() - slope * x.mean()


slope, start = line(length, width)
print(f"one line:    slope {slope:+.3f}, left over {np.std(width - slope * length - start):.3f}")
left = np.empty(len(width))
for name in np.unique(groups):
    mask = groups == name
    slope, start = line(length[mask], width[mask])
    left[mask] = width[mask] - slope * length[mask] - start
    print(f"{name:<11}  slope {slope:+.3f}")
print(f"three lines: left over {np.std(left):.3f}")
assert np.std(left) < 0.3

# %% id=story
means = iris.groupby("species")[NUMERIC].mean()
r = {name: correlation(length[groups == name], width[groups == name]) for name in means.index}
print(f"1. We looked at {len(iris)} iris flowers, {len(iris) // 3} of each of three species, measured in cm.")
petal = means["petal_length"]
print(f"2. Petals tell setosa from the others: {petal.min():.2f} cm on average against {petal[1:].min():.2f} and more.")
print(f"3. Over all flowers longer sepals seem narrower (r = {correlation(length, width):.2f}).")
print(f"4. Within each species they are wider (r from {min(r.values()):.2f} to {max(r.values()):.2f}): species differ in both.")
print("5. We do not know how the flowers were chosen, and say nothing about other species or other places.")
