"""The two figures: the points on their way from noise to data, and the distance to the data along that way."""

from typing import Any

import numpy as np

SHOWN = 110
Array = np.ndarray


def text(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def cloud(points: Array, name: dict[str, str], colour: str) -> dict[str, Any]:
    few = np.round(np.clip(points[:SHOWN], -9, 9), 2)
    marker = {"size": 5, "opacity": 0.55, "color": colour}
    return {
        "type": "scatter",
        "mode": "markers",
        "x": few[:, 0].tolist(),
        "y": few[:, 1].tolist(),
        "name": name,
        "marker": marker,
    }


def path_figure(frames: list[tuple[int, Array]], truth: Array) -> dict[str, Any]:
    """A slider over the stops; the true points of the class stay in the background."""
    made = [
        {
            "name": str(t),
            "data": [cloud(truth, text("真实数据", "true data"), "#9ca3af"), cloud(x, text("样本", "samples"), "#2563eb")],
        }
        for t, x in frames
    ]
    steps = [
        {
            "label": frame["name"],
            "method": "animate",
            "args": [[frame["name"]], {"mode": "immediate", "frame": {"duration": 0, "redraw": True}}],
        }
        for frame in made
    ]
    return {
        "data": made[-1]["data"],
        "frames": [{"name": frame["name"], "data": frame["data"][1:], "traces": [1]} for frame in made],
        "layout": {
            "title": {"text": text("从噪声到数据", "From noise to data")},
            "xaxis": {"range": [-4.5, 4.5]},
            "yaxis": {"range": [-4.5, 4.5], "scaleanchor": "x"},
            "sliders": [{"active": len(made) - 1, "currentvalue": {"prefix": "t = "}, "steps": steps, "pad": {"t": 40}}],
        },
    }


def distance_figure(curve: list[list[float]]) -> dict[str, Any]:
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines+markers",
                "x": [step for step, _ in curve],
                "y": [float(f"{far:.4g}") for _, far in curve],
                "name": text("距离", "distance"),
            }
        ],
        "layout": {
            "title": {"text": text("样本离真实数据多远", "How far the samples are from the data")},
            "xaxis": {"title": {"text": text("走过的步数", "steps taken")}},
            "yaxis": {"title": {"text": text("切片 Wasserstein 距离", "sliced Wasserstein distance")}, "rangemode": "tozero"},
        },
    }
