"""Four pixels, kernel [1, 1], stride 2: a change that the convolution cannot see moves the input and nothing else."""

import numpy as np
from figure_files import layout, save, save_svg, slider, text

C = np.array([[1.0, 1, 0, 0], [0, 0, 1, 1]])
X = np.array([1.0, 2, 3, 4])
Z = np.array([1.0, -1, -3, 3])
STEPS = (-1.0, -0.5, 0.0, 0.5, 1.0)
BLUE, ORANGE, GREEN = "#4c78a8", "#f58518", "#54a24b"


def bars(t):
    x = X + t * Z
    y = C @ x
    names = (text("输入 x + tz", "input x + tz"), text("输出 y = C(x + tz)", "output y = C(x + tz)"), "Cᵀy")
    values = ((x, [0, 1, 2, 3], BLUE, 0.28), (y, [0.5, 2.5], ORANGE, 0.28), (C.T @ y, [0.3, 1.3, 2.3, 3.3], GREEN, 0.28))
    return [
        {
            "type": "bar",
            "x": places,
            "y": v.tolist(),
            "width": width,
            "marker": {"color": colour},
            "name": name,
            "text": [f"{value:g}" for value in v],
            "textposition": "outside",
        }
        for (v, places, colour, width), name in zip(values, names, strict=True)
    ]


labels = [f"{t:g}" for t in STEPS]
frames = [{"name": label, "data": bars(t)} for label, t in zip(labels, STEPS, strict=True)]
shape = layout(
    text("看不见的改动", "A change that cannot be seen"),
    text("像素", "pixel"),
    text("值", "value"),
    xaxis={"range": [-0.5, 3.8], "dtick": 1, "zeroline": False},
    yaxis={"range": [0, 8.5]},
    barmode="overlay",
    legend={"orientation": "h", "y": 1.14},
    sliders=slider(labels, "t = "),
    margin={"t": 90},
)
shape["sliders"][0]["active"] = 2
alt = text(
    "柱状图：四个输入像素随滑块变化，两个输出 3 与 7 不变，转置之后的 3、3、7、7 也不变。",
    "Bars: four input pixels change with the slider, the two outputs 3 and 7 do not, nor do the transposed values 3, 3, 7, 7.",
)
save("same-output", alt, bars(0.0), shape, frames)


def draw(ax):
    for shift, t in ((-0.3, -1.0), (-0.1, 0.0), (0.1, 1.0)):
        ax.bar(np.arange(4) + shift, X + t * Z, width=0.18, color=BLUE, alpha=0.4 + 0.3 * (t + 1) / 2)
    ax.bar(np.arange(4) + 0.35, C.T @ (C @ X), width=0.18, color=GREEN)
    for k, value in enumerate(C @ X):
        ax.plot([2 * k - 0.45, 2 * k + 1.45], [value, value], color=ORANGE, linewidth=3)
    ax.set_xticks(range(4))
    ax.set_title("blue: x + tz for t = -1, 0, 1;  orange: y;  green: Cᵀy", fontsize=10, color="#777")


save_svg("same-output", draw)
