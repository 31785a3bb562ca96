"""The figure that a run posts: the learner's points on their way from noise to data, beside true ones."""

from typing import Any

import numpy as np

SHOWN = 400


def _cloud(points: np.ndarray, name: dict[str, str], colour: str) -> dict[str, Any]:
    few = np.round(points[:SHOWN], 3)
    marker = {"size": 4, "opacity": 0.6, "color": colour}
    return {
        "type": "scatter",
        "mode": "markers",
        "x": few[:, 0].tolist(),
        "y": few[:, 1].tolist(),
        "name": name,
        "marker": marker,
    }


def denoising(steps: list[tuple[int, np.ndarray]], final: np.ndarray, truth: np.ndarray) -> dict[str, Any]:
    """A slider from pure noise to the samples; the true points stay in the background."""
    real = _cloud(truth, {"zh": "真实数据", "en": "true data"}, "#9ca3af")
    name = {"zh": "你的样本", "en": "your samples"}
    stops = [(f"t = {step}", points) for step, points in steps] + [("x₀", final)]
    frames = [{"name": label, "data": [real, _cloud(points, name, "#2563eb")]} for label, points in stops]
    buttons = [
        {"label": label, "method": "animate", "args": [[label], {"mode": "immediate", "frame": {"duration": 0, "redraw": True}}]}
        for label, _ in stops
    ]
    return {
        "data": frames[-1]["data"],
        "frames": frames,
        "layout": {
            "title": {"text": {"zh": "从噪声到数据", "en": "From noise to data"}},
            "xaxis": {"range": [-5, 5], "title": {"text": "x₁"}},
            "yaxis": {"range": [-5, 5], "title": {"text": "x₂"}, "scaleanchor": "x"},
            "sliders": [{"active": len(stops) - 1, "steps": buttons, "pad": {"t": 40}}],
        },
    }
