"""What follows "the wh" in Moby Dick, counted in the training text, and what a temperature makes of these probabilities."""

import math
import os
from collections import Counter
from pathlib import Path

from figure_files import layout, save, save_svg, slider, text

PREFIX = "the wh"
BOOK = (Path(os.environ.get("EVERYDAY_STATE", "var")) / "assets" / "moby-dick" / "train.txt").read_text("utf-8")
COUNTS = Counter(BOOK[at + len(PREFIX)] for at in range(len(BOOK) - len(PREFIX)) if BOOK.startswith(PREFIX, at))
TOP = [(char, math.log(times / sum(COUNTS.values()))) for char, times in COUNTS.most_common()]
TEMPERATURES = (0.2, 0.5, 0.8, 1.0, 1.5, 3.0)
ORANGE = "#f58518"


def heated(temperature):
    weights = [math.exp(value / temperature) for _, value in TOP]
    return [round(weight / sum(weights), 4) for weight in weights]


def trace(temperature):
    names = [{" ": "␣", "\n": "⏎"}.get(char, char) for char, _ in TOP]
    return [{"type": "bar", "x": names, "y": heated(temperature), "marker": {"color": ORANGE}}]


labels = [f"{temperature:g}" for temperature in TEMPERATURES]
frames = [{"name": label, "data": trace(value)} for label, value in zip(labels, TEMPERATURES, strict=True)]
shape = layout(
    text("“the wh” 之后的字符", 'The character after "the wh"'),
    text("字符", "character"),
    text("概率", "probability"),
    yaxis={"range": [0, 1]},
    xaxis={"type": "category"},
    showlegend=False,
    sliders=slider(labels, text("温度：", "temperature: ")),
    margin={"t": 50},
)
alt = text(
    "柱状图：温度低时一两个字符几乎占满概率，温度升高，柱子越来越平。",
    "Bars: at a low temperature one or two characters take almost all the probability; as it rises the bars become flatter.",
)
print(COUNTS)
save("temperature-bars", alt, trace(TEMPERATURES[0]), shape, frames)


def draw(ax):
    names = [{" ": "␣", "\n": "⏎"}.get(char, char) for char, _ in TOP]
    places = range(len(names))
    for shift, temperature in zip((-0.25, 0, 0.25), (0.2, 0.8, 1.5), strict=True):
        ax.bar([place + shift for place in places], heated(temperature), 0.25, label=f"T = {temperature}")
    ax.set_xticks(list(places), names)
    ax.set_ylabel("probability", color="#777")
    ax.tick_params(colors="#777")
    ax.legend(frameon=False, labelcolor="#777")


save_svg("temperature-bars", draw)
