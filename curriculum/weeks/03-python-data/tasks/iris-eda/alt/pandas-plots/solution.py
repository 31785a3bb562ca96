import matplotlib.pyplot as plt
import numpy as np
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
        "std": number_or_none(values.std(ddof=1)),
        "median": number_or_none(values.median()),
        "n": int(values.count()),
    }


def summary(df):
    return {species: {col: describe(group[col]) for col in NUMERIC} for species, group in df.groupby("species")}


def finished(fig, ax, x, y):
    ax.set_xlabel(x)
    ax.set_ylabel(y)
    fig.tight_layout()
    plt.close(fig)
    return fig


def plot_scatter(df, x, y):
    fig, ax = plt.subplots(figsize=(5, 4))
    colours = dict(zip(sorted(df["species"].unique()), plt.cm.viridis(np.linspace(0, 1, df["species"].nunique()))))
    for name, colour in colours.items():
        df[df["species"] == name].plot.scatter(x=x, y=y, ax=ax, color=[colour], label=name)
    ax.legend(title="species")
    return finished(fig, ax, x, y)


def plot_hist(df, col, bins):
    edges = np.linspace(df[col].min(), df[col].max(), bins + 1)
    fig, ax = plt.subplots()
    for name, group in df.groupby("species"):
        ax.hist(group[col].dropna(), bins=edges, alpha=0.5, label=name)
    ax.legend()
    return finished(fig, ax, col, "count")


def plot_box(df, col):
    fig, ax = plt.subplots()
    df.boxplot(column=col, by="species", ax=ax)
    fig.suptitle("")
    return finished(fig, ax, "species", col)
