"""Load, clean, summarise and plot the iris measurements. Fill in the bodies; keep names and arguments."""

import matplotlib.pyplot as plt
import pandas as pd

NUMERIC = ["sepal_length", "sepal_width", "petal_length", "petal_width"]


def load(path):
    """A CSV file -> DataFrame with the columns NUMERIC (float64) and species (str), in this order."""
    return pd.DataFrame({**{col: [0.0] for col in NUMERIC}, "species": [""]})


def clean(df):
    """A new frame: species stripped and in lower case, exact duplicates dropped, gaps filled with the species' median."""
    return df


def summary(df):
    """{species: {column: {"mean", "std", "median", "n"}}}; std with n - 1, None for a single value."""
    return {}


def plot_scatter(df, x, y):
    """A Figure: y against x, one series per species, labelled axes and a legend."""
    fig = plt.figure()
    plt.close(fig)
    return fig


def plot_hist(df, col, bins):
    """A Figure: how many values of a column fall into each of `bins` equal bins."""
    fig = plt.figure()
    plt.close(fig)
    return fig


def plot_box(df, col):
    """A Figure: one vertical box per species."""
    fig = plt.figure()
    plt.close(fig)
    return fig
