"""The frames that several tests use."""

import flowers
from flowers import Row

from workers.judge import Judging

SIX_ROWS = """sepal_length,sepal_width,petal_length,petal_width,species
5.0,3.5,1.4,0.2,setosa
5.0,3.5,1.4,0.2,Setosa
4.6,NA,1.6,0.2, setosa
4.8,3.1,,0.3,SETOSA
6.0,2.5,4.0,1.0,versicolor
6.4,2.9,NA,1.4,Versicolor
"""
SIX_CLEAN: list[Row] = [
    (5.0, 3.5, 1.4, 0.2, "setosa"),
    (4.6, 3.3, 1.6, 0.2, "setosa"),
    (4.8, 3.1, 1.5, 0.3, "setosa"),
    (6.0, 2.5, 4.0, 1.0, "versicolor"),
    (6.4, 2.9, 4.0, 1.4, "versicolor"),
]


def sample(j: Judging, gaps: int = 0) -> list[Row]:
    counts = {"setosa": int(j.rng.integers(7, 12)), "versicolor": int(j.rng.integers(5, 9)), "virginica": 6, "sibirica": 4}
    rows = flowers.flowers(j.rng, counts)
    return flowers.with_gaps(j.rng, rows, gaps) if gaps else rows


def species_of(rows: list[Row]) -> list[str]:
    return sorted({row[4] for row in rows})


def iris(j: Judging) -> list[Row]:
    lines = (j.assets / "iris" / "iris.csv").read_text(encoding="utf-8").split()[1:]
    return [(*map(float, line.split(",")[:4]), line.split(",")[4]) for line in lines]  # type: ignore[misc]
