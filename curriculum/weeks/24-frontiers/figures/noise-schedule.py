"""How much of the signal is left after each step, by the linear and the cosine schedule, for several numbers of steps."""

import numpy as np
from figure_files import layout, save, save_svg, slider, text

STEPS = [5, 20, 100, 1000]
NAMES = {"linear": text("linear", "linear"), "cosine": text("cosine", "cosine")}
COLORS = {"linear": "#2563eb", "cosine": "#d97706"}


def left(schedule, steps):
    """abar before the first step and after every step, f64[steps + 1]."""
    if schedule == "linear":
        return np.concatenate([[1.0], np.cumprod(1 - np.linspace(1e-4, 0.02, steps))])
    curve = np.cos((np.arange(steps + 1) / steps + 0.008) / 1.008 * np.pi / 2) ** 2
    return curve / curve[0]


def shown(schedule, steps):
    """At most 101 points, (share of the way, abar)."""
    values = left(schedule, steps)
    places = np.unique(np.linspace(0, steps, min(steps, 100) + 1).round().astype(int))
    return [round(float(k) / steps, 4) for k in places], [round(float(values[k]), 4) for k in places]


def lines(steps):
    made = []
    for name in NAMES:
        x, y = shown(name, steps)
        mode = "lines+markers" if steps <= 20 else "lines"
        made.append({"type": "scatter", "mode": mode, "name": NAMES[name], "x": x, "y": y, "line": {"color": COLORS[name]}})
    return made


def title(steps):
    last = left("linear", steps)[-1]
    return text(f"{steps} 步之后，linear 还剩 {last:.2g}", f"after {steps} steps linear has {last:.2g} left")


save(
    "noise-schedule",
    text(
        "折线图：还剩下的信号随采样的进程下降；cosine 总是落到 0，linear 在 5 步时还剩 0.95，到 1000 步才接近 0。",
        "Line chart of the signal left along the way: cosine always falls to 0, linear still has 0.95 after 5 steps and gets "
        "near 0 only with 1000.",
    ),
    lines(STEPS[0]),
    layout(
        title(STEPS[0]),
        text("走了全程的几分之几", "share of the way"),
        text("还剩下的信号", "signal left"),
        yaxis={"range": [0, 1.05]},
        legend={"x": 0.02, "y": 0.05},
        sliders=slider([str(steps) for steps in STEPS], "T = "),
    ),
    [{"name": str(steps), "data": lines(steps), "layout": {"title": {"text": title(steps)}}} for steps in STEPS],
)


def draw(ax):
    for steps, style in ((5, ":"), (100, "--"), (1000, "-")):
        ax.plot(*shown("linear", steps), style, color=COLORS["linear"], label=f"linear, T = {steps}")
    ax.plot(*shown("cosine", 1000), color=COLORS["cosine"], label="cosine, T = 1000")
    ax.set_xlabel("share of the way")
    ax.set_ylabel("signal left")
    ax.legend()


save_svg("noise-schedule", draw)
