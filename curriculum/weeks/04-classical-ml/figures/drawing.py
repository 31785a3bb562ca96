"""Shared by this week's figure scripts: parts of a Plotly figure, and writing it with its still picture."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("svg")
import matplotlib.pyplot as plt
import numpy as np

HERE = Path(__file__).resolve().parent
CLEAR = "rgba(0,0,0,0)"
BLUE, ORANGE, GREY = "#4c78a8", "#f58518", "#8c8c8c"
Text = dict[str, str]


def numbers(values: Any, digits: int = 4) -> list[Any]:
    rounded: list[Any] = np.round(np.asarray(values, float), digits).tolist()
    return rounded


def scatter(x: Any, y: Any, name: Any, mode: str = "lines", **more: Any) -> dict[str, Any]:
    return {"type": "scatter", "mode": mode, "x": numbers(x), "y": numbers(y), "name": name, **more}


def axis(title: Text, low: float | None = None, high: float | None = None, **more: Any) -> dict[str, Any]:
    return {"title": {"text": title}, **({} if low is None else {"range": [low, high]}), **more}


def slider(labels: list[str], prefix: Text, active: int = 0) -> dict[str, Any]:
    """Steps that go to the frames of the same names."""
    arguments = {"mode": "immediate", "frame": {"duration": 0, "redraw": True}, "transition": {"duration": 0}}
    steps = [{"label": label, "method": "animate", "args": [[label], arguments]} for label in labels]
    return {"active": active, "currentvalue": {"prefix": prefix}, "pad": {"t": 50}, "steps": steps}


def layout(x: dict[str, Any], y: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"xaxis": x, "yaxis": y, "paper_bgcolor": CLEAR, "plot_bgcolor": CLEAR, **more}


def save(slug: str, alt: Text, data: list[dict[str, Any]], plan: dict[str, Any], frames: list[dict[str, Any]]) -> None:
    figure = {"alt": alt, "data": data, "layout": plan, "frames": frames}
    (HERE / f"{slug}.json").write_text(json.dumps(figure, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def save_svg(slug: str, draw: Callable[[Any], None], columns: int = 1) -> None:
    mpl.rcParams.update({"svg.hashsalt": slug, "svg.fonttype": "path"})
    figure, axes = plt.subplots(1, columns, figsize=(7.2, 3.6))
    draw(axes)
    figure.tight_layout()
    figure.savefig(HERE / f"{slug}.svg", transparent=True, metadata={"Date": None})
    plt.close(figure)
