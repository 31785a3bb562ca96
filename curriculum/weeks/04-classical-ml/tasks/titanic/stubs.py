"""Built-ins that run beside your code: text becomes the data frame that `pandas.read_csv` would give you."""

import io

import pandas as pd

TEXT = ["name", "sex", "ticket", "cabin", "embarked", "home.dest"]


def passengers(text):
    """CSV as a DataFrame; text columns stay text even where all of them are missing."""
    types = dict.fromkeys(TEXT, "str") | {"age": "float64", "fare": "float64"}
    return pd.read_csv(io.StringIO(text), dtype=types, na_values=[""], keep_default_na=False)
