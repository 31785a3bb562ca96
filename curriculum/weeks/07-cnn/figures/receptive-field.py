"""How much each input pixel influences one output after 1 to 6 layers, and the square that the formula gives."""

import numpy as np
from figure_files import buttons, layout, save, save_svg, slider, text

SIDE = 25
ORANGE = "#f58518"
NETWORKS = {
    "flat": [(3, 1)] * 6,
    "halving": [(3, 1), (2, 2)] * 3,
}


def influence(layers):
    """Number of paths from every pixel of a line to one output, up to scale, centred in SIDE pixels; and the field's length."""
    paths = np.ones(1)
    for k, s in reversed(layers):  # from the output down to the input
        spread = np.zeros((len(paths) - 1) * s + 1)
        spread[::s] = paths
        paths = np.convolve(spread, np.ones(k))
    line = np.zeros(SIDE)
    first = (SIDE - len(paths)) // 2
    line[first : first + len(paths)] = paths / paths.max()
    return line, first, len(paths)


def heat(layers, shown):
    line, _, _ = influence(layers)
    z = np.outer(line, line).round(3)
    return {
        "type": "heatmap",
        "z": z.tolist(),
        "zmin": 0,
        "zmax": 1,
        "colorscale": [[0, "rgba(76,120,168,0.06)"], [1, "#4c78a8"]],
        "showscale": False,
        "visible": shown,
    }


def square(layers, shown):
    _, first, length = influence(layers)
    a, b = first - 0.5, first + length - 0.5
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [a, b, b, a, a],
        "y": [a, a, b, b, a],
        "line": {"color": ORANGE, "width": 3},
        "hoverinfo": "skip",
        "visible": shown,
    }


def traces(depth):
    flat, halving = (NETWORKS[name][:depth] for name in ("flat", "halving"))
    return [heat(flat, True), square(flat, True), heat(halving, False), square(halving, False)]


def title(depth):
    sizes = [influence(NETWORKS[name][:depth])[2] for name in ("flat", "halving")]
    zh = f"{depth} 层的感受野：步幅 1 时 {sizes[0]}，减半时 {sizes[1]}"
    return {"title": {"text": text(zh, f"Field after {depth} layers: stride 1 {sizes[0]}, halving {sizes[1]}")}}


names = [str(depth) for depth in range(1, 7)]
frames = [
    {"name": name, "data": [{k: v for k, v in t.items() if k != "visible"} for t in traces(depth)], "layout": title(depth)}
    for depth, name in enumerate(names, 1)
]
bare = {"showticklabels": False, "showgrid": False, "zeroline": False, "range": [-0.5, SIDE - 0.5]}
shape = layout(
    title(1)["title"]["text"],
    text("输入的列", "input columns"),
    text("输入的行", "input rows"),
    xaxis={**bare, "constrain": "domain"},
    yaxis={**bare, "scaleanchor": "x"},
    showlegend=False,
    updatemenus=buttons(
        [text("全是步幅 1", "stride 1"), text("每两层一次减半", "halving every second layer")],
        [[True, True, False, False], [False, False, True, True]],
    ),
    sliders=slider(names, text("层数：", "layers: ")),
    margin={"t": 110},
)
alt = text(
    "热图：一个输出受每个输入像素影响的大小，中间深、四周浅；橙色方框是公式给出的感受野，层数越多、有减半时越大。",
    (
        "Heat map of how much each input pixel influences one output, dark in the middle and "
        "pale outside; the orange square is the formula's receptive field, growing with layers and faster with halving."
    ),
)
save("receptive-field", alt, traces(1), shape, frames)


def draw(ax):
    layers = NETWORKS["flat"]
    line, first, length = influence(layers)
    ax.imshow(np.outer(line, line), cmap="Blues", vmin=0, vmax=1)
    a, b = first - 0.5, first + length - 0.5
    ax.plot([a, b, b, a, a], [a, a, b, b, a], color=ORANGE, linewidth=2)
    ax.set_title("six layers of 3×3: field 13×13, real influence in the middle", fontsize=10, color="#777")
    ax.axis("off")


save_svg("receptive-field", draw)
