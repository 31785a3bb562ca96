"""How often one run each would show a difference of the three papers the wrong way round, against the spread of one run."""

import math

from figure_files import layout, save, save_svg, slider, text

CLAIMS = [
    (text("ResNet-34 对普通 34 层<br>差 3.51", "ResNet-34, plain-34<br>gap 3.51"), 3.51),
    (text("BERT 去掉 NSP，MNLI<br>差 0.5", "BERT without NSP, MNLI<br>gap 0.5"), 0.5),
    (text("Transformer 8 头对 4 头<br>差 0.3", "Transformer, 8 and 4 heads<br>gap 0.3"), 0.3),
    (text("ResNet-18 对普通 18 层<br>差 0.06", "ResNet-18, plain-18<br>gap 0.06"), 0.06),
]
SIGMAS = [0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.2]
COLORS = ["#059669", "#2563eb", "#7c3aed", "#d97706"]


def flip(gap, sigma):
    return 0.5 * math.erfc(gap / (2 * sigma))


def bars(sigma):
    chances = [round(flip(gap, sigma), 4) for _, gap in CLAIMS]
    return [
        {
            "type": "bar",
            "orientation": "h",
            "y": [name for name, _ in CLAIMS],
            "x": chances,
            "text": [f"{chance:.1%}" for chance in chances],
            "textposition": "outside",
            "cliponaxis": False,
            "marker": {"color": COLORS},
            "showlegend": False,
        }
    ]


save(
    "flip-chance",
    text(
        "横条图：四条主张各跑一次时看反的概率，滑块是一次训练的波动；差 3.51 的始终接近 0，差 0.06 的很快到四成以上。",
        "Bars: the chance that one run each shows four claims the wrong way round, with a slider for the spread of a run; "
        "a gap of 3.51 stays near zero, one of 0.06 soon passes 40%.",
    ),
    bars(SIGMAS[0]),
    layout(
        text("各跑一次，看反的概率", "chance of the wrong order, one run each"),
        text("概率", "probability"),
        "",
        xaxis={"range": [0, 0.6], "tickformat": ".0%"},
        yaxis={"autorange": "reversed", "automargin": True},
        sliders=slider([str(sigma) for sigma in SIGMAS], "σ = "),
    ),
    [{"name": str(sigma), "data": bars(sigma)} for sigma in SIGMAS],
)


def draw(ax):
    spreads = [0.02 * k for k in range(1, 61)]
    for (name, gap), color in zip(CLAIMS, COLORS, strict=True):
        ax.plot(spreads, [flip(gap, sigma) for sigma in spreads], color=color, label=name["en"].replace("<br>", ", "))
    ax.set_xlabel("standard deviation of one run")
    ax.set_ylabel("chance of the wrong order")
    ax.legend(fontsize=8)


save_svg("flip-chance", draw)
