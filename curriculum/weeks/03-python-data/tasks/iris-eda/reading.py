"""What a probed Figure shows: series of a scatter plot, counts of a histogram, boxes. Nothing of Matplotlib itself."""

import numpy as np

from workers.judge import Figure, Judging

Series = dict[str, object]


def drawn(j: Judging, got: object, what: str) -> Figure:
    """The Figure that came back, with exactly one set of axes that shows anything."""
    if not isinstance(got, Figure):
        j.fail({"zh": f"{what} 应返回 Matplotlib 的 Figure。", "en": f"{what} should return a Matplotlib Figure."})
        raise AssertionError
    if len(busy(got)) != 1:
        count = len(busy(got))
        j.fail(
            {
                "zh": f"{what} 应恰好有一个画了东西的坐标系，这里有 {count} 个。",
                "en": f"{what} should draw in one set of axes, not {count}.",
            },
            cause={"zh": "没有画，或者画到了另一张图上。", "en": "Nothing was drawn, or it was drawn in another figure."},
        )
    return got


def busy(figure: Figure) -> list[dict]:
    return [axes for axes in figure.axes if axes["lines"] or axes["collections"] or axes["bars"] or axes["boxes"]]


def series(figure: Figure) -> list[dict]:
    """[{label, points [n, 2], look}] of a scatter plot: collections, and lines that have markers but no line."""
    axes = busy(figure)[0]
    found = [
        {"label": item["label"], "points": known(item["offsets"]), "look": look(item)}
        for item in axes["collections"]
        if len(item["offsets"])
    ]
    found += [
        {
            "label": line["label"],
            "points": known(np.column_stack([line["x"], line["y"]])),
            "look": (line["color"], line["marker"]),
        }
        for line in axes["lines"]
        if line["style"] in ("None", "", " ") and line["marker"] not in ("None", "", " ")
    ]
    return [one for one in found if len(one["points"])]


def look(item: dict) -> tuple[object, ...]:
    """What tells one collection from another: face, edge and marker of its first point."""
    parts = [item["colors"][:1], item["edges"][:1], item["marker"]]
    return tuple(np.asarray(part, float).round(4).tobytes() for part in parts)


def known(points: np.ndarray) -> np.ndarray:
    return points[np.isfinite(points).all(axis=1)]


def legend(figure: Figure) -> list[str]:
    return [text.strip() for axes in busy(figure) for text in axes["legend"]] + [text.strip() for text in figure.legend]


def names_column(label: str, column: str) -> bool:
    """`Sepal length (cm)` names sepal_length, too."""
    plain = " ".join(label.lower().replace("_", " ").replace("-", " ").split())
    return column.replace("_", " ") in plain


def bars(figure: Figure) -> np.ndarray:
    """[n, 2]: centre and height of every bar."""
    return np.array([(bar["x"] + bar["width"] / 2, bar["height"]) for bar in busy(figure)[0]["bars"]], float).reshape(-1, 2)


def per_bin(bars: np.ndarray, edges: np.ndarray) -> np.ndarray | None:
    """The heights of the bars of each bin added up, wherever in the bin they stand; None if a bar is outside of all."""
    if len(bars) == 0:
        return np.zeros(len(edges) - 1)
    if bars[:, 0].min() < edges[0] or bars[:, 0].max() > edges[-1]:
        return None
    places = np.clip(np.searchsorted(edges, bars[:, 0], side="right") - 1, 0, len(edges) - 2)
    return np.bincount(places, weights=bars[:, 1], minlength=len(edges) - 1)


def ticks(figure: Figure) -> dict[str, float]:
    """{label: position} of the x axis, labels in lower case."""
    axes = busy(figure)[0]
    return {text.strip().lower(): float(at) for text, at in zip(axes["xticks"], axes["xticks_at"], strict=False) if text.strip()}


def box_at(figure: Figure, position: float) -> tuple[float, float] | None:
    """(bottom, top) of the box around a position."""
    found = [(box[1], box[3]) for box in busy(figure)[0]["boxes"] if box[0] < position < box[2]]
    return found[0] if len(found) == 1 else None


def level_at(figure: Figure, position: float) -> list[float]:
    """The heights of all level lines that cross a position: median, caps."""
    lines = [line for line in busy(figure)[0]["lines"] if len(line["x"]) >= 2 and np.ptp(line["y"]) == 0]
    return [float(line["y"][0]) for line in lines if line["x"].min() <= position <= line["x"].max()]
