"""A figure's numbers as tables, for readers who cannot see the figure and those who want the numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

_COLUMNS = ("labels", "values", "x", "y", "z", "text")
# A page of more rows than this helps nobody; the JSON has them all.
MAX_ROWS = 500


@dataclass(frozen=True)
class Table:
    """`is_cut` says that rows beyond MAX_ROWS are left out."""

    title: str
    columns: list[str]
    rows: list[list[Any]]
    is_cut: bool = False


def figure_tables(plotly: Mapping[str, Any]) -> list[Table]:
    """One table a trace of a localised figure, in the figure's order."""
    traces = [trace for trace in plotly.get("data", []) if isinstance(trace, dict)]
    tables = [_table(trace, number) for number, trace in enumerate(traces, start=1)]
    return [table for table in tables if table.rows]


def _table(trace: Mapping[str, Any], number: int) -> Table:
    title = str(trace.get("name") or number)
    matrix = trace.get("z")
    if isinstance(matrix, list) and matrix and isinstance(matrix[0], list):
        return _matrix(title, trace, matrix)
    columns = [name for name in _COLUMNS if isinstance(trace.get(name), list)]
    rows = [list(row) for row in zip_longest(*(trace[name] for name in columns), fillvalue="")]
    return Table(title, columns, rows[:MAX_ROWS], len(rows) > MAX_ROWS)


def _matrix(title: str, trace: Mapping[str, Any], matrix: list[list[Any]]) -> Table:
    heads = trace.get("x") if isinstance(trace.get("x"), list) else range(len(matrix[0]))
    names = trace.get("y") if isinstance(trace.get("y"), list) else range(len(matrix))
    rows = [[name, *row] for name, row in zip(names or [], matrix, strict=False)]
    return Table(title, ["", *(str(head) for head in heads or [])], rows[:MAX_ROWS], len(rows) > MAX_ROWS)
