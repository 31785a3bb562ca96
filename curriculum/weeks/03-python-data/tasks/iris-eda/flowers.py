"""Frames and dirty CSV files for the judge, and what should come of them, worked out without pandas."""

import statistics
from dataclasses import dataclass, field

import numpy as np

NUMERIC = ("sepal_length", "sepal_width", "petal_length", "petal_width")
COLUMNS = (*NUMERIC, "species")
NAMES = ("setosa", "versicolor", "virginica", "pseudacorus", "sibirica")
Row = tuple[float | None, float | None, float | None, float | None, str]


def flowers(rng: np.random.Generator, counts: dict[str, int]) -> list[Row]:
    """Distinct rows, one decimal place, shuffled; the species differ in size, so that medians do, too."""
    rows: list[Row] = []
    for shift, (species, count) in enumerate(counts.items()):
        values: set[tuple[float, ...]] = set()
        while len(values) < count:
            values.add(
                tuple(round(float(v), 1) for v in rng.normal((5.0 + shift, 3.4 - 0.3 * shift, 1.5 + 2 * shift, 0.3 + shift), 0.4))
            )
        rows += [(*value, species) for value in sorted(values)]  # type: ignore[list-item]
    return [rows[i] for i in rng.permutation(len(rows))]


def with_gaps(rng: np.random.Generator, rows: list[Row], count: int) -> list[Row]:
    """`count` rows lose one number each."""
    out = list(rows)
    for i in rng.choice(len(rows), size=count, replace=False):
        cells = list(out[i])
        cells[int(rng.integers(4))] = None
        out[i] = tuple(cells)  # type: ignore[assignment]
    return out


def cleaned(rows: list[Row]) -> list[Row]:
    """The statement's three steps."""
    seen = list(dict.fromkeys((*row[:4], row[4].strip().lower()) for row in rows))
    out = []
    for row in seen:
        mates = [other for other in seen if other[4] == row[4]]
        cells = [value if value is not None else _median([mate[c] for mate in mates]) for c, value in enumerate(row[:4])]
        out.append((*cells, row[4]))
    return out  # type: ignore[return-value]


def _median(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None


@dataclass
class Dirt:
    """How a file is spoilt."""

    bom: bool = False
    crlf: bool = False
    spaces: bool = False
    cases: bool = False
    extra: bool = False
    shuffled: bool = False
    markers: tuple[str, ...] = ("",)
    last_newline: bool = True
    order: list[str] = field(default_factory=lambda: list(COLUMNS))


def spoilt(rng: np.random.Generator, rows: list[Row], dirt: Dirt) -> list[Row]:
    """The rows with the species spelt in many ways: what the file holds."""
    return [(*row[:4], _respelt(rng, row[4], dirt)) for row in rows]


def _respelt(rng: np.random.Generator, species: str, dirt: Dirt) -> str:
    forms = [species, species.upper(), species.title()] if dirt.cases else [species]
    form = str(rng.choice(forms))
    return f" {form}  " if dirt.spaces and rng.random() < 0.4 else form


def csv_bytes(rng: np.random.Generator, rows: list[Row], dirt: Dirt) -> bytes:
    """The file. Fields with a comma are quoted."""
    order = list(COLUMNS) + (["collector"] if dirt.extra else [])
    if dirt.shuffled:
        order = [order[i] for i in rng.permutation(len(order))]
    lines = [",".join(f" {name} " if dirt.spaces else name for name in order)]
    for row in rows:
        cells = dict(zip(COLUMNS, row, strict=True))
        lines.append(",".join(_field(rng, name, cells.get(name), dirt) for name in order))
    newline = "\r\n" if dirt.crlf else "\n"
    text = newline.join(lines) + (newline if dirt.last_newline else "")
    return (b"\xef\xbb\xbf" if dirt.bom else b"") + text.encode()


def _field(rng: np.random.Generator, name: str, value: float | str | None, dirt: Dirt) -> str:
    if name == "collector":
        return str(rng.choice(['"Anderson, E."', "Fisher", "NA", ""]))
    if name == "species":
        return str(value)
    text = str(rng.choice(dirt.markers)) if value is None else f"{value:g}"
    return f"{text} " if dirt.spaces and rng.random() < 0.3 else text


def columns(rows: list[Row]) -> dict[str, object]:
    """For Frame(…): arrays with NaN for what is missing, and a list of names."""
    data: dict[str, object] = {
        name: np.array([np.nan if row[c] is None else row[c] for row in rows], float) for c, name in enumerate(NUMERIC)
    }
    return data | {"species": [row[4] for row in rows]}


def summarised(rows: list[Row]) -> dict[str, dict[str, dict[str, float | int | None]]]:
    """The table of `summary`."""
    return {
        species: {name: _described([row[c] for row in rows if row[4] == species]) for c, name in enumerate(NUMERIC)}
        for species in dict.fromkeys(row[4] for row in rows)
    }


def _described(values: list[float | None]) -> dict[str, float | int | None]:
    known = [value for value in values if value is not None]
    return {
        "mean": statistics.fmean(known) if known else None,
        "std": statistics.stdev(known) if len(known) > 1 else None,
        "median": statistics.median(known) if known else None,
        "n": len(known),
    }
