"""Rows t and t+k of the sinusoidal encoding, D=16: the values change, the dot product depends on k alone."""

import numpy as np
from figure_files import layout, save, save_svg, slider, text

D, T = 16, 6
SHIFTS = [0, 1, 2, 4, 8, 16, 32]


def pe(t):
    angle = t / 10_000 ** (np.arange(0, D, 2) / D)
    return np.stack([np.sin(angle), np.cos(angle)], axis=-1).reshape(-1)


def lines(k):
    columns = list(range(D))
    return [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": name,
            "x": columns,
            "y": [round(float(v), 4) for v in pe(t)],
        }
        for name, t in ((text(f"t = {T}", f"t = {T}"), T), (text(f"t + k = {T + k}", f"t + k = {T + k}"), T + k))
    ]


def title(k):
    product = float(pe(T) @ pe(T + k))
    same = float(pe(40) @ pe(40 + k))
    assert abs(product - same) < 1e-9
    return text(
        f"点积 {product:.3f}（t=6 与 t=40 都是）",
        f"dot product {product:.3f} (for t=6 and t=40 alike)",
    )


save(
    "pe-clock",
    text(
        "折线图：位置 6 与位置 6+k 的编码在 16 列上的值，滑块改变 k；标题是两行的点积，k=0 时为 8，随 k 变化，与 t 无关。",
        "Line chart: the encoding of positions 6 and 6+k over 16 columns, a slider sets k; the title gives the dot product of "
        "the two rows, 8 at k=0, changing with k and not with t.",
    ),
    lines(SHIFTS[0]),
    layout(
        title(SHIFTS[0]),
        text("列", "column"),
        text("值", "value"),
        yaxis={"range": [-1.1, 1.1]},
        sliders=slider([str(k) for k in SHIFTS], {"zh": "距离 k：", "en": "distance k: "}),
        margin={"t": 60},
    ),
    [{"name": str(k), "data": lines(k), "layout": {"title": {"text": title(k)}}} for k in SHIFTS],
)


def draw(ax):
    table = np.stack([pe(t) for t in range(60)])
    ax.imshow(table.T, aspect="auto", cmap="RdBu", vmin=-1, vmax=1)
    ax.set_xlabel("position t")
    ax.set_ylabel("column")


save_svg("pe-clock", draw)
