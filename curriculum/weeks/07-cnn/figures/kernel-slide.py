"""The 4×4 example of lesson 1: the window at each of its four places, with the kernel as it is and turned by 180°."""

import numpy as np
from figure_files import buttons, layout, save, save_svg, slider, text

X = np.array([[1, 2, 0, 1], [0, 1, 3, 1], [2, 0, 1, 2], [1, 1, 0, 1]])
W = np.array([[1, 2, 0], [0, 1, 0], [0, 0, -1]])
KERNELS = (W, W[::-1, ::-1])
PLACES = [(0, 0), (0, 1), (1, 0), (1, 1)]
ORANGE = "#f58518"


def value(kernel, place):
    i, j = place
    return int((X[i : i + 3, j : j + 3] * kernel).sum())


def weights(kernel, place, shown):
    """The nine weights, written below the pixels that they meet."""
    i, j = place
    cells = [(i + u, j + v, kernel[u, v]) for u in range(3) for v in range(3)]
    return {
        "type": "scatter",
        "mode": "text",
        "x": [c for _, c, _ in cells],
        "y": [r + 0.3 for r, _, _ in cells],
        "text": [f"×{w}".replace("-", "−") for _, _, w in cells],
        "textfont": {"color": ORANGE, "size": 13},
        "hoverinfo": "skip",
        "visible": shown,
    }


def window(place):
    i, j = place
    left, right, top, bottom = j - 0.48, j + 2.48, i - 0.48, i + 2.48
    line = {"color": ORANGE, "width": 3}
    xs, ys = [left, right, right, left, left], [top, top, bottom, bottom, top]
    return {"type": "scatter", "mode": "lines", "x": xs, "y": ys, "line": line, "hoverinfo": "skip"}


def output(kernel, step, shown):
    known = {PLACES[k]: value(kernel, PLACES[k]) for k in range(step + 1)}
    z = [[known.get((i, j)) for j in (0, 1)] for i in (0, 1)]
    return {
        "type": "heatmap",
        "z": z,
        "text": [["" if v is None else str(v) for v in row] for row in z],
        "texttemplate": "%{text}",
        "zmin": 0,
        "zmax": 8,
        "colorscale": [[0, "rgba(245,133,24,0.15)"], [1, ORANGE]],
        "showscale": False,
        "xaxis": "x2",
        "yaxis": "y2",
        "hoverinfo": "skip",
        "visible": shown,
    }


def moving(step):
    """Weights, window and outputs; visibility is the buttons' business and not repeated in frames."""
    place = PLACES[step]
    traces = [weights(KERNELS[0], place, True), weights(KERNELS[1], place, False), window(place)]
    return [*traces, output(KERNELS[0], step, True), output(KERNELS[1], step, False)]


picture = {
    "type": "heatmap",
    "z": X.tolist(),
    "text": X.tolist(),
    "texttemplate": "%{text}",
    "colorscale": [[0, "rgba(76,120,168,0.06)"], [1, "#4c78a8"]],
    "zmin": 0,
    "zmax": 5,
    "showscale": False,
    "hoverinfo": "skip",
}
names = ["1", "2", "3", "4"]
frames = []
for k, name in enumerate(names):
    data = [{key: v for key, v in trace.items() if key != "visible"} for trace in moving(k)]
    frames.append({"name": name, "data": data, "traces": [1, 2, 3, 4, 5]})
bare = {"showticklabels": False, "showgrid": False, "zeroline": False}
hidden = {**bare, "autorange": False}
shape = layout(
    text("输入与窗口；输出", "Input and window; output"),
    text("输入 4×4", "input 4×4"),
    "",
    xaxis={**hidden, "range": [-0.55, 3.55], "domain": [0, 0.62]},
    yaxis={**hidden, "range": [3.55, -0.55]},
    xaxis2={**hidden, "range": [-0.55, 1.55], "domain": [0.7, 1], "title": {"text": text("输出 2×2", "output 2×2")}},
    yaxis2={**hidden, "range": [2.6, -1.6], "anchor": "x2"},
    showlegend=False,
    updatemenus=buttons(
        [text("不翻转", "as it is"), text("转 180°", "turned by 180°")],
        [[True, True, False, True, True, False], [True, False, True, True, False, True]],
    ),
    sliders=slider(names, text("窗口的位置：", "place of the window: ")),
    margin={"t": 110, "l": 20, "r": 20},
)
alt = text(
    "左边是 4×4 的输入与移动的 3×3 窗口，窗口里写着核的权重；右边是逐步填满的 2×2 输出，可切换翻转与不翻转的核。",
    (
        "Left, the 4×4 input with a moving 3×3 window that shows the kernel's weights; "
        "right, the 2×2 output filling up, for the kernel as it is or turned."
    ),
)
save("kernel-slide", alt, [picture, *moving(0)], shape, frames)


def draw(ax):
    ax.imshow(X, cmap="Blues", vmin=0, vmax=5)
    for (r, c), v in np.ndenumerate(X):
        ax.text(c, r, str(v), ha="center", va="center", color="white" if v > 2 else "black")
    for (u, v), w in np.ndenumerate(W):
        ax.text(v, u + 0.33, f"×{w}", ha="center", va="center", color=ORANGE, fontsize=9)
    ax.plot([-0.48, 2.48, 2.48, -0.48, -0.48], [-0.48, -0.48, 2.48, 2.48, -0.48], color=ORANGE, linewidth=3)
    ax.set_title("first window: 1·1 + 2·2 + 1·1 − 1·1 = 5;  output [[5, 3], [2, 7]]", fontsize=10, color="#777")
    ax.axis("off")


save_svg("kernel-slide", draw)
