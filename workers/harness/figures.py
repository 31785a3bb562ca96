"""A Matplotlib figure as plain data, so that a judge can look at what was drawn without ever touching the object."""

import io
from typing import Any

import numpy as np

MAX_POINTS = 20_000
MAX_AXES = 12
MAX_ARTISTS = 200


def probe_figure(figure: Any) -> dict[str, Any]:
    """{open: bool, axes: [{title, xlabel, ylabel, legend, lines, collections, bars, images}], png: bytes}."""
    numbers = _open_figures()
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=80)
    return {
        "open": figure.number in numbers if hasattr(figure, "number") else False,
        "axes": [_axes(axes) for axes in figure.axes[:MAX_AXES]],
        "png": buffer.getvalue(),
    }


def _open_figures() -> list[int]:
    import matplotlib.pyplot as plt

    return list(plt.get_fignums())


def _axes(axes: Any) -> dict[str, Any]:
    legend = axes.get_legend()
    return {
        "title": axes.get_title(),
        "xlabel": axes.get_xlabel(),
        "ylabel": axes.get_ylabel(),
        "legend": [] if legend is None else [text.get_text() for text in legend.get_texts()],
        "xticks": [label.get_text() for label in axes.get_xticklabels()],
        "lines": [_line(line) for line in axes.lines[:MAX_ARTISTS]],
        "collections": [_collection(item) for item in axes.collections[:MAX_ARTISTS]],
        "bars": [_bar(patch) for patch in axes.patches[:MAX_ARTISTS] if hasattr(patch, "get_height")],
        "images": [list(image.get_array().shape) for image in axes.images[:MAX_ARTISTS]],
    }


def _line(line: Any) -> dict[str, Any]:
    x, y = (np.asarray(values, float)[:MAX_POINTS] for values in line.get_data())
    return {"label": str(line.get_label()), "x": x, "y": y, "color": str(line.get_color())}


def _collection(item: Any) -> dict[str, Any]:
    offsets = np.asarray(item.get_offsets(), float)[:MAX_POINTS]
    colors = np.asarray(item.get_facecolor(), float)[:MAX_POINTS]
    return {"label": str(item.get_label()), "offsets": offsets, "colors": colors}


def _bar(patch: Any) -> dict[str, Any]:
    return {
        "x": float(patch.get_x()),
        "width": float(patch.get_width()),
        "height": float(patch.get_height()),
        "label": str(patch.get_label()),
    }
