import csv
import math
import statistics
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

NUMERIC = ["sepal_length", "sepal_width", "petal_length", "petal_width"]


def number(text):
    text = text.strip()
    return math.nan if text.lower() in ("", "na", "nan") else float(text)


def load(path):
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    names = [name.strip() for name in rows[0]]
    places = {col: names.index(col) for col in [*NUMERIC, "species"]}
    data = {col: [number(row[places[col]]) for row in rows[1:]] for col in NUMERIC}
    return pd.DataFrame(data | {"species": [row[places["species"]] for row in rows[1:]]})


def clean(df):
    out = df.assign(species=[name.strip().lower() for name in df["species"]])
    out = out[~out.duplicated(keep="first")]
    filled = {}
    for col in NUMERIC:
        filled[col] = out[col].copy()
        for name in set(out["species"]):
            mask = out["species"] == name
            filled[col][mask] = out.loc[mask, col].fillna(out.loc[mask, col].median())
    return out.assign(**filled)


def numbers(series):
    return [v for v in series.tolist() if v == v]


def summary(df):
    table = {}
    for name in df["species"].unique():
        table[name] = {}
        for col in NUMERIC:
            values = numbers(df.loc[df["species"] == name, col])
            table[name][col] = {
                "n": len(values),
                "mean": statistics.fmean(values) if values else None,
                "std": statistics.stdev(values) if len(values) > 1 else None,
                "median": statistics.median(values) if values else None,
            }
    return table


def plot_scatter(df, x, y):
    fig = Figure()
    ax = fig.subplots()
    for name, marker in zip(df["species"].unique(), "osv^D"):
        part = df[df["species"] == name].dropna(subset=[x, y])
        ax.plot(part[x], part[y], marker, color="black", fillstyle="none", label=name)
    ax.set(xlabel=x.replace("_", " ").capitalize() + " (cm)", ylabel=y.replace("_", " ") + " (cm)", title="Iris")
    fig.legend()
    return fig


def plot_hist(df, col, bins):
    fig = Figure()
    ax = fig.subplots()
    names = sorted(df["species"].unique())
    ax.hist([numbers(df.loc[df["species"] == name, col]) for name in names], bins=bins, stacked=True, label=names)
    ax.set(xlabel=col, ylabel="flowers")
    ax.legend()
    return fig


def plot_box(df, col):
    fig = Figure()
    ax = fig.subplots()
    names = sorted(df["species"].unique(), reverse=True)
    ax.boxplot([numbers(df.loc[df["species"] == name, col]) for name in names], patch_artist=True)
    ax.set_xticks(range(1, len(names) + 1), names)
    ax.set(ylabel=col)
    return fig
