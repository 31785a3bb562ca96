"""Builds tree-depth.json and .svg: the rectangles of a decision tree over the plane, for several depths."""

from typing import Any

import numpy as np
from drawing import BLUE, ORANGE, axis, layout, save, save_svg, scatter, slider
from sklearn.tree import DecisionTreeClassifier

DEPTHS = (1, 2, 3, 4, 6, 8, 12)
SIDE = 61
AXES = np.linspace(0, 70, SIDE), np.linspace(0, 100, SIDE)
GRID = np.stack(np.meshgrid(*AXES), axis=-1).reshape(-1, 2)


def passengers(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Age and fare; children, and those who paid more than 45, mostly survive."""
    X = np.column_stack([rng.uniform(0, 70, n), rng.uniform(0, 100, n)])
    chance = np.where((X[:, 0] < 14) | (X[:, 1] > 45), 0.8, 0.2)
    return X, (rng.random(n) < chance).astype(int)


RNG = np.random.default_rng(2)
(X, Y), (XV, YV) = passengers(RNG, 160), passengers(RNG, 2000)
TREES = {depth: DecisionTreeClassifier(max_depth=depth, random_state=0).fit(X, Y) for depth in DEPTHS}


def region(depth: int) -> dict[str, Any]:
    return {
        "type": "heatmap",
        "x": AXES[0].round(2).tolist(),
        "y": AXES[1].round(2).tolist(),
        "z": TREES[depth].predict_proba(GRID)[:, 1].round(2).reshape(SIDE, SIDE).tolist(),
        "zmin": 0,
        "zmax": 1,
        "colorscale": [[0, BLUE], [1, ORANGE]],
        "opacity": 0.4,
        "showscale": False,
        "hoverinfo": "skip",
    }


def title(depth: int) -> dict[str, Any]:
    tree = TREES[depth]
    train, test, leaves = tree.score(X, Y), tree.score(XV, YV), tree.get_n_leaves()
    return {
        "text": {
            "zh": f"{leaves} 片叶子：训练 {train:.3f}，测试 {test:.3f}",
            "en": f"{leaves} leaves: train {train:.3f}, test {test:.3f}",
        }
    }


ALT = {
    "zh": (
        "年龄与票价平面上的 160 名乘客与一棵决策树的矩形区域。深度 2 "
        "正好画出规律；再深就围着单个的点切出细条，训练准确率升到 1，测试准确率下降。"
    ),
    "en": "160 passengers by age and fare with the rectangles of a decision tree. Depth 2 draws just the rule; deeper trees cut "
    "thin strips round single points, training accuracy rises to 1 and test accuracy falls.",
}


def still(axes: Any) -> None:
    for ax, depth in zip(axes, (2, 12), strict=True):
        shares = TREES[depth].predict_proba(GRID)[:, 1].reshape(SIDE, SIDE)
        ax.contourf(*AXES, (shares > 0.5).astype(int), levels=[-0.5, 0.5, 1.5], colors=[BLUE, ORANGE], alpha=0.35)
        for label, colour in ((0, BLUE), (1, ORANGE)):
            ax.plot(*X[Y == label].T, "o", color=colour, markersize=3)
        ax.set_title(f"depth {depth}")


if __name__ == "__main__":
    print({depth: (tree.score(X, Y), tree.score(XV, YV)) for depth, tree in TREES.items()})
    names = ({"zh": "遇难", "en": "died"}, {"zh": "获救", "en": "survived"})
    points = [
        scatter(*X[Y == label].T, name, "markers", marker={"color": colour, "size": 7})
        for label, (name, colour) in enumerate(zip(names, (BLUE, ORANGE), strict=True))
    ]
    plan = layout(
        axis({"zh": "年龄", "en": "age"}, 0, 70),
        axis({"zh": "票价", "en": "fare"}, 0, 100),
        title=title(DEPTHS[0]),
        showlegend=False,
        sliders=[slider([str(depth) for depth in DEPTHS], {"zh": "深度：", "en": "depth: "})],
    )
    frames = [{"name": str(d), "data": [region(d)], "traces": [0], "layout": {"title": title(d)}} for d in DEPTHS]
    save("tree-depth", ALT, [region(DEPTHS[0]), *points], plan, frames)
    save_svg("tree-depth", still, columns=2)
