"""The worked example of lesson 2 with a query that moves: additive scores, weights and the context."""

import numpy as np
from figure_files import layout, save, save_svg, slider, text

A = 0.5 * np.log(3)
KEYS = np.array([[-1.0, -1.0], [0.0, -1.0], [0.0, 0.0]])
VALUES = np.array([[7.0, 0.0], [0.0, 14.0], [7.0, 0.0]])
QUERIES = [-8, -4, -2, -1, 0, 0.5, 1, 1.5, 2, 4, 8]
START = QUERIES.index(1)
WORDS = ["k₁", "k₂", "k₃"]


def weights(q):
    e = np.tanh(A * q + A * KEYS).sum(axis=1) * 2 * np.log(2)
    p = np.exp(e)
    return p / p.sum()


def bars(q):
    w = weights(q)
    return [
        {
            "type": "bar",
            "x": WORDS,
            "y": [round(float(x), 4) for x in w],
            "text": [f"{x:.3f}" for x in w],
            "textposition": "outside",
            "marker": {"color": "#2563eb"},
            "showlegend": False,
        },
        {
            "type": "scatter",
            "mode": "lines",
            "x": WORDS,
            "y": [1 / 3] * 3,
            "line": {"dash": "dot", "color": "#d97706"},
            "name": EVEN,
        },
    ]


def title(q):
    c = weights(q) @ VALUES
    return text(f"q = {q}：上下文 [{c[0]:.2f}, {c[1]:.2f}]", f"q = {q}: context [{c[0]:.2f}, {c[1]:.2f}]")


EVEN = text("三分之一", "one third")
control = slider([str(q) for q in QUERIES], "q = ")
control[0]["active"] = START
save(
    "query-sweep",
    text(
        "柱状图：三个键的注意力权重随查询 q 变化；q = 1 时是 1/7、2/7、4/7，q 很大或很小时都接近三分之一。",
        "Bar chart: attention weights of three keys as the query q moves; 1/7, 2/7, 4/7 at q = 1, and close to one third each "
        "when q is very large or very small.",
    ),
    bars(QUERIES[START]),
    layout(
        title(QUERIES[START]),
        text("键", "keys"),
        text("权重", "weight"),
        xaxis={"type": "category"},
        yaxis={"range": [0, 0.7]},
        legend={"x": 0.02, "y": 0.98},
        sliders=control,
    ),
    [{"name": str(q), "data": bars(q), "layout": {"title": {"text": title(q)}}} for q in QUERIES],
)


def draw(ax):
    q = np.linspace(-8, 8, 161)
    w = np.array([weights(x) for x in q])
    for k in range(3):
        ax.plot(q, w[:, k], label=f"key {k + 1}")
    ax.axhline(1 / 3, linestyle=":", color="#d97706")
    ax.axvline(1, linestyle="--", color="grey", linewidth=0.8)
    ax.set_xlabel("query q")
    ax.set_ylabel("weight")
    ax.legend()


save_svg("query-sweep", draw)
