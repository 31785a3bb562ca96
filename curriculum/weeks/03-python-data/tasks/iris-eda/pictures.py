"""The learner's three figures in the verdict: as drawn (PNG), and drawn again from the numbers that the probe sent."""

import base64

import numpy as np
import reading

from workers.judge import Figure, Judging

MAX_PNG = 700_000


def post(j: Judging, name: str, figure: Figure) -> None:
    axes = reading.busy(figure)[0]
    if 0 < len(figure.png) <= MAX_PNG:
        j.figure(f"{name}-png", as_drawn(figure.png))
    data = {"scatter": scatter, "hist": hist, "box": box}[name](figure)
    layout = {
        "xaxis": {"title": {"text": axes["xlabel"]}},
        "yaxis": {"title": {"text": axes["ylabel"]}},
        "title": {"text": axes["title"]},
    }
    if name == "hist":
        layout["barmode"] = "stack"
    if name == "box":
        layout["showlegend"] = False
        ticks = reading.ticks(figure)
        layout["xaxis"] |= {"tickvals": list(ticks.values()), "ticktext": list(ticks)}
    j.figure(name, {"data": data, "layout": layout})


def as_drawn(png: bytes) -> dict:
    """The PNG on empty axes that keep its proportions."""
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    frame = {"visible": False, "showgrid": False, "zeroline": False, "fixedrange": True}
    picture = {"source": "data:image/png;base64," + base64.b64encode(png).decode(), "xref": "x", "yref": "y", "x": 0, "y": height}
    picture |= {"sizex": width, "sizey": height, "sizing": "contain", "layer": "below"}
    corners = {"type": "scatter", "mode": "markers", "x": [0, width], "y": [0, height], "opacity": 0, "hoverinfo": "skip"}
    return {
        "data": [corners | {"showlegend": False}],
        "layout": {
            "images": [picture],
            "xaxis": frame | {"range": [0, width]},
            "yaxis": frame | {"range": [0, height], "scaleanchor": "x"},
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        },
    }


def scatter(figure: Figure) -> list[dict]:
    return [
        {"type": "scatter", "mode": "markers", "name": one["label"][:40], "x": one["points"][:, 0], "y": one["points"][:, 1]}
        for one in reading.series(figure)[:12]
    ]


def hist(figure: Figure) -> list[dict]:
    bars = reading.busy(figure)[0]["bars"]
    starts, widths = [bar["x"] for bar in bars], [bar["width"] for bar in bars]
    return [{"type": "bar", "x": starts, "y": [bar["height"] for bar in bars], "width": widths, "offset": 0, "showlegend": False}]


def box(figure: Figure) -> list[dict]:
    """The lines of the box plot as lines, its outliers as points, and filled boxes as outlines."""
    axes = reading.busy(figure)[0]
    loose = [line["style"] in ("None", "", " ") for line in axes["lines"]]
    drawn = [(line["x"], line["y"], "markers" if free else "lines") for line, free in zip(axes["lines"], loose, strict=True)]
    drawn += [(np.array([x0, x1, x1, x0, x0]), np.array([y0, y0, y1, y1, y0]), "lines") for x0, y0, x1, y1 in axes["boxes"]]
    look = {"line": {"color": "#4c78a8"}, "marker": {"color": "#4c78a8"}, "showlegend": False}
    return [{"type": "scatter", "mode": mode, "x": x, "y": y, **look} for x, y, mode in drawn[:60] if len(x)]
