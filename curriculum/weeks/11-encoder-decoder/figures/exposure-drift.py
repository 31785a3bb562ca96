"""p_u = a p_{u-1} + b (1 - p_{u-1}) for three values of a; b by slider."""

from figure_files import layout, save, save_svg, slider, text

STEPS = list(range(31))
RIGHT = [(0.90, "#d97706"), (0.95, "#2563eb"), (0.99, "#059669")]
WRONG = [0.0, 0.15, 0.3, 0.5, 0.7, 0.9]


def course(a, b):
    values = [1.0]
    for _ in STEPS[1:]:
        values.append(a * values[-1] + b * (1 - values[-1]))
    return values


def lines(b):
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": STEPS,
            "y": [round(v, 4) for v in course(a, b)],
            "name": f"a = {a:.2f}",
            "line": {"color": colour},
        }
        for a, colour in RIGHT
    ]


save(
    "exposure-drift",
    text(
        "三条曲线：a 为 0.90、0.95、0.99 时，自己生成的第 u 个词正确的概率，从 1 开始下降，停在 b/(1−a+b)；b 越小，停得越低。",
        (
            "Three curves, a = 0.90, 0.95, 0.99: the probability that word u of one's own writing "
            "is right. It falls from 1 and settles at b/(1−a+b), the lower the smaller b."
        ),
    ),
    lines(0.3),
    layout(
        text("写错之后还能回来吗？", "Is there a way back after a slip?"),
        text("第几个词", "word"),
        text("正确的概率", "probability of being right"),
        yaxis={"range": [0, 1.03]},
        sliders=[
            {
                **slider([str(b) for b in WRONG], {"zh": "前文有错时的准确率 b = ", "en": "accuracy after a slip b = "})[0],
                "active": 2,
            }
        ],
        margin={"t": 60},
    ),
    [{"name": str(b), "data": lines(b)} for b in WRONG],
)


def draw(ax):
    for a, colour in RIGHT:
        ax.plot(STEPS, course(a, 0.3), color=colour, label=f"a = {a:.2f}, b = 0.3")
        ax.plot(STEPS, course(a, 0.0), "--", color=colour, label=f"a = {a:.2f}, b = 0")
    ax.set_xlabel("word")
    ax.set_ylabel("probability of being right")
    ax.legend(fontsize=7)


save_svg("exposure-drift", draw)
