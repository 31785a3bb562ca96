"""A Matplotlib figure as plain data, so that a judge can look at what was drawn without ever touching the object."""

import io
from typing import Any

import numpy as np

MAX_POINTS = 20_000
MAX_AXES = 12
MAX_ARTISTS = 200


def probe_figure(figure: Any) -> dict[str, Any]:
    """{open: bool, legend: [str], axes: [{title, xlabel, ylabel, legend, xticks, xticks_at, lines, collections, bars, boxes,
    images}], png: bytes}. `legend` outside of the axes is the figure's own."""
    numbers = _open_figures()
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=80)
    return {
        "open": figure.number in numbers if hasattr(figure, "number") else False,
        "legend": [text for legend in figure.legends[:MAX_AXES] for text in _texts(legend)],
        "axes": [_axes(axes) for axes in figure.axes[:MAX_AXES]],
        "png": buffer.getvalue(),
    }


def _open_figures() -> list[int]:
    import matplotlib.pyplot as plt

    return list(plt.get_fignums())


def _axes(axes: Any) -> dict[str, Any]:
    return {
        "title": axes.get_title(),
        "xlabel": axes.get_xlabel(),
        "ylabel": axes.get_ylabel(),
        "legend": _texts(axes.get_legend()),
        "xticks": [label.get_text() for label in axes.get_xticklabels()],
        "xticks_at": np.asarray(axes.get_xticks(), float)[:MAX_POINTS],
        "lines": [_line(line) for line in axes.lines[:MAX_ARTISTS]],
        "collections": [_collection(item) for item in axes.collections[:MAX_ARTISTS]],
        "bars": [_bar(patch) for patch in axes.patches[:MAX_ARTISTS] if hasattr(patch, "get_height")],
        "boxes": _boxes(axes),
        "images": [list(image.get_array().shape) for image in axes.images[:MAX_ARTISTS]],
    }


def _texts(legend: Any) -> list[str]:
    return [] if legend is None else [text.get_text() for text in legend.get_texts()]


def _line(line: Any) -> dict[str, Any]:
    x, y = (_numbers(values) for values in line.get_data(orig=False))
    look = {"color": str(line.get_color()), "style": str(line.get_linestyle()), "marker": str(line.get_marker())}
    return {"label": str(line.get_label()), "x": x, "y": y, **look}


def _collection(item: Any) -> dict[str, Any]:
    paths = item.get_paths()
    return {
        "label": str(item.get_label()),
        "offsets": _numbers(item.get_offsets()),
        "colors": _numbers(item.get_facecolor()),
        "edges": _numbers(item.get_edgecolor()),
        "marker": _numbers(paths[0].vertices) if paths else np.zeros((0, 2)),
    }


def _numbers(values: Any) -> Any:
    """Float64, what is masked as NaN."""
    return np.ma.filled(np.ma.asarray(values, float), np.nan)[:MAX_POINTS]


def _bar(patch: Any) -> dict[str, Any]:
    return {
        "x": float(patch.get_x()),
        "width": float(patch.get_width()),
        "height": float(patch.get_height()),
        "label": str(patch.get_label()),
    }


def _boxes(axes: Any) -> list[list[float]]:
    """[left, bottom, right, top] of what `boxplot` may have drawn a box with: a filled outline, or a closed line."""
    outlines = [patch.get_path().vertices for patch in axes.patches[:MAX_ARTISTS] if not hasattr(patch, "get_height")]
    lines = [line.get_xydata() for line in axes.lines[:MAX_ARTISTS]]
    outlines += [line for line in lines if len(line) >= 5 and (line[0] == line[-1]).all()]
    return [[float(side) for side in (*points.min(axis=0), *points.max(axis=0))] for points in outlines if len(points)]
