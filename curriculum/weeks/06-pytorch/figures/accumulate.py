"""Gradient descent on (3w - 1)^2 from w = 2, with and without clearing the gradient."""

from figure_files import layout, save, save_svg, slider, text

STEPS, LR = 30, 0.02


def path(clear):
    w, g, out = 2.0, 0.0, [2.0]
    for _ in range(STEPS):
        g = (0.0 if clear else g) + 6 * (3 * w - 1)
        w -= LR * g
        out.append(round(w, 5))
    return out


curves = [
    (text("每步清梯度", "cleared each step"), path(True), "solid"),
    (text("从不清梯度", "never cleared"), path(False), "dot"),
]


def traces(upto):
    found = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": name,
            "x": list(range(upto + 1)),
            "y": y[: upto + 1],
            "line": {"dash": dash},
        }
        for name, y, dash in curves
    ]
    return [
        *found,
        {
            "type": "scatter",
            "mode": "lines",
            "name": text("最小点", "minimum"),
            "x": [0, STEPS],
            "y": [1 / 3, 1 / 3],
            "line": {"dash": "dash", "width": 1},
        },
    ]


labels = [str(n) for n in range(2, STEPS + 1, 2)]
save(
    "accumulate",
    text(
        "折线图：参数 w 随步数的变化。清梯度的一条平稳靠近三分之一，不清的一条来回摆动。",
        "Line chart of the parameter w by step. With cleared gradients it settles at one third; without, it swings to and fro.",
    ),
    traces(2),
    layout(
        text("同一个起点，清与不清梯度", "One start, with and without clearing gradients"),
        text("步数", "step"),
        text("参数 w", "parameter w"),
        xaxis={"range": [0, STEPS]},
        yaxis={"range": [-1.8, 2.4]},
        sliders=slider(labels, text("步数：", "steps: ")),
    ),
    frames=[{"name": label, "data": traces(int(label))} for label in labels],
)


def draw(ax):
    for (name, y, dash), style in zip(curves, ("-", ":")):
        ax.plot(y, style, marker=".", label=name["en"])
    ax.axhline(1 / 3, lw=0.8, ls="--")
    ax.set_xlabel("step")
    ax.set_ylabel("w")
    ax.legend()


save_svg("accumulate", draw)
