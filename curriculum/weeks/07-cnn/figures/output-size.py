"""A line of 7 pixels and a window of 3: where the windows start for every stride and padding, and which pixels are left over."""

from figure_files import layout, save, save_svg, slider, text

N, K = 7, 3
BLUE, GREY, ORANGE = "#4c78a8", "#b0b0b0", "#f58518"
CASES = [(s, p) for s in (1, 2, 3) for p in (0, 1, 2)]
TOP = 9


def starts(s, p):
    return list(range(-p, N + p - K + 1, s))


def traces(s, p):
    """Pixels (blue: seen, grey: never seen, hollow: padding) and a bar for each window above them."""
    places = range(-p, N + p)
    seen = {c for start in starts(s, p) for c in range(start, start + K)}
    real = [0 <= c < N for c in places]
    fill = ["rgba(0,0,0,0)" if not inside else BLUE if c in seen else GREY for c, inside in zip(places, real, strict=True)]
    line = [BLUE if c in seen else GREY for c in places]
    cells = {
        "type": "scatter",
        "mode": "markers+text",
        "x": list(places),
        "y": [0] * len(fill),
        "text": [str(c) if inside else "0" for c, inside in zip(places, real, strict=True)],
        "textposition": "bottom center",
        "marker": {"symbol": "square", "size": 20, "color": fill, "line": {"color": line, "width": 2}},
        "hoverinfo": "skip",
    }
    xs, ys = [], []
    for row, start in enumerate(starts(s, p), 1):
        xs += [start - 0.4, start + K - 1 + 0.4, None]
        ys += [row, row, None]
    bars = {"type": "scatter", "mode": "lines", "x": xs, "y": ys, "line": {"color": ORANGE, "width": 8}, "hoverinfo": "skip"}
    return [cells, bars]


def title(s, p):
    rest = (N + 2 * p - K) % s
    formula = f"⌊(7 + 2·{p} − 3)/{s}⌋ + 1 = {len(starts(s, p))}"
    return {"title": {"text": text(f"{formula}，余 {rest}", f"{formula}, remainder {rest}")}}


names = [f"s={s}, p={p}" for s, p in CASES]
frames = [{"name": name, "data": traces(*case), "layout": title(*case)} for name, case in zip(names, CASES, strict=True)]
shape = layout(
    title(*CASES[0])["title"]["text"],
    text("像素（空心的是填充）", "pixels (hollow: padding)"),
    text("第几个窗口", "window number"),
    xaxis={"range": [-2.7, 8.7], "dtick": 1, "showticklabels": False, "zeroline": False},
    yaxis={"range": [-1.8, TOP + 0.5], "dtick": 1, "zeroline": False},
    showlegend=False,
    sliders=slider(names, text("步幅与填充：", "stride and padding: ")),
    margin={"t": 60},
)
alt = text(
    "七个像素排成一行，上方每条横杠是一个宽 3 的窗口；换步幅与填充时窗口的个数随公式变化，没有被看到的像素变灰。",
    (
        "Seven pixels in a row, each bar above them a window of width "
        "3; the number of windows follows the formula, and pixels never seen turn grey."
    ),
)
save("output-size", alt, frames[0]["data"], shape, frames)


def draw(ax):
    for block, (s, p) in enumerate(((1, 0), (2, 1), (3, 0))):
        left = block * 12
        seen = {c for start in starts(s, p) for c in range(start, start + K)}
        for c in range(-p, N + p):
            inside = 0 <= c < N
            colour = BLUE if c in seen else GREY
            ax.plot(left + c, 0, "s", markersize=9, markerfacecolor=colour if inside else "none", markeredgecolor=colour)
        for row, start in enumerate(starts(s, p), 1):
            ax.plot([left + start - 0.4, left + start + K - 0.6], [row, row], color=ORANGE, linewidth=5, solid_capstyle="butt")
        ax.text(left + 3, 6.2, f"s = {s}, p = {p}: {len(starts(s, p))}", ha="center", color="#777")
    ax.set_ylim(-1, 7)
    ax.axis("off")


save_svg("output-size", draw)
