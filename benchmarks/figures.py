"""What a benchmark found: one figure with its target, and how it is printed."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

_HEAD = ("", "measured", "target", "")
_WIDTHS = (66, 12, 10, 8)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """`target` None: told for comparison, nothing was promised. `note` says what the number was made of."""

    name: str
    value: float
    unit: str  # "T" for a ratio to a bare import of torch, "s", "ms", "/s", or "" for a count
    target: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def met(self) -> bool | None:
        if self.target is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 do not exceed; of few values the largest."""
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]


def print_head() -> None:
    print(_row(_HEAD))
    print("-" * sum(_WIDTHS), flush=True)


def print_figure(figure: Figure) -> None:
    sign = "≥" if figure.at_least else "≤"
    target = f"{sign} {_number(figure.target)} {figure.unit}" if figure.target is not None else "–"
    verdict = {None: "", True: "met", False: "MISSED"}[figure.met]
    print(_row((figure.name, f"{_number(figure.value)} {figure.unit}", target, verdict)))
    if figure.note:
        print(f"    {figure.note}")
    print(end="", flush=True)


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"


def _row(cells: tuple[str, ...]) -> str:
    return " ".join(cell.ljust(width) for cell, width in zip(cells, _WIDTHS, strict=True)).rstrip()
