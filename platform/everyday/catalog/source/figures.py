"""figures/<slug>.json: Plotly JSON with alt text; any {zh, en} object in it is a localised string."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from everyday.catalog.source.problems import Report

# What the site's Plotly bundle can draw.
TRACE_TYPES = frozenset(
    ["scatter", "bar", "box", "heatmap", "histogram", "histogram2d", "histogram2dcontour", "contour", "image", "pie", "violin"]
)
MAX_BYTES = 1_000_000
_TOP = {"alt", "data", "layout", "frames"}


@dataclass(frozen=True)
class FigureSource:
    path: Path
    alt: dict[str, str]
    plotly: dict[str, Any]
    svg: str


def read_figures(folder: Path, report: Report) -> dict[str, FigureSource]:
    """A week's figures by slug; those that cannot be shown are in the report instead."""
    figures = {}
    for path in sorted((folder / "figures").glob("*.json")):
        figure = _read_figure(path, report)
        if figure is not None:
            figures[path.stem] = figure
    return figures


def _read_figure(path: Path, report: Report) -> FigureSource | None:
    try:
        spec = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        report.add(path, error.lineno, f"not valid JSON: {error.msg}")
        return None
    problem = _refusal(spec)
    if problem is None and path.stat().st_size > MAX_BYTES:
        problem = f"larger than {MAX_BYTES:,} bytes"
    if problem is not None:
        report.add(path, 1, problem)
        return None
    svg = path.with_suffix(".svg")
    plotly = {key: value for key, value in spec.items() if key != "alt"}
    return FigureSource(path, spec["alt"], plotly, svg.read_text(encoding="utf-8") if svg.exists() else "")


def _refusal(spec: object) -> str | None:
    if not isinstance(spec, dict) or not {"alt", "data", "layout"} <= set(spec) or not set(spec) <= _TOP:
        return "a figure has the keys alt, data, layout and perhaps frames"
    alt = spec["alt"]
    if not is_localised(alt) or not all(str(text).strip() for text in alt.values()):
        return "alt needs a text in zh and en"
    for trace in [*spec["data"], *(one for frame in spec.get("frames", []) for one in frame.get("data", []))]:
        kind = trace.get("type", "scatter")
        if kind not in TRACE_TYPES:
            return f"trace type {kind!r} is not in the site's Plotly bundle"
    return None


def is_localised(value: object) -> bool:
    return isinstance(value, dict) and set(value) == {"zh", "en"} and all(isinstance(text, str) for text in value.values())


def localise(value: Any, language: str) -> Any:
    """`value` with every {zh, en} object replaced by its text in `language`."""
    if is_localised(value):
        return value[language]
    if isinstance(value, dict):
        return {key: localise(one, language) for key, one in value.items()}
    if isinstance(value, list):
        return [localise(one, language) for one in value]
    return value
