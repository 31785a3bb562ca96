"""What passes from a run to whoever watches: logs cleaned and capped, curves thinned, figures checked."""

import codecs
import json
import math
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from workers.cleaning import clean_text
from workers.protocol import EventKind, TestOutcome

Emit = Callable[[str, dict[str, Any]], None]

CHUNK_CHARS = 16 << 10
FLUSH_S = 0.1
MAX_POINTS = 5000
MAX_SERIES = 64
MAX_FIGURES = 12
MAX_FIGURE_POSTS = 60
MAX_FIGURE_BYTES = 1 << 20
MAX_PREVIEWS = 24
MAX_ANSWER_CHARS = 64 << 10
TRACES = frozenset(
    [
        "scatter",
        "scattergl",
        "bar",
        "histogram",
        "histogram2d",
        "histogram2dcontour",
        "heatmap",
        "contour",
        "box",
        "violin",
        "surface",
        "scatter3d",
        "mesh3d",
        "image",
        "pie",
        "table",
        "scatterpolar",
        "barpolar",
        "splom",
        "parcoords",
        "sankey",
        "waterfall",
        "funnel",
        "candlestick",
        "indicator",
    ]
)
_TAG = re.compile(r"<(?!/?(?:b|i|br|sub|sup|em|strong)\s*/?>)[^>]*>?", re.IGNORECASE)
_PICTURE = re.compile(r"data:image/png;base64,[A-Za-z0-9+/]*={0,2}")
_TRUNCATED = "\n… {count} bytes left out …\n"


class Relay:
    """Forwards events to `emit`, one at a time."""

    def __init__(self, emit: Emit, *, log_kept_kib: int) -> None:
        self._emit = emit
        self._lock = threading.RLock()
        self._logs = {stream: _Log(log_kept_kib * 512) for stream in ("stdout", "stderr")}
        self._counts: dict[tuple[str, str], int] = defaultdict(int)
        self._figures: set[str] = set()
        self._posts = 0
        self._previews = 0
        self._answered = False

    def event(self, kind: str, data: dict[str, Any]) -> None:
        """One event of the judge. Anything that is not in form is dropped."""
        with self._lock:
            match kind:
                case EventKind.PHASE:
                    self._emit(kind, {"name": str(data.get("name", ""))[:20], "text": data.get("text")})
                case EventKind.METRIC:
                    self._metric(data)
                case EventKind.FIGURE:
                    self._figure(data)
                case EventKind.PREVIEW:
                    self._preview(data)
                case EventKind.ANSWER:
                    self._answer(data)
                case EventKind.TEST:
                    self._emit(kind, TestOutcome.from_dict(data).to_dict())

    def _metric(self, data: dict[str, Any]) -> None:
        source = "judge" if data.get("source") == "judge" else "learner"
        kept = {name: value for name, value in data["values"].items() if math.isfinite(value) and self._has_room(source, name)}
        if kept:
            self._emit(EventKind.METRIC, {"step": int(data["step"]), "values": kept, "source": source})

    def _has_room(self, source: str, name: str) -> bool:
        """Halves the rate whenever half of what is left of a series' room is used up, so that a long run still shows its end."""
        key = (source, name)
        if key not in self._counts and len(self._counts) >= MAX_SERIES:
            return False
        self._counts[key] += 1
        return keeps(self._counts[key] - 1)

    def _figure(self, data: dict[str, Any]) -> None:
        name = clean_text(str(data.get("id", "")), 40)
        plotly = safe_figure(data.get("plotly"))
        self._posts += 1
        if plotly is None or self._posts > MAX_FIGURE_POSTS or (name not in self._figures and len(self._figures) >= MAX_FIGURES):
            return
        self._figures.add(name)
        source = "judge" if data.get("source") == "judge" else "learner"
        self._emit(EventKind.FIGURE, {"id": name, "plotly": plotly, "source": source})

    def _preview(self, data: dict[str, Any]) -> None:
        self._previews += 1
        if self._previews <= MAX_PREVIEWS and len(json.dumps(data)) <= MAX_FIGURE_BYTES:
            self._emit(EventKind.PREVIEW, data)

    def _answer(self, data: dict[str, Any]) -> None:
        value = safe_answer(data.get("value"))
        if not self._answered:
            self._answered = True
            self._emit(EventKind.ANSWER, {"value": value})

    def output(self, stream: str, chunk: bytes) -> None:
        """Bytes that a learner's process wrote."""
        with self._lock:
            self._send_log(stream, self._logs[stream].add(chunk))

    def tick(self) -> None:
        """Sends what has been waiting; called a few times a second."""
        with self._lock:
            for stream, log in self._logs.items():
                self._send_log(stream, log.due())

    def close(self) -> None:
        with self._lock:
            for stream, log in self._logs.items():
                self._send_log(stream, log.rest())

    def _send_log(self, stream: str, text: str) -> None:
        for start in range(0, len(text), CHUNK_CHARS):
            self._emit(EventKind.LOG, {"stream": stream, "text": text[start : start + CHUNK_CHARS]})


def keeps(index: int) -> bool:
    """Whether point `index` of a series is sent: all of the first half of the room, every 2nd of the next quarter, and so on."""
    stride, room, first = 1, MAX_POINTS // 2, 0
    while index >= first + room * stride:
        first += room * stride
        room //= 2
        stride *= 2
        if room == 0:
            return False
    return (index - first) % stride == 0


class _Log:
    """One stream: the head is sent as it comes, line by line; the tail is kept and sent at the end."""

    def __init__(self, half: int) -> None:
        self._half = half
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._head = 0
        self._pending = ""
        self._since = time.monotonic()
        self._tail = bytearray()
        self._dropped = 0

    def add(self, chunk: bytes) -> str:
        room = max(0, self._half - self._head)
        self._head += min(room, len(chunk))
        self._pending += self._decoder.decode(chunk[:room])
        self._tail += chunk[room:]
        if len(self._tail) > 2 * self._half:
            self._trim()
        return self._lines() if len(self._pending) >= CHUNK_CHARS else ""

    def _trim(self) -> None:
        excess = max(0, len(self._tail) - self._half)
        self._dropped += excess
        del self._tail[:excess]

    def due(self) -> str:
        return self._lines() if self._pending and time.monotonic() - self._since >= FLUSH_S else ""

    def _lines(self) -> str:
        self._since = time.monotonic()
        end = self._pending.rfind("\n") + 1 or (len(self._pending) if len(self._pending) > CHUNK_CHARS else 0)
        lines, self._pending = self._pending[:end], self._pending[end:]
        return _clean(lines)

    def rest(self) -> str:
        self._trim()
        head, self._pending = self._pending + self._decoder.decode(b"", final=True), ""
        gap = _TRUNCATED.format(count=self._dropped) if self._dropped else ""
        tail = self._tail.decode("utf-8", "replace")
        self._tail.clear()
        return _clean(head) + gap + _clean(tail)


def _clean(text: str) -> str:
    return clean_text(text, len(text) + 1)


def safe_answer(value: Any) -> Any:
    """JSON whose texts are fit to look at; where it is too long, the beginning of it as one text."""
    try:
        cleaned = _cleaned(value, 0)
        text = json.dumps(cleaned, ensure_ascii=False, allow_nan=False)
    except (ValueError, TypeError, RecursionError):
        return None
    return cleaned if len(text) <= MAX_ANSWER_CHARS else clean_text(text, MAX_ANSWER_CHARS)


def _cleaned(value: Any, depth: int) -> Any:
    if depth > 16:
        raise ValueError("nested too deeply")
    if isinstance(value, dict):
        return {clean_text(str(key), 200): _cleaned(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_cleaned(item, depth + 1) for item in value]
    return clean_text(value, MAX_ANSWER_CHARS) if isinstance(value, str) else value


def safe_figure(plotly: Any) -> dict[str, Any] | None:
    """A figure with only known traces and harmless strings; None if it is out of form or too large."""
    if not isinstance(plotly, dict) or not isinstance(plotly.get("data"), list) or not isinstance(plotly.get("layout", {}), dict):
        return None
    traces = [trace for trace in plotly["data"] if isinstance(trace, dict) and trace.get("type", "scatter") in TRACES]
    figure: dict[str, Any] = {"data": traces, "layout": plotly.get("layout", {})}
    if isinstance(plotly.get("frames"), list):
        figure["frames"] = plotly["frames"]
    try:
        figure = _harmless(figure, 0)
        size = len(json.dumps(figure, allow_nan=False))
    except (ValueError, TypeError, RecursionError):
        return None
    return figure if size <= MAX_FIGURE_BYTES else None


def _harmless(value: Any, depth: int) -> Any:
    if depth > 16:
        raise ValueError("nested too deeply")
    if isinstance(value, dict):
        return {
            clean_text(str(key), 80): _harmless(item, depth + 1) for key, item in value.items() if key not in ("href", "meta")
        }
    if isinstance(value, list):
        return [_harmless(item, depth + 1) for item in value]
    if isinstance(value, str):
        if _PICTURE.fullmatch(value):
            return value
        text = _TAG.sub("", clean_text(value, 2000))
        return "" if re.match(r"\s*(?:javascript|data|vbscript)\s*:", text, re.IGNORECASE) else text
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
