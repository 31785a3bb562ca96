"""Plotly figures of a run, drawn from the judge's own numbers."""

from typing import Any

import numpy as np


def mosaic(tiles: np.ndarray, columns: int, gap: int = 1) -> list[list[float | None]]:
    """tiles [n, h, w] -> one grid, row by row, with empty lines between the tiles."""
    n, h, w = tiles.shape
    rows = -(-n // columns)
    grid = np.full((rows * (h + gap) - gap, columns * (w + gap) - gap), np.nan)
    for k, tile in enumerate(tiles):
        top, left = k // columns * (h + gap), k % columns * (w + gap)
        grid[top : top + h, left : left + w] = tile
    return [[None if np.isnan(v) else round(float(v), 3) for v in row] for row in grid]


def tiles_figure(
    tiles: np.ndarray, columns: int, title: dict[str, str], scale: str, notes: list[str] | None = None
) -> dict[str, Any]:
    _, h, w = tiles.shape
    axis = {"visible": False, "showgrid": False, "zeroline": False}
    marks = [
        {
            "x": k % columns * (w + 1),
            "y": k // columns * (h + 1),
            "text": note,
            "showarrow": False,
            "xanchor": "left",
            "yanchor": "top",
        }
        for k, note in enumerate(notes or [])
    ]
    return {
        "data": [{"type": "heatmap", "z": mosaic(tiles, columns), "colorscale": scale, "showscale": False, "hoverinfo": "z"}],
        "layout": {
            "title": {"text": title},
            "xaxis": axis,
            "yaxis": {**axis, "autorange": "reversed", "scaleanchor": "x"},
            "annotations": [{**mark, "font": {"color": "#e45756", "size": 14}} for mark in marks],
        },
    }


def filters_figure(weight: np.ndarray) -> dict[str, Any]:
    """weight [F, C, kh, kw]: a row of tiles for each input channel."""
    shown = weight[:24]
    tiles = shown.transpose(1, 0, 2, 3).reshape(-1, *weight.shape[2:])
    title = {"zh": "第一层的卷积核（每行一个输入通道）", "en": "Kernels of the first layer (a row for each input channel)"}
    return tiles_figure(tiles, len(shown), title, "RdBu")


def maps_figure(maps: np.ndarray, name: str) -> dict[str, Any]:
    """maps [C, H, W] of one image."""
    title = {"zh": f"一张图在 {name} 之后的特征图", "en": f"Feature maps of one image after {name}"}
    return tiles_figure(maps[:32], 8, title, "Viridis")


def errors_figure(x: np.ndarray, y: np.ndarray, got: np.ndarray, sure: np.ndarray) -> dict[str, Any]:
    """The wrong images of which the model was most sure, in grey, marked true → predicted."""
    wrong = np.flatnonzero(got != y)
    worst = wrong[np.argsort(-sure[wrong])][:16]
    notes = [f"{y[k]}→{got[k]}" for k in worst]
    title = {"zh": "错得最自信的图（真实→预测）", "en": "Most confident mistakes (true→predicted)"}
    tiles = x[worst].mean(axis=1) if len(worst) else np.zeros((1, 32, 32))
    return tiles_figure(tiles, 8, title, "Greys", notes)


def confusion_figure(y: np.ndarray, got: np.ndarray, classes: int) -> dict[str, Any]:
    table = np.zeros((classes, classes), dtype=int)
    np.add.at(table, (y, np.clip(got, 0, classes - 1)), 1)
    names = [str(n) for n in range(classes)]
    heat = {"type": "heatmap", "z": table.tolist(), "x": names, "y": names, "colorscale": "Blues", "showscale": False}
    return {
        "data": [{**heat, "texttemplate": "%{z}"}],
        "layout": {
            "title": {"text": {"zh": "混淆矩阵（隐藏测试集）", "en": "Confusion matrix (hidden images)"}},
            "xaxis": {"title": {"text": {"zh": "预测", "en": "predicted"}}, "type": "category"},
            "yaxis": {"title": {"text": {"zh": "真实", "en": "true"}}, "type": "category", "autorange": "reversed"},
        },
    }
