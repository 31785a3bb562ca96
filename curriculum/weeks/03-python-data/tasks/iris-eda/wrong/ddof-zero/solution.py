import matplotlib.pyplot as plt
import pandas as pd

NUMERIC = ["sepal_length", "sepal_width", "petal_length", "petal_width"]


def load(path):
    raw = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    raw = raw.rename(columns=lambda name: name.strip().lower())
    df = pd.DataFrame({col: pd.to_numeric(raw[col].str.strip(), errors="coerce").astype("float64") for col in NUMERIC})
    df["species"] = raw["species"].str.strip()
    return df


def clean(df):
    out = df.copy()
    out["species"] = out["species"].str.strip().str.lower()
    out = out.drop_duplicates().reset_index(drop=True)
    medians = out.groupby("species")[NUMERIC].transform("median")
    out[NUMERIC] = out[NUMERIC].fillna(medians)
    return out


def number_or_none(value):
    return None if pd.isna(value) else float(value)


def describe(values):
    return {
        "mean": number_or_none(values.mean()),
        "std": number_or_none(values.std(ddof=0)),
        "median": number_or_none(values.median()),
        "n": int(values.count()),
    }


def summary(df):
    return {species: {col: describe(group[col]) for col in NUMERIC} for species, group in df.groupby("species")}


def plot_scatter(df, x, y):
    fig, ax = plt.subplots()
    for species, group in df.groupby("species"):
        ax.scatter(group[x], group[y], label=species)
    ax.set_xlabel(x)
    ax.set_ylabel(y)
    ax.legend()
    plt.close(fig)
    return fig


def plot_hist(df, col, bins):
    fig, ax = plt.subplots()
    ax.hist(df[col].dropna(), bins=bins)
    ax.set_xlabel(col)
    ax.set_ylabel("count")
    plt.close(fig)
    return fig


def plot_box(df, col):
    groups = {species: group[col].dropna() for species, group in df.groupby("species")}
    fig, ax = plt.subplots()
    ax.boxplot(list(groups.values()), tick_labels=list(groups))
    ax.set_xlabel("species")
    ax.set_ylabel(col)
    plt.close(fig)
    return fig
