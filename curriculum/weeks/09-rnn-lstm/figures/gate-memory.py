"""A note written into the cell state at step 10: what is left of it at each later step, for several forget gates."""

from figure_files import layout, save, save_svg, slider, text

T, WRITTEN = 100, 10
GATES = (0.5, 0.8, 0.9, 0.95, 0.99, 1.0)
ORANGE, GREY = "#f58518", "#b0b0b0"


def memory(f):
    return [round(f ** (t - WRITTEN), 5) if t >= WRITTEN else 0.0 for t in range(T)]


def traces(f):
    line = {"type": "scatter", "mode": "lines", "x": list(range(T)), "y": memory(f), "line": {"color": ORANGE, "width": 3}}
    half = {"type": "scatter", "mode": "lines", "x": [0, T - 1], "y": [0.5, 0.5], "line": {"color": GREY, "dash": "dot"}}
    return [line, half]


def title(f):
    left = f ** (T - 1 - WRITTEN)
    return {"title": {"text": text(f"f = {f:g}：最后还剩 {left:.3g}", f"f = {f:g}: in the end {left:.3g} is left")}}


labels = [f"{f:g}" for f in GATES]
frames = [{"name": label, "data": traces(f), "layout": title(f)} for label, f in zip(labels, GATES, strict=True)]
shape = layout(
    title(GATES[0])["title"]["text"],
    text("第几步", "step"),
    text("细胞状态", "cell state"),
    yaxis={"range": [-0.05, 1.1]},
    showlegend=False,
    sliders=slider(labels, text("遗忘门 f = ", "forget gate f = ")),
    margin={"t": 50},
)
alt = text(
    ("第十步往细胞状态里写下 1，之后每一步乘遗忘门：0.5 几步就归零，0.9 四十步后所剩无几，0.99 到第一百步还有四成，1 一点不减。"),
    (
        "At step ten a 1 is written into the cell state and then multiplied by the forget gate at every step: 0.5 is gone in "
        "a few steps, 0.9 nearly so after forty, 0.99 still has four tenths at step one hundred, and 1 loses nothing."
    ),
)
save("gate-memory", alt, traces(GATES[0]), shape, frames)


def draw(ax):
    for f in (0.5, 0.9, 0.99, 1.0):
        ax.plot(range(T), memory(f), label=f"f = {f}")
    ax.set_xlabel("step", color="#777")
    ax.set_ylabel("cell state", color="#777")
    ax.tick_params(colors="#777")
    ax.legend(frameon=False, labelcolor="#777")


save_svg("gate-memory", draw)
