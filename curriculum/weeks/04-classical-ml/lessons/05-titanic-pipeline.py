# %% id=puzzle
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import TargetEncoder

rng = np.random.default_rng(0)
lottery = rng.integers(0, 2, size=600)  #: 标签由抽签决定 | labels drawn by lot
number = pd.DataFrame({"number": rng.integers(0, 300, size=600).astype(str)})
rate = pd.Series(lottery).groupby(number["number"]).transform("mean").to_numpy()[:, None]
outside = cross_val_score(LogisticRegression(), rate, lottery, cv=5, scoring="roc_auc")
inside = cross_val_score(make_pipeline(TargetEncoder(), LogisticRegression()), number, lottery, cv=5, scoring="roc_auc")
print("encoded before cross-validation:", outside.mean().round(2))
print("encoded inside the pipeline:    ", inside.mean().round(2))
assert outside.mean() > 0.8
assert abs(inside.mean() - 0.5) < 0.08

# %% id=by-hand
# hand: four-passengers
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import OneHotEncoder, StandardScaler

train = pd.DataFrame({"age": [22.0, 38.0, np.nan, 30.0], "port": ["S", "C", "S", "S"]})
imputer, scaler = SimpleImputer(strategy="median"), StandardScaler()
filled = imputer.fit_transform(train[["age"]])
print("median", imputer.statistics_, " filled", filled.ravel())
z = scaler.fit_transform(filled)
print("mean", scaler.mean_, " deviation", scaler.scale_.round(4), " z", z.ravel().round(4))
assert filled.ravel().tolist() == [22, 38, 30, 30]
assert np.allclose(z.ravel(), [-np.sqrt(2), np.sqrt(2), 0, 0])
newcomer = pd.DataFrame({"age": [np.nan], "port": ["Q"]})
print("newcomer's age becomes z =", scaler.transform(imputer.transform(newcomer[["age"]])).ravel())

# %% id=unseen
ports = OneHotEncoder(sparse_output=False).fit(train[["port"]])
print(ports.get_feature_names_out(), ports.transform(train[["port"]]).tolist())
try:
    ports.transform(newcomer[["port"]])
except ValueError as error:
    print("ValueError:", str(error)[:35])
lenient = OneHotEncoder(sparse_output=False, handle_unknown="ignore").fit(train[["port"]])
print("Q becomes", lenient.transform(newcomer[["port"]]).tolist())
assert lenient.transform(newcomer[["port"]]).tolist() == [[0.0, 0.0]]

# %% id=passengers


def passengers(n):
    """A made-up list with the real one's columns and gaps: DataFrame of n rows, survived i64[n]."""
    sex, pclass = rng.choice(["female", "male"], n, p=[0.36, 0.64]), rng.choice([1, 2, 3], n, p=[0.25, 0.21, 0.54])
    age = np.clip(rng.normal(30, 14, n), 1, 75).round()
    z = 2.4 * (sex == "female") - 0.9 * (pclass - 2) - 0.03 * (age - 30) - 1.2
    df = pd.DataFrame({"sex": sex, "pclass": pclass, "age": age, "fare": (90 / pclass**2 * rng.lognormal(0, 0.5, n)).round(2)})
    df["embarked"] = rng.choice(["S", "C", "Q"], n, p=[0.7, 0.2, 0.1])
    df.loc[rng.random(n) < 0.2, "age"] = np.nan
    return df, (rng.random(n) < 1 / (1 + np.exp(-z))).astype(int)


df, y = passengers(900)
print(df.shape, " missing:", df.isna().sum()[df.isna().any()].to_dict(), " survived:", y.mean().round(3))
print(df.head(3).to_string())

# %% id=pipeline
from sklearn.compose import ColumnTransformer


def build_model(C=1.0):
    numbers = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    words = make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore"))
    columns = ColumnTransformer([("numbers", numbers, ["age", "fare", "pclass"]), ("words", words, ["sex", "embarked"])])
    return make_pipeline(columns, LogisticRegression(C=C))


model = build_model().fit(df, y)
print("columns after:", model[0].get_feature_names_out())
p = model.predict_proba(df.head(2))
print("probabilities", p.shape, p.round(3).tolist())

# %% id=missing
complete = df.dropna()
print("rows:", len(df), " without gaps:", len(complete))
strange = df.head(3).assign(age=np.nan, embarked="Belfast")
print("ages gone and a new port: answers for", len(model.predict_proba(strange)), "rows")
print("after dropna:", len(strange.dropna()), "rows left to answer")
assert len(model.predict_proba(strange)) == 3
assert len(strange.dropna()) == 0

# %% id=alone
batch, alone = model.predict_proba(df.head(50))[:, 1], np.array([model.predict_proba(df.iloc[[i]])[0, 1] for i in range(50)])
print("row by row equals the batch:", np.allclose(batch, alone))
dummies = pd.get_dummies(df.head(50)[["sex", "embarked"]])
print(
    "get_dummies on 50 rows:",
    dummies.shape[1],
    "columns; on one row:",
    pd.get_dummies(df.iloc[[0]][["sex", "embarked"]]).shape[1],
)
assert np.allclose(batch, alone)

# %% id=report
# hand: five-folds
example = np.array([0.8, 0.9, 0.85, 0.75, 0.95])
print("mean", example.mean().round(4), " std", example.std().round(4))
assert np.allclose([example.mean(), example.std()], [0.85, np.sqrt(0.005)])
from sklearn.model_selection import StratifiedKFold

for seed in (0, 1, 2):
    folds = cross_val_score(build_model(), df, y, cv=StratifiedKFold(5, shuffle=True, random_state=seed), scoring="roc_auc")
    print("seed", seed, " folds", folds.round(3), f" {folds.mean():.3f} ± {folds.std():.3f}")

# %% id=paired
splits = StratifiedKFold(10, shuffle=True, random_state=0)
full = cross_val_score(build_model(), df, y, cv=splits, scoring="roc_auc")
no_age = cross_val_score(build_model(), df.assign(age=0.0), y, cv=splits, scoring="roc_auc")
gap = full - no_age
print(f"with age {full.mean():.3f} ± {full.std():.3f}   without {no_age.mean():.3f} ± {no_age.std():.3f}")
print(f"fold by fold: {gap.mean():.3f} ± {gap.std():.3f}, better in {(gap > 0).sum()} of {len(gap)}")
