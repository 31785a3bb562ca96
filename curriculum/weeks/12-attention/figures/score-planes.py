"""Three scores as functions of the key, for the query and the matrices of lesson 3's worked example."""

import numpy as np
from figure_files import buttons, layout, save, save_svg, text

LN2, H = np.log(2), 0.5 * np.log(3)
Q = np.array([1.0, 2.0])
W = np.array([[0.0, 0.0], [1.0, 1.0]])
WA = np.array([[0.0, H / 2, H / LN2, 0.0], [0.0, H / 2, 0.0, H / LN2]])
V = LN2 * np.array([10 / 3, 20 / 3])
KEYS = np.array([[0.0, 0.0], [LN2, 0.0], [0.0, LN2]])
AXIS = np.linspace(-3, 3, 31)
KINDS = ["dot", "general", "concat"]


def score(kind, keys):
    if kind == "dot":
        return keys @ Q
    if kind == "general":
        return keys @ (Q @ W)
    beside = np.concatenate([np.broadcast_to(Q, keys.shape), keys], axis=-1)
    return np.tanh(beside @ WA.T) @ V


def plane(kind):
    x, y = np.meshgrid(AXIS, AXIS)
    return score(kind, np.stack([x, y], axis=-1))


def surface(kind, shown):
    return {
        "type": "contour",
        "x": [round(float(a), 2) for a in AXIS],
        "y": [round(float(a), 2) for a in AXIS],
        "z": [[round(float(v), 3) for v in row] for row in plane(kind)],
        "colorscale": "RdBu",
        "zmid": 0,
        "ncontours": 16,
        "colorbar": {"thickness": 12},
        "visible": shown,
    }


def softmax(e):
    p = np.exp(e - e.max())
    return p / p.sum()


def title(kind):
    shown = "、".join(f"{w:.3f}" for w in softmax(score(kind, KEYS)))
    return text(f"{kind}：三个键的权重 {shown}", f"{kind}: weights of the three keys {shown.replace('、', ', ')}")


POINTS = {
    "type": "scatter",
    "mode": "markers+text",
    "x": [round(float(k[0]), 4) for k in KEYS],
    "y": [round(float(k[1]), 4) for k in KEYS],
    "text": ["k₁", "k₂", "k₃"],
    "textposition": "top right",
    "marker": {"color": "#111827", "size": 9, "line": {"color": "#ffffff", "width": 1.5}},
    "textfont": {"color": "#111827", "size": 14},
    "showlegend": False,
}
labels = [text(kind, kind) for kind in KINDS]
shown = [[i == k for i in range(len(KINDS))] + [True] for k in range(len(KINDS))]
save(
    "score-planes",
    text(
        "等高线图：键的平面上三种得分。dot 与 general 是倾斜的平面，等高线是直线；concat 是两个 tanh 之和，四角是平的。",
        "Contour plot: three scores over the plane of keys. dot and general are tilted planes with straight contours; concat is "
        "a sum of two tanh with flat corners.",
    ),
    [surface(kind, i == 0) for i, kind in enumerate(KINDS)] + [POINTS],
    layout(
        title("dot"),
        text("键的第一个分量", "first component of the key"),
        text("键的第二个分量", "second component of the key"),
        updatemenus=[{**buttons(labels, shown, [title(k) for k in KINDS])[0], "type": "dropdown", "direction": "down"}],
        margin={"t": 90},
    ),
)


def draw(ax):
    figure = ax.figure
    ax.remove()
    for number, kind in enumerate(KINDS, 1):
        part = figure.add_subplot(1, 3, number)
        part.contourf(AXIS, AXIS, plane(kind), 16, cmap="RdBu", norm=None)
        part.plot(KEYS[:, 0], KEYS[:, 1], "ko", markersize=4)
        part.set_title(kind)
        part.set_aspect("equal")


save_svg("score-planes", draw)
