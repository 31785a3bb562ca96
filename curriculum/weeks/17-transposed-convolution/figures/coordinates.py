"""Where the pixels of an enlarged row lie in the input, under both conventions: 3 to 12 pixels from an input of 4."""

from figure_files import layout, save, save_svg, slider, text

N = 4
LENGTHS = [3, 4, 5, 6, 8, 10, 12]


def places(m, align_corners):
    if align_corners:
        return [k * (N - 1) / (m - 1) for k in range(m)]
    return [min(max((k + 0.5) * N / m - 0.5, 0), N - 1) for k in range(m)]


ROWS = [text("开：首尾对齐", "on: ends coincide"), text("输入", "input"), text("关：外框对齐", "off: frames coincide")]


def traces(m):
    made = []
    for row, (values, color, symbol) in enumerate(
        (
            (places(m, True), "#d97706", "diamond"),
            (list(range(N)), "#64748b", "square"),
            (places(m, False), "#2563eb", "circle"),
        )
    ):
        made.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": [round(value, 4) for value in values],
                "y": [ROWS[row]] * len(values),
                "marker": {"size": 14 if row != 1 else 22, "color": color, "symbol": symbol, "opacity": 0.8},
                "showlegend": False,
            }
        )
    return made


save(
    "coordinates",
    text(
        "三排点：中间是 4 个输入像素，上下是输出在两种约定下的坐标，滑块改变输出长度；开时首尾钉在两端，关时间隔是 n/m。",
        "Three rows of points: 4 input pixels in the middle, the output's coordinates above and below, with a slider "
        "for the output's length; on, the ends are nailed down; off, the spacing is n/m and the ends repeat.",
    ),
    traces(LENGTHS[4]),
    layout(
        text("输出像素落在输入的哪里", "where output pixels lie in the input"),
        text("输入坐标 u", "input coordinate u"),
        "",
        xaxis={"range": [-0.5, 3.5], "dtick": 1},
        yaxis={"automargin": True},
        sliders=[{**slider([str(m) for m in LENGTHS], "m = ")[0], "active": 4}],
    ),
    [{"name": str(m), "data": traces(m)} for m in LENGTHS],
)


def draw(ax):
    for row, values in enumerate((places(8, True), list(range(N)), places(8, False))):
        ax.plot(values, [row] * len(values), ["D", "s", "o"][row], color=["#d97706", "#64748b", "#2563eb"][row])
    ax.set_yticks(range(3), [row["en"] for row in ROWS])
    ax.set_ylim(-0.5, 2.5)
    ax.set_xlabel("input coordinate, 4 pixels enlarged to 8")


save_svg("coordinates", draw)
