"""A 2×2 picture is scattered pixel by pixel with a 2×2 kernel, stride 1: the output after each step."""

from figure_files import layout, save, save_svg, slider, text

X, W = [[1, 2], [3, 4]], [[1, 2], [0, 3]]
STEPS = ["0", "1", "2", "3", "4"]


def after(steps):
    y = [[0] * 3 for _ in range(3)]
    for pixel in range(steps):
        i, j = divmod(pixel, 2)
        for u in range(2):
            for v in range(2):
                y[i + u][j + v] += X[i][j] * W[u][v]
    return y


assert after(4) == [[1, 4, 4], [3, 13, 14], [0, 9, 12]]


def heatmap(steps):
    y = after(steps)
    return [
        {
            "type": "heatmap",
            "z": y,
            "zmin": 0,
            "zmax": 14,
            "text": [[str(value) for value in row] for row in y],
            "texttemplate": "%{text}",
            "textfont": {"size": 18},
            "colorscale": [[0, "#fff4e0"], [1, "#b45309"]],
            "showscale": False,
            "xgap": 3,
            "ygap": 3,
        }
    ]


save(
    "scatter-steps",
    text(
        "3×3 的热力图：像素 1、2、3、4 依次把核撒到输出上，重叠处相加；最后正中间是 13，四份都有。",
        "A 3×3 heat map: the pixels 1, 2, 3, 4 scatter the kernel in turn and overlaps add up; the middle ends as 13.",
    ),
    heatmap(0),
    layout(
        text("撒播：一步撒一个像素", "scattering, a pixel a step"),
        "",
        "",
        xaxis={"showticklabels": False, "constrain": "domain"},
        yaxis={"showticklabels": False, "autorange": "reversed", "scaleanchor": "x"},
        sliders=slider(STEPS, "n = "),
    ),
    [{"name": step, "data": heatmap(int(step))} for step in STEPS],
)


def draw(ax):
    ax.imshow(after(4), cmap="YlOrBr", vmin=0, vmax=14)
    for a, row in enumerate(after(4)):
        for b, value in enumerate(row):
            ax.text(b, a, str(value), ha="center", va="center", fontsize=14)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.set_xlabel("output after all four pixels")


save_svg("scatter-steps", draw)
