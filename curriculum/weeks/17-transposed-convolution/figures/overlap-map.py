"""How many windows cover each cell of a transposed convolution's output: overlap maps for several kernels and strides."""

from figure_files import layout, save, save_svg, slider, text

PIXELS = 6
CHOICES = [(2, 2), (3, 2), (4, 2), (5, 2), (3, 3), (4, 3), (5, 3), (6, 3)]


def row_counts(k, s):
    counts = [0] * ((PIXELS - 1) * s + k)
    for i in range(PIXELS):
        for u in range(k):
            counts[i * s + u] += 1
    return counts


def plane(k, s):
    row = row_counts(k, s)
    return [[a * b for b in row] for a in row]


def label(k, s):
    return f"k {k}, s {s}"


def heatmap(k, s):
    return [
        {
            "type": "heatmap",
            "z": plane(k, s),
            "zmin": 0,
            "zmax": 9,
            "colorscale": [[0, "#fff4e0"], [1, "#b45309"]],
            "xgap": 1,
            "ygap": 1,
        }
    ]


save(
    "overlap-map",
    text(
        "热力图：全 1 的核把 6×6 的图放大后，每一格被盖到几次，滑块换核与步幅；核是步幅的倍数时中间是平的，否则是棋盘。",
        "Heat map: how often each cell is covered by a kernel of ones, with a slider for kernel and stride; "
        "flat in the middle when the kernel is a multiple of the stride, a checkerboard otherwise.",
    ),
    heatmap(*CHOICES[1]),
    layout(
        text("每一格被几个窗口盖到", "windows that cover each cell"),
        "",
        "",
        xaxis={"showticklabels": False, "constrain": "domain"},
        yaxis={"showticklabels": False, "autorange": "reversed", "scaleanchor": "x"},
        sliders=[{**slider([label(k, s) for k, s in CHOICES], "")[0], "active": 1}],
    ),
    [{"name": label(k, s), "data": heatmap(k, s)} for k, s in CHOICES],
)


def draw(ax):
    ax.imshow([[*a, 0, *b] for a, b in zip(plane(3, 2), [*plane(4, 2)][:13], strict=True)], cmap="YlOrBr", vmin=0, vmax=9)
    ax.set_xticks([6, 21], ["k 3, s 2", "k 4, s 2"])
    ax.set_yticks([])


save_svg("overlap-map", draw)
