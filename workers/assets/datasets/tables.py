"""Tables: diabetes, iris and the Titanic's passengers."""

import csv
import gzip
import io
from importlib.resources import files
from typing import TYPE_CHECKING

from workers.assets.built import Built, npz
from workers.assets.sources import AssetError, verified

if TYPE_CHECKING:
    import pandas as pd

_TITANIC = "tests/data/openml/id_40945/data-v1-dl-16826755.arff.gz"
_TITANIC_SHA256 = "516e961f519876e5f89b339a0364a08dd64160ac3a4d76d5ec62955bfd6d6ce5"
_TITANIC_COLUMNS = [
    *("pclass", "survived", "name", "sex", "age", "sibsp", "parch"),
    *("ticket", "fare", "cabin", "embarked", "boat", "body", "home.dest"),
]
# boat and body are known only after the event: a model that reads them has been told the answer.
_TITANIC_LEAKS = ["boat", "body"]
_TEST_SHARE = 0.25


def diabetes() -> Built:
    """442 patients: x f64[442,10] as measured (age in years, bmi in kg/m² …), y f64[442] the disease's progress after a year."""
    from sklearn.datasets import load_diabetes

    bunch = load_diabetes(scaled=False)
    return Built(public={"diabetes.npz": npz(x=bunch.data.astype("float64"), y=bunch.target.astype("float64"))})


def iris() -> Built:
    """150 flowers in clean CSV: four lengths in cm, and the species."""
    from sklearn.datasets import load_iris

    bunch = load_iris()
    rows = [
        [*(format(value, ".1f") for value in flower), bunch.target_names[species]]
        for flower, species in zip(bunch.data, bunch.target, strict=True)
    ]
    header = ["sepal_length", "sepal_width", "petal_length", "petal_width", "species"]
    return Built(public={"iris.csv": _csv([header, *rows])})


def titanic() -> Built:
    """1,309 passengers with their missing values, stratified: a quarter is hidden. Without the columns that tell the answer."""
    import pandas as pd
    from sklearn.model_selection import train_test_split

    content = verified(files("sklearn.datasets").joinpath(_TITANIC).read_bytes(), _TITANIC_SHA256, _TITANIC)
    text = gzip.decompress(content).decode()
    _, found, data = text.partition("@data\n")
    if not found:
        raise AssetError("the Titanic file has no @data section")
    table = pd.read_csv(io.StringIO(data.strip()), header=None, names=_TITANIC_COLUMNS, na_values="?").drop(
        columns=_TITANIC_LEAKS
    )
    train, test = train_test_split(table, test_size=_TEST_SHARE, stratify=table["survived"], random_state=0)
    return Built(public={"train.csv": _table(train)}, judge={"test.csv": _table(test)})


def _table(table: "pd.DataFrame") -> bytes:
    return str(table.to_csv(index=False, lineterminator="\n")).encode()


def _csv(rows: list[list[str]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue().encode()
