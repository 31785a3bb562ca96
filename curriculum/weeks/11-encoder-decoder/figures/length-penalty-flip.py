"""Scores of three hypotheses against alpha: sum / length ** alpha; a slider picks alpha and ranks them."""

from figure_files import layout, save, save_svg, slider, text

HYPOTHESES = [(-1.0, 2, "#d97706"), (-1.2, 4, "#2563eb"), (-2.0, 9, "#059669")]
ALPHAS = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2]


def bar(alpha):
    scores = [total / length**alpha for total, length, _ in HYPOTHESES]
    order = sorted(range(3), key=lambda i: -scores[i])
    return {
        "type": "bar",
        "x": [
            text(f"和 {total:g}，{length} 个词", f"sum {total:g}, {length} words".replace("-", "−"))
            for total, length, _ in HYPOTHESES
        ],
        "y": [round(score, 4) for score in scores],
        "text": [f"#{order.index(i) + 1}: {scores[i]:.3f}" for i in range(3)],
        "marker": {"color": [colour for *_, colour in HYPOTHESES]},
    }


save(
    "length-penalty-flip",
    text(
        "柱状图：三条假设除以长度的 alpha 次方之后的得分与名次。alpha 为 0 时最短的第一，alpha 为 1.2 时最长的第一。",
        (
            "Bar chart: scores and ranks of three hypotheses after dividing by length to "
            "the power alpha. At alpha 0 the shortest leads, at 1.2 the longest."
        ),
    ),
    [bar(0.0)],
    layout(
        text("谁排第一？", "Who comes first?"),
        text("三条假设", "three hypotheses"),
        text("得分（越高越好）", "score (higher is better)"),
        yaxis={"range": [-2.2, 0]},
        sliders=slider([f"{a:g}" for a in ALPHAS], {"zh": "alpha = ", "en": "alpha = "}),
        margin={"t": 60},
    ),
    [{"name": f"{a:g}", "data": [bar(a)]} for a in ALPHAS],
)


def draw(ax):
    grid = [k / 50 for k in range(61)]
    for total, length, colour in HYPOTHESES:
        ax.plot(grid, [total / length**a for a in grid], color=colour, label=f"sum {total:g}, {length} words")
    ax.set_xlabel("alpha")
    ax.set_ylabel("score")
    ax.legend()


save_svg("length-penalty-flip", draw)
