"""Builds size-of-target: Dice of discs drawn too wide by one, two or three pixels, and the masks of the chosen radius."""

import runpy
from pathlib import Path

import numpy as np
from figure_files import layout, save, save_svg, slider, text

cells = runpy.run_path(str(Path(__file__).parents[1] / "lessons" / "01-task-and-metrics.py"))
RADII, EXTRA, CHOSEN = list(range(3, 37, 3)), [1, 2, 3], [3, 6, 12, 24, 36]
COLOURS = ["#2563eb", "#b45309", "#7c3aed"]
SIDE = 40


def disc(radius):
    y, x = np.ogrid[-SIDE : SIDE + 1, -SIDE : SIDE + 1]
    return x**2 + y**2 <= radius**2


def score(radius, extra):
    return round(float(cells["dice"](disc(radius + extra)[None], disc(radius)[None])[0]), 4)


scores = {extra: [score(radius, extra) for radius in RADII] for extra in EXTRA}


def circle(radius):
    turn = np.linspace(0, 2 * np.pi, 73)
    return (radius * np.cos(turn)).round(2).tolist(), (radius * np.sin(turn)).round(2).tolist()


def moving(radius):
    """The traces that follow the slider: one marker a line, the target's outline and the three that are too wide."""
    points = [{"x": [radius], "y": [score(radius, extra)]} for extra in EXTRA]
    outlines = [dict(zip("xy", circle(radius + extra), strict=True)) for extra in (0, *EXTRA)]
    return points + outlines


lines = [
    {
        "type": "scatter",
        "mode": "lines",
        "x": RADII,
        "y": scores[extra],
        "name": text(f"宽 {extra} 像素", f"{extra} px too wide"),
        "line": {"color": colour},
    }
    for extra, colour in zip(EXTRA, COLOURS, strict=True)
]
first = moving(CHOSEN[0])
marks = [
    {"type": "scatter", "mode": "markers", **point, "showlegend": False, "marker": {"color": colour, "size": 10}}
    for point, colour in zip(first[:3], COLOURS, strict=True)
]
outlines = [
    {
        "type": "scatter",
        "mode": "lines",
        **outline,
        "xaxis": "x2",
        "yaxis": "y2",
        "showlegend": False,
        "line": {"color": colour, "width": 3 if k == 0 else 1.5},
    }
    for k, (outline, colour) in enumerate(zip(first[3:], ["#059669", *COLOURS], strict=True))
]
frames = [{"name": str(r), "data": moving(r), "traces": list(range(3, 10))} for r in CHOSEN]
rows = [
    text(
        f"半径 {r}：" + "、".join(f"{score(r, e):.2f}" for e in EXTRA),
        f"radius {r}: " + ", ".join(f"{score(r, e):.2f}" for e in EXTRA),
    )
    for r in CHOSEN
]
save(
    "size-of-target",
    text(
        "圆形目标画宽 1、2、3 个像素时的 Dice，随半径上升。" + "；".join(row["zh"] for row in rows),
        "Dice of a round target drawn 1, 2 and 3 pixels too wide, rising with the radius. "
        + "; ".join(row["en"] for row in rows),
    ),
    lines + marks + outlines,
    layout(
        text("同样的错，不同的大小", "The same mistake, other sizes"),
        "",
        "Dice",
        xaxis={"domain": [0, 1], "anchor": "y", "title": {"text": text("目标的半径（像素）", "radius of the target (pixels)")}},
        yaxis={"domain": [0.6, 1], "range": [0, 1]},
        xaxis2={"domain": [0.25, 0.75], "anchor": "y2", "range": [-SIDE, SIDE], "visible": False},
        yaxis2={"domain": [0, 0.44], "range": [-SIDE, SIDE], "scaleanchor": "x2", "visible": False},
        height=580,
        legend={"orientation": "h", "x": 1, "xanchor": "right", "y": 0.64, "yanchor": "bottom"},
        sliders=slider([str(r) for r in CHOSEN], text("半径 = ", "radius = ")),
    ),
    frames,
)


def draw(ax):
    for extra, colour in zip(EXTRA, COLOURS, strict=True):
        ax.plot(RADII, scores[extra], color=colour, label=f"{extra} px too wide")
    ax.set_ylim(0, 1)
    ax.set_xlabel("radius of the target (pixels)")
    ax.set_ylabel("Dice")
    ax.legend()


save_svg("size-of-target", draw)
