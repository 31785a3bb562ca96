"""Plotly figures of a run, drawn from the judge's own numbers."""

from typing import Any

import numpy as np

GRID = 41  # points along one side of the boundary map


def boundary_figure(side: np.ndarray, frames: list[np.ndarray], X: np.ndarray, y: np.ndarray) -> dict[str, Any]:
    axis = [round(float(v), 3) for v in side]
    maps = [frame.reshape(GRID, GRID).astype(int).tolist() for frame in frames]
    scale = [[0, "#4c78a8"], [0.5, "#f2cf5b"], [1, "#e45756"]]
    heat: dict[str, Any] = {
        "type": "heatmap",
        "x": axis,
        "y": axis,
        "zmin": 0,
        "zmax": 2,
        "colorscale": scale,
        "showscale": False,
    }
    points: dict[str, Any] = {
        "type": "scatter",
        "mode": "markers",
        "x": X[:, 0].round(3).tolist(),
        "y": X[:, 1].round(3).tolist(),
    }
    points |= {"marker": {"color": y.tolist(), "colorscale": scale, "cmin": 0, "cmax": 2, "size": 5, "line": {"width": 0.5}}}
    steps = [
        {"label": str(20 * k), "method": "animate", "args": [[str(20 * k)], {"mode": "immediate", "frame": {"duration": 0}}]}
        for k in range(len(maps))
    ]
    return {
        "data": [{**heat, "z": maps[-1], "opacity": 0.45}, points],
        "layout": {
            "title": {"text": {"zh": "决策边界随训练的变化", "en": "The decision boundary during training"}},
            "xaxis": {"title": {"text": "x₁"}},
            "yaxis": {"title": {"text": "x₂"}, "scaleanchor": "x"},
            "showlegend": False,
            "sliders": [
                {"active": len(maps) - 1, "currentvalue": {"prefix": {"zh": "轮数：", "en": "epochs: "}}, "steps": steps}
            ],
        },
        "frames": [{"name": str(20 * k), "data": [{**heat, "z": z, "opacity": 0.45}], "traces": [0]} for k, z in enumerate(maps)],
    }


def activation_figure(p: dict[str, np.ndarray], X: np.ndarray) -> dict[str, Any]:
    a = X @ p["W1"] + p["b1"]
    counts, edges = np.histogram(np.clip(a, -6, 6), bins=48)
    dead = int((a <= 0).all(axis=0).sum())
    return {
        "data": [{"type": "bar", "x": ((edges[1:] + edges[:-1]) / 2).round(3).tolist(), "y": counts.tolist()}],
        "layout": {
            "title": {
                "text": {
                    "zh": f"隐藏层激活前的值（死亡单元：{dead} / {a.shape[1]}）",
                    "en": f"Hidden pre-activations (dead units: {dead} / {a.shape[1]})",
                }
            },
            "xaxis": {"title": {"text": "a"}},
            "yaxis": {"title": {"text": {"zh": "个数", "en": "count"}}},
        },
    }
