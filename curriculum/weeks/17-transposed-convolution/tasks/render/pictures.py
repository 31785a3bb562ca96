"""What a posted heatmap looks like: the matrix as a reader sees it, whatever way the axes were laid out."""

from typing import Any

import numpy as np

Text = dict[str, str]


class Unreadable(Exception):
    """Why a figure is not one heatmap of numbers, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.text: Text = {"zh": zh, "en": en}


def seen(plotly: dict[str, Any]) -> np.ndarray:
    """The values from top to bottom and from left to right, f64[rows, columns]."""
    trace = heatmap(plotly)
    z = numbers(trace.get("z"))
    layout = plotly.get("layout")
    layout = layout if isinstance(layout, dict) else {}
    rows = places(trace.get("y"), z.shape[0], "y")
    columns = places(trace.get("x"), z.shape[1], "x")
    if trace.get("transpose") is True:
        raise Unreadable("请不要用 transpose，直接给出 z。", "Please give z as it is, without transpose.")
    top_first = np.argsort(rows if is_reversed(layout.get("yaxis")) else -rows)
    left_first = np.argsort(-columns if is_reversed(layout.get("xaxis")) else columns)
    return z[top_first][:, left_first]


def heatmap(plotly: dict[str, Any]) -> dict[str, Any]:
    data = plotly.get("data")
    maps = [t for t in data if isinstance(t, dict) and t.get("type") == "heatmap"] if isinstance(data, list) else []
    if len(maps) != 1:
        found = len(maps)
        raise Unreadable(
            f"data 里应当恰好有一个 heatmap，现在有 {found} 个。", f"data should hold exactly one heatmap, not {found}."
        )
    return maps[0]


def numbers(z: Any) -> np.ndarray:
    """z as a finite float matrix."""
    try:
        matrix = np.array(z, dtype=float)
    except (TypeError, ValueError):
        matrix = np.zeros(0)
    if matrix.ndim != 2 or not matrix.size or not np.isfinite(matrix).all():
        raise Unreadable(
            "heatmap 的 z 应当是由数组成的列表的列表。",
            "The heatmap's z should be a list of lists of numbers.",
        )
    return matrix


def places(given: Any, count: int, name: str) -> np.ndarray:
    """Where rows or columns lie: 0, 1, 2 … unless the trace says so. Names instead of numbers lie in their order."""
    if given is None:
        return np.arange(count, dtype=float)
    if isinstance(given, list) and len(given) == count:
        try:
            return np.array(given, dtype=float)
        except (TypeError, ValueError):
            return np.arange(count, dtype=float)
    raise Unreadable(f"heatmap 的 {name} 与 z 的大小不符。", f"The heatmap's {name} does not fit the size of z.")


def is_reversed(axis: Any) -> bool:
    """Plotly's two ways to turn an axis round: autorange, or a range that falls."""
    if not isinstance(axis, dict):
        return False
    span = axis.get("range")
    if isinstance(span, list) and len(span) == 2 and all(isinstance(end, int | float) for end in span):
        return span[0] > span[1]
    return axis.get("autorange") in ("reversed", "min reversed", "max reversed")


def title(plotly: dict[str, Any]) -> str:
    """The words above a figure, "" where there are none."""
    layout = plotly.get("layout")
    value = layout.get("title") if isinstance(layout, dict) else None
    if isinstance(value, dict):
        value = value.get("text")
    return value.strip() if isinstance(value, str) else ""
