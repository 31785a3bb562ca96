"""A toy of masking: signals of an input of 128 words against the share of hidden ones, when a word needs k visible neighbours."""

from figure_files import layout, save, save_svg, slider, text

LENGTH = 128
NEEDED = [1, 2, 4, 6, 9, 14]
SHARES = [round(0.01 * i, 2) for i in range(1, 71)]


def signals(share, k):
    return LENGTH * share * (1 - share) ** k


def traces(k):
    best = 1 / (k + 1)
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": text("有用的信号", "useful signals"),
            "x": SHARES,
            "y": [round(signals(share, k), 3) for share in SHARES],
            "line": {"color": "#2563eb"},
        },
        {
            "type": "scatter",
            "mode": "markers",
            "name": text("最好的比例", "best share"),
            "x": [round(best, 4)],
            "y": [round(signals(best, k), 3)],
            "marker": {"size": 12, "color": "#059669"},
        },
        {
            "type": "scatter",
            "mode": "markers",
            "name": "15%",
            "x": [0.15],
            "y": [round(signals(0.15, k), 3)],
            "marker": {"size": 12, "symbol": "diamond", "color": "#d97706"},
        },
    ]


save(
    "mask-rate",
    text(
        "曲线：遮住的比例从 1% 到 70% 时有用信号的个数，滑块是猜一个词要看的邻居数；邻居越多，最好的比例越小，顶部都很平。",
        "A curve of useful signals for shares from 1% to 70%, with a slider for the neighbours needed; the more neighbours, "
        "the smaller the best share, and every top is flat.",
    ),
    traces(NEEDED[2]),
    layout(
        text("遮多少最合算（玩具模型）", "how much to hide (a toy)"),
        text("选中的比例 p", "share chosen, p"),
        text("每 128 个词的信号", "signals in 128 words"),
        xaxis={"range": [0, 0.72], "tickformat": ".0%"},
        yaxis={"range": [0, 35]},
        legend={"x": 0.68, "y": 0.98},
        sliders=[{**slider([str(k) for k in NEEDED], "k = ")[0], "active": 2}],
    ),
    [{"name": str(k), "data": traces(k)} for k in NEEDED],
)


def draw(ax):
    for k in NEEDED[1:5]:
        ax.plot(SHARES, [signals(share, k) for share in SHARES], label=f"k = {k}")
    ax.axvline(0.15, color="#d97706", linestyle=":", label="15%")
    ax.set_xlabel("share chosen")
    ax.set_ylabel("signals in 128 words")
    ax.legend()


save_svg("mask-rate", draw)
