"""Builds knn-regions.json and .svg: what k-NN says over the plane, for several k."""

from typing import Any

import numpy as np
from drawing import BLUE, ORANGE, axis, layout, save, save_svg, scatter, slider

KS = (1, 3, 5, 9, 15, 31, 61, 119)
SIDE = 41
AXES = np.linspace(-2, 3, SIDE), np.linspace(-1.7, 2.2, SIDE)
COLOURS = [[0, BLUE], [1, ORANGE]]


def moons(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    angle, label = rng.uniform(0, np.pi, n), rng.integers(0, 2, n)
    arc = np.column_stack([np.cos(angle), np.sin(angle)])
    arc[label == 1] = np.array([1.0, 0.5]) - arc[label == 1]
    return arc + 0.38 * rng.normal(size=(n, 2)), label


def share(X: np.ndarray, y: np.ndarray, queries: np.ndarray, k: int) -> np.ndarray:
    """Share of ones among the k nearest, f64[m]."""
    squares = ((queries[:, None, :] - X[None, :, :]) ** 2).sum(axis=-1)
    votes: np.ndarray = y[np.argsort(squares, axis=1, kind="stable")[:, :k]].mean(axis=1)
    return votes


RNG = np.random.default_rng(1)
(X, Y), (XV, YV) = moons(RNG, 120), moons(RNG, 1000)
GRID = np.stack(np.meshgrid(*AXES), axis=-1).reshape(-1, 2)


def scores(k: int) -> tuple[float, float]:
    return float(((share(X, Y, X, k) > 0.5) == Y).mean()), float(((share(X, Y, XV, k) > 0.5) == YV).mean())


def region(k: int) -> dict[str, Any]:
    says = (share(X, Y, GRID, k) > 0.5).astype(int).reshape(SIDE, SIDE)
    return {
        "type": "heatmap",
        "x": AXES[0].round(3).tolist(),
        "y": AXES[1].round(3).tolist(),
        "z": says.tolist(),
        "zmin": 0,
        "zmax": 1,
        "colorscale": COLOURS,
        "opacity": 0.35,
        "showscale": False,
        "hoverinfo": "skip",
    }


def title(k: int) -> dict[str, Any]:
    train, validation = scores(k)
    return {
        "text": {
            "zh": f"训练 {train:.3f}，验证 {validation:.3f}",
            "en": f"train {train:.3f}, validation {validation:.3f}",
        }
    }


ALT = {
    "zh": (
        "两弯月牙形的点与 KNN 划出的区域。k = 1 时区域里有零星的孤岛，训练准确率 1；k 居中时边界平滑；k = 119 时几乎全是同一类。"
    ),
    "en": "Two crescents of points and the regions of KNN. At k = 1 there are small islands and a training accuracy of 1; in the "
    "middle the boundary is smooth; at k = 119 nearly everything is one class.",
}


def still(axes: Any) -> None:
    for ax, k in zip(axes, (1, 15), strict=True):
        ax.contourf(
            *AXES, (share(X, Y, GRID, k) > 0.5).reshape(SIDE, SIDE), levels=[-0.5, 0.5, 1.5], colors=[BLUE, ORANGE], alpha=0.35
        )
        for label, colour in ((0, BLUE), (1, ORANGE)):
            ax.plot(*X[Y == label].T, "o", color=colour, markersize=3)
        ax.set_title(f"k = {k}")


if __name__ == "__main__":
    print({k: scores(k) for k in KS})
    names = ({"zh": "类别 0", "en": "class 0"}, {"zh": "类别 1", "en": "class 1"})
    points = [
        scatter(*X[Y == label].T, name, "markers", marker={"color": colour, "size": 7})
        for label, (name, colour) in enumerate(zip(names, (BLUE, ORANGE), strict=True))
    ]
    plan = layout(
        axis({"zh": "特征 1", "en": "feature 1"}, -2, 3),
        axis({"zh": "特征 2", "en": "feature 2"}, -1.7, 2.2),
        title=title(KS[0]),
        showlegend=False,
        sliders=[slider([str(k) for k in KS], {"zh": "k = ", "en": "k = "})],
    )
    frames = [{"name": str(k), "data": [region(k)], "traces": [0], "layout": {"title": title(k)}} for k in KS]
    save("knn-regions", ALT, [region(KS[0]), *points], plan, frames)
    save_svg("knn-regions", still, columns=2)
