"""Lesson 1: the scores of three cuts of one sentence while the count of one dictionary word grows."""

from figure_files import layout, save, save_svg, slider, text

COUNTS = {"南京": 20, "南京市": 10, "市长": 10, "长江": 20, "大桥": 20, "长江大桥": 10, "江大桥": 1, "市": 4, "桥": 5}
CUTS = [["南京市", "长江大桥"], ["南京市", "长江", "大桥"], ["南京", "市长", "江大桥"]]
NAMES = ["／".join(cut) for cut in CUTS]
STEPS = [0.1, 1, 2, 3, 4, 5, 10, 20, 40, 80]
COLOURS = ["#4c78a8", "#72b7b2", "#f58518"]


def scores(count):
    counts = {**COUNTS, "长江大桥": count}
    total = sum(counts.values())
    found = []
    for cut in CUTS:
        product = 1.0
        for word in cut:
            product *= counts[word] / total
        found.append(product)
    return found


def bars(count):
    values = [round(value, 6) for value in scores(count)]
    return {
        "type": "bar",
        "orientation": "h",
        "y": NAMES,
        "x": values,
        "text": [f"{value:.2g}" for value in values],
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {"color": COLOURS},
        "hoverinfo": "skip",
    }


labels = [f"{step:g}" for step in STEPS]
frames = [{"name": label, "data": [bars(step)]} for label, step in zip(labels, STEPS)]
axis = {"type": "log", "range": [-4.6, -0.8], "tickvals": [1e-4, 1e-3, 1e-2, 1e-1]}
shape = layout(
    text("三种切法的概率", "Probability of three cuts"),
    text("概率（对数刻度）", "probability (logarithmic)"),
    "",
    xaxis=axis,
    yaxis={"autorange": "reversed", "automargin": True},
    showlegend=False,
    sliders=slider(labels, text("“长江大桥”的次数：", "count of “长江大桥”: ")),
)
alt = text(
    (
        "三种切法的概率条形图。“长江大桥”的次数在 4 以下时，“南京市／长江／大桥”第一；"
        "超过之后“南京市／长江大桥”第一；出现市长的切法远远落后。"
    ),
    (
        "Bars with the probability of three cuts. While the bridge's count is below about 4 the cut into three words leads, "
        "above it the cut into two; the cut with the mayor stays far behind."
    ),
)
save("segment-score", alt, [bars(STEPS[0])], shape, frames)


def draw(ax):
    xs = [k / 4 for k in range(1, 161)]
    for k, name in enumerate(("city / bridge", "city / river / bridge", "Nanjing / mayor / bridge")):
        ax.plot(xs, [scores(x)[k] for x in xs], color=COLOURS[k], label=name)
    ax.set_yscale("log")
    ax.set_xlabel("count of the two-word reading's bridge")
    ax.set_ylabel("probability")
    ax.legend(fontsize=8)


if __name__ == "__main__":
    for step in STEPS:
        print(step, [f"{value:.5f}" for value in scores(step)])
    save_svg("segment-score", draw)
