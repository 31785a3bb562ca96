"""The warm-up schedule of the paper for D=512 and several lengths of the warm-up."""

from figure_files import layout, save, save_svg, slider, text

D, STEPS = 512, 12_000
WARMUPS = [500, 1000, 2000, 4000, 8000]
GRID = sorted({1, *range(50, STEPS + 1, 50), *WARMUPS})


def rate(step, warmup):
    return D**-0.5 * min(step**-0.5, step * warmup**-1.5)


def lines(warmup):
    peak = rate(warmup, warmup)
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": text("学习率", "rate"),
            "x": GRID,
            "y": [float(f"{rate(step, warmup):.4g}") for step in GRID],
        },
        {
            "type": "scatter",
            "mode": "markers+text",
            "name": text("峰值", "peak"),
            "x": [warmup],
            "y": [float(f"{peak:.4g}")],
            "text": [f"{peak:.2e}"],
            "textposition": "top right",
            "marker": {"size": 11},
        },
    ]


save(
    "schedule",
    text(
        "折线图：D=512 时的学习率，先沿直线上升，再按步数平方根的倒数下降，峰值用圆点标出；滑块改变预热步数，"
        "从 500 到 8000，峰值从 1.98e-3 降到 4.94e-4。",
        "Line chart: the learning rate for D=512 rises in a straight line and falls with one over the root of the step, the peak "
        "marked by a dot; a slider changes the warm-up from 500 to 8000, and the peak goes from 1.98e-3 down to 4.94e-4.",
    ),
    lines(WARMUPS[0]),
    layout(
        text("预热曲线，D=512", "The warm-up schedule, D=512"),
        text("步数", "update"),
        text("学习率", "learning rate"),
        yaxis={"range": [0, 0.0023]},
        sliders=slider([str(warmup) for warmup in WARMUPS], {"zh": "预热步数 W：", "en": "warm-up W: "}),
        showlegend=False,
        margin={"t": 60},
    ),
    [{"name": str(warmup), "data": lines(warmup)} for warmup in WARMUPS],
)


def draw(ax):
    for warmup in WARMUPS:
        ax.plot(GRID, [rate(step, warmup) for step in GRID], label=f"W = {warmup}")
    ax.set_xlabel("update")
    ax.set_ylabel("learning rate")
    ax.legend()


save_svg("schedule", draw)
