"""Multiply-adds with a 1×1 squeeze to C_r channels, relative to the direct convolution, for three kernel sizes."""

from figure_files import buttons, layout, save, save_svg, text

CASES = [(5, 192, 32), (3, 192, 128), (1, 192, 64)]  # kernel, channels in, channels out: GoogLeNet's first block
REDUCED = list(range(4, 193, 4))


def ratios(k, cin, cout):
    return [round(r / (k * k * cout) + r / cin, 4) for r in REDUCED]


LABELS = [text(f"{k}×{k}：{cin} → {cout}", f"{k}×{k}: {cin} → {cout}") for k, cin, cout in CASES]
data = [
    {"type": "scatter", "mode": "lines", "name": label, "x": REDUCED, "y": ratios(*case), "visible": k == 0}
    for k, (label, case) in enumerate(zip(LABELS, CASES))
]
data.append(
    {
        "type": "scatter",
        "mode": "lines",
        "name": text("直接做", "direct"),
        "x": [REDUCED[0], REDUCED[-1]],
        "y": [1, 1],
        "line": {"dash": "dash", "color": "#888888"},
    }
)
save(
    "reduction-cost",
    text(
        "折线图：先用 1×1 压到若干通道再做卷积，与直接做相比的乘加次数之比；虚线是 1。",
        "Line chart: multiply-adds of squeezing with a 1×1 first, relative to the direct convolution; the dashed line is 1.",
    ),
    data,
    layout(
        text("先压后做，值不值？", "Does the squeeze pay?"),
        text("压到的通道数 C_r", "channels after the squeeze, C_r"),
        text("乘加次数之比", "ratio of multiply-adds"),
        yaxis={"range": [0, 2.2]},
        updatemenus=buttons(LABELS, [[m in (k, 3) for m in range(4)] for k in range(3)]),
        showlegend=False,
        margin={"t": 110},
    ),
)


def draw(ax):
    for k, cin, cout in CASES:
        ax.plot(REDUCED, ratios(k, cin, cout), label=f"{k}×{k}: {cin} → {cout}")
    ax.axhline(1, color="#888888", linestyle="--")
    ax.set_ylim(0, 2.2)
    ax.set_xlabel("channels after the squeeze")
    ax.set_ylabel("ratio of multiply-adds")
    ax.legend()


save_svg("reduction-cost", draw)
