# %% id=read
import io

import pandas as pd

SIX = """sepal_length,sepal_width,petal_length,petal_width,species
5.0,3.5,1.4,0.2,setosa
5.0,3.5,1.4,0.2,Setosa
4.6,NA,1.6,0.2, setosa
4.8,3.1,,0.3,SETOSA
6.0,2.5,4.0,1.0,versicolor
6.4,2.9,NA,1.4,Versicolor
"""
raw = pd.read_csv(io.StringIO(SIX))
print("shape", raw.shape)
print(raw.isna().sum().to_dict())
print(raw["species"].tolist())
print("groups:", sorted(raw.groupby("species").groups))
assert raw.shape == (6, 5)
assert raw["species"].nunique() == 6  # there are two

# %% id=types
padded = io.StringIO("length,count\n1.4,2\nNA ,3\n 1.6,4\n")
first = pd.read_csv(padded)
print("as read:", first.dtypes.map(lambda kind: kind.kind).to_dict())
text = pd.read_csv(io.StringIO("length,count\n1.4,2\nNA ,3\n 1.6,4\n"), dtype=str, keep_default_na=False)
numbers = pd.DataFrame({name: pd.to_numeric(text[name].str.strip(), errors="coerce").astype("float64") for name in text})
print("as text:", text["length"].tolist())
print("fixed:  ", numbers.dtypes.map(str).to_dict(), numbers["length"].tolist())
assert first["length"].dtype.kind == "O"  # one padded NA, and the column is text
assert numbers["length"].isna().sum() == 1

# %% id=by-hand
# hand: six-rows
NUMERIC = ["sepal_length", "sepal_width", "petal_length", "petal_width"]
df = raw.copy()
df["species"] = df["species"].str.strip().str.lower()
print("after 1:", df["species"].unique().tolist(), df.shape)
df = df.drop_duplicates().reset_index(drop=True)
print("after 2:", df.shape)
medians = df.groupby("species")[NUMERIC].median()
print(medians[["sepal_width", "petal_length"]].to_string())
df[NUMERIC] = df[NUMERIC].fillna(df.groupby("species")[NUMERIC].transform("median"))
print(df.to_string())
assert df.shape == (5, 5)
assert df["sepal_width"].round(6).tolist() == [3.5, 3.3, 3.1, 2.5, 2.9]
assert df["petal_length"].tolist() == [1.4, 1.6, 1.5, 4.0, 4.0]

# %% id=order
late = raw.drop_duplicates().copy()
late["species"] = late["species"].str.strip().str.lower()
print("duplicates dropped first:", len(late), "rows; after the names:", len(df))
assert len(late) == 6

# %% id=overall
# hand: pulled-up
from sklearn.datasets import load_iris

iris = pd.DataFrame(load_iris().data, columns=NUMERIC)
iris["species"] = load_iris().target_names[load_iris().target]
spoilt = iris.copy()
spoilt.loc[spoilt.index[:10], "petal_length"] = float("nan")
is_setosa = iris["species"] == "setosa"
overall = spoilt["petal_length"].fillna(spoilt["petal_length"].median())
by_species = spoilt["petal_length"].fillna(spoilt.groupby("species")["petal_length"].transform("median"))
print("overall median", spoilt["petal_length"].median(), " species median", spoilt["petal_length"][is_setosa].median())
print("setosa mean: true", iris["petal_length"][is_setosa].mean().round(3), end="")
print("  overall fill", overall[is_setosa].mean().round(3), "  species fill", by_species[is_setosa].mean().round(3))
print("setosa std:  true", iris["petal_length"][is_setosa].std().round(3), "  overall fill", overall[is_setosa].std().round(3))
assert abs(by_species[is_setosa].mean() - 1.462) < 0.03
assert overall[is_setosa].mean() > 2.0

# %% id=dropping
measured = iris[iris["petal_length"] < 6]  # what if the ruler ended at 6 cm?
print("rows kept:", len(spoilt.dropna()), "of", len(spoilt))
print("virginica mean: true", iris["petal_length"][iris["species"] == "virginica"].mean().round(3), end="")
print("  rows with gaps dropped", measured["petal_length"][measured["species"] == "virginica"].mean().round(3))
assert len(spoilt.dropna()) == 140

# %% id=copies
table = pd.DataFrame({"x": [1.0, None, 3.0]})
filled = table.fillna(0)
print("fillna gives a new frame:", table["x"].isna().sum(), filled["x"].isna().sum())
same = table
same["x"] = same["x"].fillna(0)
print("a second name does not:  ", table["x"].isna().sum())
assert table["x"].isna().sum() == 0
part = iris[iris["species"] == "setosa"]
part = part.assign(petal_length=0.0)
print("assign leaves iris alone:", iris["petal_length"].min())
assert iris["petal_length"].min() == 1.0

# %% id=ddof
# hand: three-values
import numpy as np

values = np.array([1.4, 1.6, 1.5])
squares = (values - values.mean()) ** 2
by_n, by_n_1 = (squares.sum() / 3) ** 0.5, (squares.sum() / 2) ** 0.5
print("sum of squares", squares.sum().round(4), " /3:", by_n.round(4), " /2:", by_n_1.round(4))
print("numpy", np.std(values).round(4), " pandas", round(pd.Series(values).std(), 4))
print("one value: numpy", np.std([1.5]), " pandas", pd.Series([1.5]).std())
assert np.isclose(squares.sum(), 0.02)
assert np.isclose(pd.Series(values).std(), 0.1)
assert np.isclose(np.std(values), 0.0816, atol=1e-4)

# %% id=group
table = iris.groupby("species")["petal_length"].agg(["count", "mean", "std", "median"]).round(3)
print(table.to_string())
assert table["mean"].tolist() == [1.462, 4.26, 5.552]
means = iris.groupby("species")[NUMERIC].mean()
spread = iris[NUMERIC] - iris.groupby("species")[NUMERIC].transform("mean")
left = spread.groupby(iris["species"]).mean().abs().to_numpy().max()
print("agg", means.shape, " transform", spread.shape, " no group mean is left:", left < 1e-10)

# %% id=merge
colours = pd.DataFrame({"species": ["setosa", "versicolor", "setosa"], "colour": ["blue", "violet", "purple"]})
flowers = pd.DataFrame({"species": ["setosa", "virginica"], "petal_length": [1.4, 5.5]})
for how in ("inner", "left"):
    joined = flowers.merge(colours, on="species", how=how)
    print(how, joined.shape, joined.fillna("-").to_numpy().tolist())
try:
    flowers.merge(colours, on="species", validate="one_to_one")
except pd.errors.MergeError as error:
    print("MergeError:", str(error).splitlines()[0][:60])
assert len(flowers.merge(colours, on="species", how="left")) == 3
