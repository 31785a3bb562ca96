"""`report(step, **floats)` and `figure(id, plotly)`: what a learner's code shows while it runs. Display only, never a score."""

import math
import time
from typing import Any

from workers.harness.frames import Channel

MIN_INTERVAL_S = 0.05  # 20 a second; what comes faster is thinned, the last one always arrives
MAX_NAMES = 16
MAX_FIGURES = 12
MAX_FIGURE_BYTES = 1 << 20


class Reporter:
    """Both callables, bound to the judge's channel. One per call of the learner's code."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._last = 0.0
        self._waiting: dict[str, Any] | None = None
        self._figures = 0

    def report(self, step: int, **values: float) -> None:
        """Draws one point of each named curve. `step` is an int; values are numbers (a one-element tensor will do)."""
        if len(values) > MAX_NAMES:
            raise ValueError(f"report takes at most {MAX_NAMES} values")
        point = {"event": "report", "step": int(step), "values": {name: _number(value) for name, value in values.items()}}
        now = time.monotonic()
        if now - self._last < MIN_INTERVAL_S and all(math.isfinite(float(value)) for value in point["values"].values()):  # type: ignore[attr-defined]
            self._waiting = point
            return
        self._last, self._waiting = now, None
        self._channel.send(point)

    def figure(self, id: str, plotly: dict[str, Any]) -> None:  # noqa: A002
        """Shows a Plotly figure: `{"data": [...], "layout": {...}}` of plain lists and numbers, at most 1 MB."""
        if not isinstance(id, str) or not isinstance(plotly, dict):
            raise TypeError("figure(id: str, plotly: dict)")
        self._figures += 1
        if self._figures > MAX_FIGURES:
            raise ValueError(f"at most {MAX_FIGURES} figures a run")
        self._channel.send({"event": "figure", "id": id, "plotly": _plain(plotly, 0)})

    def flush(self) -> None:
        if self._waiting is not None:
            self._channel.send(self._waiting)
            self._waiting = None


def _number(value: Any) -> float | str:
    number = float(value)
    return number if math.isfinite(number) else str(number)


def _plain(value: Any, depth: int) -> Any:
    """Lists, dicts, strings and numbers only; arrays become lists, NaN becomes null as Plotly expects."""
    if depth > 12:
        raise ValueError("the figure is nested too deeply")
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, dict):
        return {str(key): _plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, depth + 1) for item in value]
    if hasattr(value, "tolist"):
        return _plain(value.tolist(), depth + 1)
    number = float(value)
    return number if math.isfinite(number) else None
