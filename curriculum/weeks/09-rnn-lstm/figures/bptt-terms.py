"""A linear RNN of one unit over twelve steps: how large each step's share of the gradient of w is, for several w."""

from figure_files import layout, save, save_svg, slider, text

STEPS = 12
WEIGHTS = (0.5, 0.7, 0.9, 1.0, 1.1, 1.3)
BLUE, ORANGE = "#4c78a8", "#f58518"


def shares(w):
    """delta_t h_(t-1) for t = 1 ... STEPS with h_0 = 1, inputs 1 - w (so that h stays 1) and delta_T = 1."""
    return [round(w ** (STEPS - t), 4) for t in range(1, STEPS + 1)]


def trace(w):
    steps = list(range(1, STEPS + 1))
    colours = [ORANGE if t == 1 else BLUE for t in steps]
    return [{"type": "bar", "x": steps, "y": shares(w), "marker": {"color": colours}}]


def title(w):
    first = shares(w)[0]
    return {"title": {"text": text(f"w = {w:g}：第一步的意见 {first:.3g}", f"w = {w:g}: opinion of step one {first:.3g}")}}


labels = [f"{w:g}" for w in WEIGHTS]
frames = [{"name": label, "data": trace(w), "layout": title(w)} for label, w in zip(labels, WEIGHTS, strict=True)]
shape = layout(
    title(WEIGHTS[0])["title"]["text"],
    text("第几步", "step"),
    text("这一步的意见（最后一步是 1）", "opinion of this step (the last is 1)"),
    xaxis={"dtick": 1},
    yaxis={"range": [0, 4]},
    showlegend=False,
    sliders=slider(labels, "w = "),
    margin={"t": 50},
)
alt = text(
    ("十二根柱子是十二步各自对梯度的贡献：w 小于 1 时越早的步越小，等于 1 时一样高，大于 1 时最早的一步最高，超出画面。"),
    (
        "Twelve bars, the contribution of each of twelve steps to the gradient: with w below 1 earlier steps are smaller, at 1 "
        "all are equal, above 1 the earliest is the tallest, even beyond the picture."
    ),
)
save("bptt-terms", alt, trace(WEIGHTS[0]), shape, frames)


def draw(ax):
    for w, style in ((0.7, "-o"), (0.9, "-s"), (1.1, "-^")):
        ax.plot(range(1, STEPS + 1), shares(w), style, label=f"w = {w}")
    ax.set_xlabel("step", color="#777")
    ax.set_ylabel("share of the gradient", color="#777")
    ax.tick_params(colors="#777")
    ax.legend(frameon=False, labelcolor="#777")


save_svg("bptt-terms", draw)
